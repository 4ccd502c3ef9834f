"""Which appeals somebody may see and act on. What they may not see is NotFound, whether or not it exists."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from django.db.models import Q

from mingcha.accounts import access as accounts
from mingcha.accounts import second_lock
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import receipts
from mingcha.appeals.family import TOWNSHIP
from mingcha.appeals.models import Appeal, AppealSet, Bulletin, Petitioner, Task
from mingcha.appeals.models.appeal import in_hands_of
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message

#: What the clocks of appeals run for.
KIND = "appeal"
#: Each of them opens the pages of the room.
OPENING = (Permission.APPEAL_READ, Permission.APPEAL_HANDLE)
#: Who reads bulletins of their area.
BULLETIN_OPENING = (Permission.APPEAL_READ, Permission.DASHBOARD_READ)
UNKNOWN = Message(
    "没有这件诉求，或您无权查看。请从诉求清单进入。",
    "There is no such appeal, or it is not yours to see. Go there from the list of appeals.",
)


def visible_appeals(user: User, *, at: datetime) -> AppealSet:
    """What `user` may read by area, and what they or their office were given to answer."""
    read = Appeal.objects.all().visible_to(user, Permission.APPEAL_READ, at=at)
    given = Appeal.objects.all().visible_to(user, Permission.APPEAL_HANDLE, at=at)
    may_read = accounts.scope_of(user, Permission.APPEAL_READ, at=at)
    if may_read.covers(accounts.scope_of(user, Permission.APPEAL_HANDLE, at=at)):
        return read  # what they were given lies inside; a condition with OR is answered by no index
    return read | given if may_read else given


def appeal_for(user: User, public_id: str, *, to: Permission | None = None, at: datetime, lock: bool = False) -> Appeal:
    """The appeal, when `user` may see it, or may do `to` in its area. NotFound (`appeal.unknown`)."""
    found = Appeal.objects.all().visible_to(user, to, at=at) if to else visible_appeals(user, at=at)
    found = found.filter(public_id=public_id)
    if lock:
        found = Appeal.objects.all().for_system("locked by key").filter(pk__in=found.values("pk")).select_for_update()
    appeal = found.select_related("category", "place").first() if not lock else found.first()
    if appeal is None:
        raise NotFound("appeal.unknown", UNKNOWN)
    return appeal


def may_see(user: User, public_id: str, at: datetime) -> bool:
    """Whether `user` may see the appeal with an id: asked for its clocks."""
    return visible_appeals(user, at=at).filter(public_id=public_id).exists()


def own_tasks(user: User, *, at: datetime) -> Q:
    """Open tasks of `user`, and those of posts in their office when they may answer."""
    mine = in_hands_of(user) if accounts.can(user, Permission.APPEAL_HANDLE, at=at) else Q(owner=user)
    return mine & Q(until=None)


def is_party(user: User, appeal: Appeal) -> bool:
    """Whether `user` or their office has to answer the appeal, or has answered it: they do not judge themselves."""
    answered = appeal.replies.filter(by=user).exists()
    return answered or Task.objects.filter(in_hands_of(user), appeal=appeal, until=None).exists()


def petitioner_for(code: str) -> Petitioner:
    """Whoever holds a receipt. NotFound (`receipt.unknown`), the same for a code that is none and one that is gone."""
    digits = receipts.read_code(code)
    found = Petitioner.objects.filter(receipt=receipts.hash_of(digits)).first() if digits else None
    if found is None:
        raise NotFound(
            "receipt.unknown",
            Message(
                "没有找到这个查询码。请核对20位数字；仍然不行，请到村里或拨打电话由工作人员帮助查询。",
                "This code was not found. Check the 20 digits; if it still fails, ask the staff in the village.",
            ),
        )
    return found


def around(petitioner: Petitioner) -> str:
    """Which rows a receipt opens: of its township, for what it was merged into may lie in the next village."""
    return petitioner.area_code[:TOWNSHIP]


def open_to_public(*prefixes: str) -> AbstractContextManager[None]:
    """Inside, rows of areas (by digits of their codes) are open to people without account: what they file or see."""
    return second_lock.open_for_person(lambda: second_lock.Opened(accounts.Scope(prefixes).ranges()))


def appeal_of(petitioner: Petitioner) -> Appeal:
    """The appeal of a petitioner, as it was brought: for them alone."""
    return (
        Appeal.objects.all()
        .for_system("the petitioner's own")
        .select_related("category", "place")
        .get(pk=petitioner.appeal_id)
    )


def bulletin_for(
    user: User, number: str, *, to: Permission | None = None, at: datetime, lock: bool = False
) -> Bulletin:
    """
    A bulletin of an area where `user` may do `to`, or read it; before it is published only who drafts or approves.
    NotFound (`bulletin.unknown`).
    """
    found = Bulletin.objects.filter(number=number)
    found = found.select_for_update() if lock else found.select_related("closing", "area", "drafted_by", "approved_by")
    one = found.first()
    needs = (to,) if to else BULLETIN_OPENING
    if one and one.state != "published" and not to:
        needs = (Permission.APPEAL_SUPERVISE, Permission.APPEAL_PUBLISH)
    if one is None or not any(accounts.can(user, need, at=at, area=one.area_code) for need in needs):
        raise NotFound("bulletin.unknown", Message("没有这份通报，或您无权查看。", "There is no such bulletin."))
    return one
