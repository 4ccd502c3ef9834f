"""Reading how an appeal is solved: shares, notes, parts, what it could be merged with, and cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, queries
from mingcha.appeals.family import TOWNSHIP, lead_of, matters_of
from mingcha.appeals.models import (
    Appeal,
    AppealSet,
    Card,
    CardRule,
    DigestAddress,
    Petitioner,
    Recurrence,
    Share,
    Task,
    WorkNote,
)
from mingcha.appeals.queries import Event, Next, Said, called
from mingcha.appeals.shipped import CARD_RULES
from mingcha.appeals.states import EXPLAINED, HANDLING, OPEN, SOLVED
from mingcha.attachments.models import Attachment
from mingcha.attachments.queries import beside
from mingcha.deadlines.models import Clock

#: So many are offered when two are to be merged.
_MERGEABLE = 40


@dataclass(frozen=True)
class ShareLine:
    """A share as the page shows it: who has it, whether it is late, and what was answered."""

    share: Share
    owner: str
    late: bool
    answer: str


def shares_of(appeal: Appeal, *, at: datetime) -> list[ShareLine]:
    """What was asked of others, oldest first."""
    found = list(appeal.shares.select_related("post__office", "answered_by"))
    tasks = Task.objects.filter(share__in=[one.pk for one in found], until=None).select_related("owner")
    owners = {task.share_id: task.owner.name for task in tasks}
    return [
        ShareLine(one, owners.get(one.pk, ""), one.ended_at is None and one.due_at <= at, text_of(one, "sealed_answer"))
        for one in found
    ]


@dataclass(frozen=True)
class NoteLine:
    """A note of the work with its files."""

    note: WorkNote
    text: str
    yuan: str
    files: list[Attachment]


def notes_of(appeal: Appeal) -> list[NoteLine]:
    """Notes of the work, oldest first."""
    found = list(appeal.notes.select_related("by"))
    files = beside([note.audit_name for note in found])
    return [
        NoteLine(
            note,
            note.text,
            "" if note.cost is None else f"{note.cost // 100:,}.{note.cost % 100:02}",
            files.get(note.audit_name, []),
        )
        for note in found
    ]


def parts_of(appeal: Appeal, visible: AppealSet) -> AppealSet:
    """What one appeal was split into, or what this part was taken out of, without itself, as far as visible."""
    whole = appeal.split_from_id or appeal.pk
    return visible.filter(Q(pk=whole) | Q(split_from=whole)).exclude(pk=appeal.pk).order_by("filed_at", "pk")


def recurred_from(appeal: Appeal, visible: AppealSet) -> tuple[int, Appeal | None] | None:
    """How alike it is to one that was solved before, and that one when it is visible; None: it is no recurrence."""
    found = Recurrence.objects.filter(appeal=appeal).first()
    return (found.alike, visible.filter(pk=found.earlier_id).first()) if found else None


def could_take_in(user: User, appeal: Appeal, *, at: datetime) -> list[tuple[str, str]]:
    """What is being dealt with in the township and on whose desk `user` is: public id and what it is called."""
    scoped = Appeal.objects.all().visible_to(user, Permission.APPEAL_DESK, at=at)
    near = scoped.filter(state=HANDLING, area_code__startswith=appeal.area_code[:TOWNSHIP]).exclude(pk=appeal.pk)
    found = near.select_related("place").order_by("-filed_at")[:_MERGEABLE]
    return [(one.public_id, f"{one.filed_at:%m-%d} · {one.place} · {called(one)}") for one in found]


def list_cards(user: User, colour: str, *, at: datetime) -> QuerySet[Card]:
    """Cards on open matters that `user` may see, the newest first; of one colour, when given."""
    visible = access.visible_appeals(user, at=at).filter(state__in=OPEN)
    found = Card.objects.filter(appeal__in=visible.order_by().values("pk"))
    found = found.select_related("appeal__place", "appeal__category").order_by("-given_at", "-pk")
    return found.filter(colour=colour) if colour else found


@dataclass(frozen=True)
class RuleLine:
    """Which card a promise gets at a level ("": none), what that rests on, and who set it ("": as shipped)."""

    promise: str
    level: int
    colour: str
    citation: str
    by: str


def card_rules(titles: dict[str, str]) -> list[RuleLine]:
    """The rules that hold for promises, called by their titles: as set here, else as shipped."""
    shipped = {(one.promise, one.level): (one.colour, one.citation, "") for one in CARD_RULES}
    here = {
        (one.promise, one.level): (one.colour, one.citation, one.set_by) for one in CardRule.objects.filter(until=None)
    }
    rules = sorted({**shipped, **here}.items())
    return [RuleLine(titles.get(promise, promise), level, *rule) for (promise, level), rule in rules]


def digest_of(user: User) -> DigestAddress | None:
    """Where somebody wants the digest of the morning."""
    return DigestAddress.objects.filter(user=user).first()


@dataclass(frozen=True)
class OwnMatter:
    """
    One matter under a receipt, as whoever holds it sees it: what they brought, and the appeal that is dealt with (the
    same, or what it was merged into), of which they read the answers and nothing else.
    """

    appeal: Appeal
    dealt_with: Appeal
    replies: list[Said]
    clock: Clock | None
    ahead: list[Next]
    history: list[Event]
    rates: bool
    jointly: bool

    @property
    def merged(self) -> bool:
        """Whether it is part of another now."""
        return self.appeal.pk != self.dealt_with.pk


def own_matters(petitioner: Petitioner, *, at: datetime) -> list[OwnMatter]:
    """Everything under a receipt; a part that was put back is not counted twice."""
    own = matters_of(petitioner)
    return [_own(one, petitioner, at) for one in own if one.merged_into_id not in {other.pk for other in own}]


def _own(appeal: Appeal, petitioner: Petitioner, at: datetime) -> OwnMatter:
    lead = lead_of(appeal)
    said = queries.replies(lead)
    rated = said and said[-1].reply.ratings.filter(petitioner=petitioner).exists()
    history = queries.history(appeal, outside=True)
    if lead.pk != appeal.pk:
        history += [event for event in queries.history(lead, outside=True) if event.at > appeal.state_at]
    return OwnMatter(
        appeal,
        lead,
        [one for one in said if one.checked],
        queries.open_clocks([lead]).get(lead.public_id),
        queries.what_if_nobody_answers(lead, at=at),
        sorted(history, key=lambda event: event.at),
        lead.state in (SOLVED, EXPLAINED) and not rated,
        Share.objects.filter(appeal=lead).exists(),
    )
