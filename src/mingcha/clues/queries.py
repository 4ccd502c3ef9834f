"""Reading clues: filters, what waits for somebody, what happened to a clue and who looked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mingcha.accounts import queries as accounts
from mingcha.accounts.access import scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import queries as audit
from mingcha.audit.actions import wording
from mingcha.audit.models import AuditRecord
from mingcha.clues import access
from mingcha.clues.models import Clue, ClueSet
from mingcha.clues.states import CLUE, LEVELS
from mingcha.deadlines import queries as deadlines
from mingcha.deadlines.models import Clock
from mingcha.deadlines.queries import Matter
from mingcha.kernel.messages import Message
from mingcha.org.queries import offices_above

_LOOKS = frozenset(("clue.viewed", "clue.clock_viewed", "clue.denied"))


@dataclass(frozen=True)
class Asking:
    """What the register is asked for: state and level (empty: every), own ones only, those one may decide on only."""

    state: str = ""
    level: str = ""
    mine: bool = False
    decide: bool = False

    def words(self) -> dict[str, str | bool]:
        """As the log keeps it."""
        return {name: value for name, value in vars(self).items() if value}


def asking(given: Mapping[str, str]) -> Asking:
    """What an address asks for; what cannot be meant is passed over."""
    state, level = given.get("state", ""), given.get("level", "")
    return Asking(
        state if state in CLUE.states else "",
        level if level in LEVELS else "",
        given.get("mine") == "1",
        given.get("decide") == "1",
    )


def list_clues(user: User, asked: Asking, *, at: datetime) -> ClueSet:
    """The clues that are asked for among those that `user` may see, what moved last first."""
    found = to_decide(user, at=at) if asked.decide else access.visible_clues(user, at=at)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.level:
        found = found.filter(level=asked.level)
    found = found.filter(owner=user) if asked.mine else found
    return found.select_related("office__area", "place", "owner", "proposed_by").order_by("-state_at", "public_id")


def to_decide(user: User, *, at: datetime) -> ClueSet:
    """Proposals that wait for a second signature which `user` may give."""
    scope = scope_of(user, Permission.CLUE_CONFIRM, at=at)
    found = access.visible_clues(user, Permission.CLUE_CONFIRM, at=at)
    found = found.filter(scope.condition("signed_over"), state="proposed").exclude(proposed_by=user)
    above = offices_above(user.office) if user.office else []
    return found.exclude(proposed_by__office__in=above) if above else found


@dataclass(frozen=True)
class Event:
    """One thing that happened to a clue: when, what, and who did it."""

    at: datetime
    what: Message
    who: str


def history(clue: Clue) -> tuple[list[Event], list[Event]]:
    """What was done about a clue, and who looked at it, both oldest first, from the audit chain."""
    records = list(audit.timeline(clue.audit_name))
    names = accounts.names_of(record.actor for record in records)
    done = [_event(r, names) for r in records if r.action not in _LOOKS]
    return done, [_event(r, names) for r in records if r.action in _LOOKS]


def _event(record: AuditRecord, names: Mapping[str, str]) -> Event:
    return Event(record.at, wording(record.action), names.get(record.actor, record.actor))


def open_clocks(clues: Iterable[Clue]) -> dict[str, Clock]:
    """The most urgent open clock of each clue, by its public id."""
    return deadlines.open_clocks(access.KIND, [clue.public_id for clue in clues])


def timed(user: User, *, at: datetime, office: int | None = None) -> ClueSet:
    """
    Those that `user` may see and for which a clock runs, for the list of lamps over all rooms; of one office: those
    whose office they may know.
    """
    found = access.visible_clues(user, at=at).filter(public_id__in=deadlines.timed_subjects(access.KIND))
    if office is None:
        return found
    return found.filter(scope_of(user, Permission.CLUE_READ, at=at).condition("reach"), office_id=office)


def timing_offices(user: User, *, at: datetime) -> set[int]:
    """The offices that keep them, as far as `user` may know."""
    known = timed(user, at=at).filter(scope_of(user, Permission.CLUE_READ, at=at).condition("reach"))
    return set(known.order_by().values_list("office_id", flat=True).distinct())


def matters(user: User, public_ids: Collection[str], *, at: datetime) -> dict[str, Matter]:
    """What that list says of some of them: whose hands they are in only to those who may know."""
    scope = scope_of(user, Permission.CLUE_READ, at=at)
    found = access.visible_clues(user, at=at).filter(public_id__in=public_ids)
    return {
        clue.public_id: Matter(
            title=clue.title,
            note="",
            address=reverse("clue", args=[clue.public_id]),
            clock=reverse("clue_clock", args=[clue.public_id]),
            place=str(clue.place or clue.area_code),
            office=str(clue.office) if (inside := scope.holds(clue.reach)) else "",
            who=clue.owner.name if inside and clue.owner else "",
        )
        for clue in found.select_related("office__area", "place", "owner")
    }
