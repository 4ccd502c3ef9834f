"""A stored file as an answer: saved by the browser, neither drawn nor run in the site's origin, not kept on the way."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mingcha.accounts.models import User
from mingcha.attachments import operations
from mingcha.attachments.kinds import KINDS
from mingcha.attachments.models import Attachment

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


def served(attachment: Attachment, *, by: User, at: datetime) -> HttpResponse:
    """What is shown of a file that was looked up for `by`; leaves its one record. Refused (`attachment.damaged`)."""
    kind = KINDS[attachment.shown_kind]
    response = HttpResponse(operations.hand_out(attachment=attachment, by=by, at=at), content_type=kind.media)
    response["Content-Disposition"] = content_disposition_header(True, saved_as(attachment))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def saved_as(attachment: Attachment) -> str:
    """The name as the person gave it, with the ending of what it is: `x.pdf.exe` does not come back as a program."""
    stem = _UNSAFE.sub("_", attachment.name.rpartition("/")[2]).rpartition(".")[0].strip(" .")
    return f"{stem or attachment.number}.{KINDS[attachment.shown_kind].extension}"
