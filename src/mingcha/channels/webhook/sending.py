"""A notice into a group of staff (WeCom page 91770)."""

from __future__ import annotations

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door, post_json
from mingcha.channels.letters import Letter
from mingcha.channels.refusals import Undelivered

#: Too many this minute, or a system that asks to wait.
_BUSY = (-1, 45009, 45033)
#: The key in the address is wrong, or the robot was taken out of the group.
_CREDENTIALS = (93000, 93008)


def send_to_group(account: ChannelAccount, letter: Letter, door: Door) -> None:
    """Undelivered."""
    kind = "markdown" if letter.markdown else "text"
    answer = post_json(door, account.url, {"msgtype": kind, kind: {"content": letter.body}})
    code = answer.json().get("errcode")
    if code in _BUSY:
        raise Undelivered("busy", again=True)
    if code in _CREDENTIALS:
        raise Undelivered("credentials", again=True)
    if code != 0:
        raise Undelivered("refused", again=False)
