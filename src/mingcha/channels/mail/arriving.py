"""
Letters on their way in: delivered into a Maildir by the mail server of the house (or fetched into it), or piped to
`mingcha mail-in`. Each is kept once, and then its plain file is gone. What machines write is not kept at all.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingcha.channels import operations, outbox
from mingcha.channels.configured import ChannelAccount, accounts_of
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.mail.reading import MOST, Mail, read_mail
from mingcha.channels.models import OutboundMessage

BY = "system:mail"
_AT_ONCE = 500
_NUMBER = re.compile(r"[0-9a-f]{16}")
_LOG = logging.getLogger(__name__)


def arrive(account: ChannelAccount, raw: bytes, *, at: datetime) -> str:
    """Takes in one letter; what became of it: `kept`, `again`, `reply` (to a notice of ours), `machine`."""
    mail = read_mail(raw, at=at)
    if mail.is_auto or mail.sender == own_address(account):
        return "machine"
    answers = _answers_notice(mail)
    came = Came(
        channel=Channel.EMAIL,
        account=account.name,
        message_id=mail.mark,
        sender=mail.sender,
        # Of an answer to a notice nothing is kept: it was meant for somebody else.
        kind=Kind.OTHER if answers else Kind.TEXT,
        sent_at=mail.sent_at,
        text="" if answers else mail.text,
    )
    with transaction.atomic():
        message, new = operations.receive(came=came, at=at)
        if new and answers and mail.sender:
            outbox.enqueue(
                key=f"mail:{message.number}",
                channel=Channel.EMAIL,
                account=account.name,
                to=mail.sender,
                about=message.audit_name,
                notice="mail_unread",
                by=BY,
                at=at,
            )
    return "again" if not new else "reply" if answers else "kept"


def pull(at: datetime) -> int:
    """Every letter that lies in a Maildir; how many were taken in. One that fails stays there, and the log says so."""
    return sum(_pull(account, at) for account in accounts_of(Channel.EMAIL) if account.maildir)


def _pull(account: ChannelAccount, at: datetime) -> int:
    taken = 0
    for path in _waiting(Path(account.maildir)):
        try:
            with path.open("rb") as file:
                raw = file.read(MOST + 1)
            arrive(account, raw, at=at)
            path.unlink(missing_ok=True)
            taken += 1
        except Exception:  # a letter that cannot be taken keeps no other from being taken
            _LOG.exception("a letter could not be taken: %s", account.name)
    return taken


def _waiting(folder: Path) -> list[Path]:
    """What was delivered and not taken. Files alone: nobody leads out of the folder."""
    try:
        found = [path for path in (folder / "new").iterdir() if path.is_file() and not path.is_symlink()]
    except OSError:
        _LOG.warning("no Maildir: it cannot be read")
        return []
    return sorted(found)[:_AT_ONCE]


def own_address(account: ChannelAccount) -> str:
    """The address of the account itself."""
    return account.sender.rpartition("<")[2].rstrip(">").strip().lower()


def _answers_notice(mail: Mail) -> bool:
    """Whether it answers a letter that went out from here: those bear their number (`mail/sending.py`)."""
    numbers = {one.partition("@")[0] for one in mail.answers}
    known = [number for number in numbers if _NUMBER.fullmatch(number)]
    return bool(known) and OutboundMessage.objects.filter(channel=Channel.EMAIL, number__in=known[:50]).exists()
