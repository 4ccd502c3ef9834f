"""
The accounts of channels, as `MINGCHA_CHANNELS` lists them. Secrets live in that file alone, never in the database.

An address is answered when its account is listed here in full; every other is 404.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from mingcha.channels.cipher import CallbackCipher
from mingcha.channels.kinds import Channel
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message

PLATFORM = "https://qyapi.weixin.qq.com"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TEXTS = ("token", "key", "receive", "secret", "url", "base", "sender", "area", "maildir")
_NEEDED: dict[Channel, tuple[str, ...]] = {
    Channel.MP: ("token",),
    Channel.KF: ("token", "key", "receive", "secret"),
    Channel.WECOM: ("token", "key", "receive"),
    Channel.ROBOT: ("token", "key"),
    Channel.WEBHOOK: ("url",),
    Channel.EMAIL: ("sender",),
    Channel.SMS: ("url", "key", "template"),
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class ChannelAccount:
    """
    One account: of callbacks `token`, `key` (EncodingAESKey, 43 characters; a 公众号 in plain mode has none) and
    `receive` (AppID or CorpID; a robot has none); `secret` for the platform's own interface at `base`; of what only
    goes out `url`, `sender`, and the `template` and `key` of a gateway.
    """

    channel: Channel
    name: str
    token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    receive: str = ""
    secret: str = field(default="", repr=False)
    url: str = field(default="", repr=False)
    base: str = PLATFORM
    sender: str = ""
    #: Where whatever comes over it belongs: twelve digits. Without one nothing becomes an appeal by itself.
    area: str = ""
    #: Where the mail server puts letters for this account.
    maildir: str = ""
    template: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cipher(self) -> CallbackCipher:
        """What opens its callbacks."""
        return CallbackCipher(self.token, self.key, self.receive)


def account_of(channel: Channel, name: str) -> ChannelAccount:
    """NotFound (`channel.unconfigured`) when there is none, or it is not set up in full."""
    for found in _read():
        if isinstance(found, ChannelAccount) and (found.channel, found.name) == (channel, name):
            return found
    raise NotFound(
        "channel.unconfigured",
        Message(
            f"没有配置渠道账号“{name}”。请系统管理员在 MINGCHA_CHANNELS 中补充。",
            f"The channel account “{name}” is not set up. The system administrator adds it to MINGCHA_CHANNELS.",
        ),
    )


def accounts_of(channel: Channel) -> list[ChannelAccount]:
    """Every account of a channel that is set up in full."""
    return [one for one in _read() if isinstance(one, ChannelAccount) and one.channel == channel]


def problems() -> list[str]:
    """What is wrong in the list, in words that tell no secret."""
    found = list(_read())
    named = [(one.channel, one.name) for one in found if isinstance(one, ChannelAccount)]
    twice = {f"{channel}/{name} 重复 is listed twice" for channel, name in named if named.count((channel, name)) > 1}
    return [one for one in found if isinstance(one, str)] + sorted(twice)


def _read() -> Iterator[ChannelAccount | str]:
    for number, entry in enumerate(settings.CHANNELS, start=1):
        try:
            yield _account(entry)
        except ValueError as error:
            yield f"第{number}项 entry {number}: {error}"


def _account(entry: Mapping[str, Any]) -> ChannelAccount:
    channel = Channel(str(entry.get("channel")))
    name = str(entry.get("name", ""))
    if not _NAME.fullmatch(name):
        raise ValueError("name: a-z 0-9 -")
    texts = {part: str(entry[part]) for part in _TEXTS if entry.get(part)}
    template = entry.get("template") or {}
    if missing := [part for part in _NEEDED[channel] if part not in texts and not (part == "template" and template)]:
        raise ValueError(f"缺少 missing: {', '.join(missing)}")
    if not isinstance(template, Mapping):
        raise ValueError("template: 名称: 值 name: value")
    made = ChannelAccount(channel, name, template=template, **texts)
    _check(made)
    return made


def _check(account: ChannelAccount) -> None:
    """ValueError."""
    if account.channel == Channel.MP and bool(account.key) != bool(account.receive):
        raise ValueError("key, receive: 同时填写或同时留空 both or none")
    if account.area and not re.fullmatch(r"\d{12}", account.area):
        raise ValueError("area: 12位区划代码 twelve digits")
    if account.key and account.channel != Channel.SMS:
        account.cipher.check_key()
    for address in (account.url, account.base):
        parts = urlsplit(address)
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if address and not (parts.hostname and (parts.scheme == "https" or local)):
            raise ValueError("url, base: https://… （本机可用 http://127.0.0.1 on this machine）")
