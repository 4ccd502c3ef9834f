"""Showing one masked value whole, for a purpose that is written down; and the twins of it in the log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.datasets.engine import context
from mingcha.engine.running.looking import plain_value
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.matching import access, policies
from mingcha.matching.graph import records_of
from mingcha.matching.showing import evidence_of

#: Seconds after which the page hides it again.
SHOWN_SECONDS = 60


@transaction.atomic
def reveal_value(*, number: str, row: int, column: str, reason: str, by: User, at: datetime) -> str:
    """
    The plain text of one masked cell of an evidence row. The log says which cell, for whom and why, never the text.

    NotFound outside the scope of IDENTITY_UNMASK, or without such a cell; Refused: `reason.missing`, `identity.gone`
    when the file was deleted.
    """
    finding = access.finding_for(by, number, to=Permission.IDENTITY_UNMASK, at=at)
    given = policies.check_reason(reason, 200)
    rows = evidence_of(finding)
    if not 0 <= row < len(rows) or not any(v.column == column and v.masked for v in rows[row].values):
        raise NotFound(
            "identity.unknown", Message("没有这一项。请刷新页面。", "There is no such value. Reload the page.")
        )
    spot = rows[row].spot
    plain = plain_value(context(), records_of(finding), spot, column)
    if plain is None:
        raise Refused(
            "identity.gone",
            Message(
                "这一行的原始数据已按保管期限删除，或数据仓中没有，无法显示。",
                "The data behind this row were deleted at the end of their time, or are not in the store.",
            ),
        )
    detail = {"dataset": spot.dataset, "row": spot.row, "column": column, "reason": given}
    audit.record("identity.unmasked", subject=finding.audit_name, by=by, at=at, detail=detail)
    return plain
