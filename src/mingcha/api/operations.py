"""Issuing and revoking keys, and handing in with one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.api import access
from mingcha.api.models import ApiFiling, ApiKey
from mingcha.appeals import flood, receipts
from mingcha.appeals import operations as appeals
from mingcha.appeals.models import Category
from mingcha.appeals.receipts import Receipt
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area

#: The same content from the same key within so long is a repetition, when nothing else tells.
SAME_WITHIN = timedelta(minutes=10)
MOST = 100_000


@transaction.atomic
def issue_key(*, name: str, area: Area, most: int = 600, by: User, at: datetime) -> tuple[ApiKey, str]:
    """A key for another system, and what it has to show: told here and never again. Denied; Refused `api_key.name`."""
    accounts.check(by, Permission.SYSTEM_OPERATE, at=at, area=area.code)
    given = name.strip()
    if not 2 <= len(given) <= 60 or not 1 <= most <= MOST:
        raise Refused("api_key.name", Message("请填写2到60个字的系统名称。", "Name the system in 2 to 60 characters."))
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        number=secrets.token_hex(8),
        name=given,
        area=area,
        secret=access.hash_of(secret),
        most=most,
        issued_by=by,
        issued_at=at,
    )
    detail = {"area": area.code, "name": given, "most": most}
    audit.record("api_key.issued", subject=key.audit_name, by=by, at=at, detail=detail)
    return key, secret


@transaction.atomic
def revoke_key(*, number: str, by: User, at: datetime) -> ApiKey:
    """The key is good no more, from the next request on; what was handed in stays. NotFound."""
    key = access.key_for(by, number, at=at)
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        audit.record("api_key.revoked", subject=key.audit_name, by=by, at=at)
    key.refresh_from_db()
    return key


@dataclass(frozen=True)
class Handed:
    """What a system hands in: as it calls it ("" when it does not), where, about what, and the words."""

    area: Area
    category: Category
    kind: str
    text: str
    spot: str = ""
    name: str = ""
    contact: str = ""
    mark: str = ""

    def content(self) -> str:
        """What makes two of them the same."""
        return "\x00".join(
            (self.area.code, self.category.code, self.kind, self.text, self.spot, self.name, self.contact)
        )


@dataclass(frozen=True)
class Taken:
    """What became of it: the public id of the appeal, and the receipt code; None: it had been taken before."""

    public_id: str
    code: str | None


def hand_in(*, key: ApiKey, handed: Handed, at: datetime) -> Taken:
    """
    Files as every other way does: owner, clock, receipt. The same again is the same appeal.

    Denied `api_key.area`; Refused `api.mark` when the same mark comes with other content, `flood.wait`, and what
    `file_appeal` refuses: an allegation leaves nothing behind.
    """
    if not handed.area.code.startswith(key.area.prefix):
        raise Denied("api_key.area", Message("该密钥不能用于这个地区。", "The key is not good for this area."))
    digest = access.hash_of(handed.content(), "api filing")
    mark = access.hash_of(handed.mark, "api filing") if handed.mark else ""
    flood.spend("open311", key.number, most=key.most, at=at)
    known = _known(key, mark, digest, at)
    # With a mark it was the same client: the answer got lost, and it gets the same receipt. Without one it may be
    # somebody else who wrote the same.
    receipt = receipts.issue_for(handed.mark, key.number, handed.content())[0] if mark else receipts.issue()
    if known is not None:
        return _same(known, digest, receipt.code if mark else None)
    return _file(key, handed, receipt, (mark, digest), at)


def _known(key: ApiKey, mark: str, digest: str, at: datetime) -> ApiFiling | None:
    if mark:
        return ApiFiling.objects.filter(key=key, mark=mark).first()
    return ApiFiling.objects.filter(key=key, mark="", digest=digest, at__gt=at - SAME_WITHIN).first()


def _same(filing: ApiFiling, digest: str, code: str | None) -> Taken:
    if filing.digest != digest:
        raise Refused(
            "api.mark",
            Message(
                "同一个 Idempotency-Key 已用于另一内容。请换一个。",
                "This Idempotency-Key came with other content before. Use another one.",
            ),
        )
    return Taken(filing.public_id, code)


@transaction.atomic
def _file(key: ApiKey, handed: Handed, receipt: Receipt, known: tuple[str, str], at: datetime) -> Taken:
    mark, digest = known
    # Two at once bear one name for `file_appeal`, whichever is first.
    bucket = int(at.timestamp() // SAME_WITHIN.total_seconds())
    filed = appeals.file_appeal(
        way="open311",
        area=handed.area,
        text=handed.text,
        spot=handed.spot,
        name=handed.name,
        contact=handed.contact,
        kind=handed.kind,
        category=handed.category,
        delivery=f"open311:{key.number}:{mark[:40] or f'{digest[:30]}:{bucket:x}'}",
        receipt=receipt,
        by=key.audit_name,
        at=at,
    )
    first = {"mark": mark, "digest": digest, "at": at}
    filing, new = ApiFiling.objects.get_or_create(key=key, public_id=filed.appeal.public_id, defaults=first)
    return _same(filing, digest, receipt.code if mark or new else None)
