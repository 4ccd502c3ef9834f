"""A reply in somebody's own conversation with 微信客服."""

from __future__ import annotations

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door
from mingcha.channels.kf import client
from mingcha.channels.letters import Letter
from mingcha.channels.refusals import Undelivered


def send_reply(account: ChannelAccount, letter: Letter, door: Door) -> None:
    """`to` is `OpenKfId/external_userid`. Undelivered."""
    kf, _, to = letter.to.partition("/")
    if not kf or not to:
        raise Undelivered("address", again=False)
    client.reply(account, kf=kf, to=to, text=letter.body, number=letter.number, door=door)
