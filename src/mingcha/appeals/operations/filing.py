"""Taking in an appeal, whichever way it comes, and giving it to somebody at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import sealed_for
from mingcha.appeals import policies, receipts, routing
from mingcha.appeals.models import Appeal, AppealKey, Category, Petitioner
from mingcha.appeals.operations.giving import give, run_clock
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.receipts import Receipt
from mingcha.org.models import Area

ACCEPT = "appeal_accept"


@dataclass(frozen=True)
class Filed:
    """
    An appeal that was taken in, and the code by which its petitioner comes back; None: it had been taken before, and
    nobody can say the code again.
    """

    appeal: Appeal
    code: str | None


def file_appeal(
    *,
    way: str,
    area: Area,
    text: str,
    spot: str = "",
    name: str = "",
    contact: str = "",
    kind: str = "request",
    category: Category | None = None,
    urgent: bool = False,
    delivery: str | None = None,
    receipt: Receipt | None = None,
    said_no_allegation: bool = False,
    unmasked: str = "",
    by: User | str,
    at: datetime,
) -> Filed:
    """
    Takes in an appeal: it has an owner, a supervisor and a running clock before the petitioner has put the phone down.
    `delivery` names the message it came in: the same one again is the same appeal, however many come at once.
    `receipt` is one made before, by a caller that holds a transaction or hands out the same one again.
    `said_no_allegation`: the fork was shown, and a person said that it is a request.
    `unmasked`: as it was before masking, read for whom it names and not kept.
    Refused: `appeal.text`, `appeal.receipt`, `appeal.allegation` and then nothing is kept, `appeal.nobody`. Denied for
    staff without APPEAL_FILE in the area.
    """
    given = policies.check_text("text", text, policies.TEXT)
    if not said_no_allegation:
        policies.check_not_allegation(f"{spot} {given}")
    if isinstance(by, User):
        accounts.check(by, Permission.APPEAL_FILE, at=at, area=area.code)
    if delivery and (known := _delivered(delivery)):
        return Filed(known, receipt.code if receipt else None)
    issued = receipt or receipts.issue()
    try:
        with transaction.atomic():
            appeal = _file(
                {
                    "way": way,
                    "area_code": area.code,
                    "place": area,
                    "spot": spot.strip()[: policies.SPOT],
                    "kind": kind,
                    "category": category,
                    "urgent": urgent,
                    "delivery": delivery,
                    "filed_by": by if isinstance(by, User) else None,
                },
                (given, unmasked or given),
                (name.strip()[: policies.NAME], contact.strip()[: policies.CONTACT], issued.kept),
                by,
                at,
            )
    except IntegrityError:
        # Another delivery of the same message was first.
        if delivery and (known := _delivered(delivery)):
            return Filed(known, receipt.code if receipt else None)
        raise
    return Filed(appeal, issued.code)


def _delivered(delivery: str) -> Appeal | None:
    return Appeal.objects.all().for_system("the same delivery").filter(delivery=delivery).first()


def _file(
    known: dict[str, object], words: tuple[str, str], who: tuple[str, str, str], by: User | str, at: datetime
) -> Appeal:
    public_id, (text, unmasked) = secrets.token_hex(8), words
    appeal = Appeal.objects.create(
        public_id=public_id,
        sealed_text=sealed_for(Appeal, "sealed_text", public_id, text),
        filed_at=at,
        state_at=at,
        **known,
    )
    _add_petitioner(appeal, *who, at=at)
    keys = routing.named_in(unmasked, appeal.area_code, at=at)
    AppealKey.objects.bulk_create([AppealKey(appeal=appeal, key=key) for key in sorted(keys)])
    turn = routing.answering(appeal.area_code, None, keys, at=at)
    give(appeal, turn, why="filed", by=by, at=at)
    run_clock(appeal, ACCEPT, by=by, at=at)
    record_step(appeal, "filed", by=by, at=at, detail={"way": appeal.way})
    return appeal


def _add_petitioner(appeal: Appeal, name: str, contact: str, receipt: str, *, at: datetime) -> None:
    """Who brought it, with name and contact as far as they said; of the receipt only its hash."""
    number = secrets.token_hex(8)
    Petitioner.objects.create(
        number=number,
        appeal=appeal,
        area_code=appeal.area_code,
        receipt=receipt,
        sealed_name=sealed_for(Petitioner, "sealed_name", number, name) if name else "",
        sealed_contact=sealed_for(Petitioner, "sealed_contact", number, contact) if contact else "",
        since=at,
    )
