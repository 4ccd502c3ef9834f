"""A notice by e-mail, through the mail server of the settings."""

from __future__ import annotations

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from mingcha.channels.configured import ChannelAccount
from mingcha.channels.gateway import Door
from mingcha.channels.letters import Letter
from mingcha.channels.notices import NOTICES
from mingcha.channels.refusals import Undelivered

_BUSY = range(400, 500)


def send_mail(account: ChannelAccount, letter: Letter, door: Door) -> None:
    """Undelivered."""
    try:
        validate_email(letter.to)
    except ValidationError:
        raise Undelivered("address", again=False) from None
    own = account.sender.rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        subject=NOTICES[letter.notice].subject.zh,
        body=letter.body,
        from_email=account.sender,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.number}@{own}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Undelivered("address", again=all(code in _BUSY for code in codes)) from None
    except SMTPResponseException as error:
        busy = error.smtp_code in _BUSY
        raise Undelivered("busy" if busy else "refused", again=busy) from None
    except (SMTPException, OSError):
        raise Undelivered("unreachable", again=True) from None
