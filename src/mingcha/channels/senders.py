"""What sends over each channel: `(account, letter, door)`, which returns when the other side has it, or Undelivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door
from mingcha.channels.kf.sending import send_reply
from mingcha.channels.kinds import Channel
from mingcha.channels.letters import Letter
from mingcha.channels.mail.sending import send_mail
from mingcha.channels.sms.sending import send_sms
from mingcha.channels.webhook.sending import send_to_group

Sender = Callable[[ChannelAccount, Letter, Door], None]

SENDERS: Mapping[Channel, Sender] = MappingProxyType(
    {Channel.KF: send_reply, Channel.WEBHOOK: send_to_group, Channel.EMAIL: send_mail, Channel.SMS: send_sms}
)
