"""`mingcha mail-in`: one letter from the standard input, as a mail server pipes it to a program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mingcha.cli.house import house

#: sysexits.h: the mail server keeps the letter and tries again.
_LATER = 75


def mail_in(account: Annotated[str, typer.Argument(help="渠道账号名称 name of the e-mail account")]) -> None:
    """收一封邮件（供邮件服务器管道调用）。 Take in one letter, piped by a mail server."""
    house()
    from mingcha.accounts import second_lock
    from mingcha.channels.configured import account_of
    from mingcha.channels.kinds import Channel
    from mingcha.channels.mail.arriving import arrive
    from mingcha.channels.mail.reading import MOST
    from mingcha.kernel.clock import wall_clock
    from mingcha.kernel.errors import MingchaError

    try:
        known = account_of(Channel.EMAIL, account)
    except MingchaError as refused:
        print(refused, file=sys.stderr)  # noqa: T201 - the mail server's log reads it
        raise typer.Exit(_LATER) from None
    with second_lock.open_everything(second_lock.Reason.COMMAND):
        arrive(known, sys.stdin.buffer.read(MOST + 1), at=wall_clock())
