"""Which clues somebody may see and decide on. What they may not see is NotFound, whether or not it exists."""

from __future__ import annotations

from datetime import datetime

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.clues.models import Clue, ClueSet
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message

#: What the clocks of clues run for.
KIND = "clue"
UNKNOWN = Message(
    "没有这条问题线索，或您无权查看。请从线索登记簿进入。",
    "There is no such clue, or it is not yours to see. Go there from the register of clues.",
)


def visible_clues(user: User, to: Permission = Permission.CLUE_READ, *, at: datetime) -> ClueSet:
    """The clues in the scope of a permission and by their level, that name nobody from whom `user` stays away."""
    return Clue.objects.all().visible_to(user, to, at=at)


def clue_for(
    user: User, public_id: str, *, to: Permission = Permission.CLUE_READ, at: datetime, lock: bool = False
) -> Clue:
    """The clue, when `user` may see it by `to`. NotFound (`clue.unknown`)."""
    found = visible_clues(user, to, at=at).filter(public_id=public_id)
    found = found.select_related("office__area", "place", "owner", "series", "proposed_by__office", "decided_by")
    clue = (found.select_for_update(of=("self",)) if lock else found).first()
    if clue is None:
        raise NotFound("clue.unknown", UNKNOWN)
    return clue


def may_see(user: User, public_id: str, at: datetime) -> bool:
    """Whether `user` may see the clue with an id: asked for its clocks."""
    return visible_clues(user, at=at).filter(public_id=public_id).exists()
