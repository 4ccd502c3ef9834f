"""Reading appeals: the desk with its lists, what has happened to one, what happens if nobody answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from mingcha.accounts import access as permitted
from mingcha.accounts import queries as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, groups, patrol, routing
from mingcha.appeals.family import members_by_lead, text_of_appeal
from mingcha.appeals.models import Appeal, AppealEvent, AppealSet, Card, Category, Reply, Share, Task
from mingcha.appeals.published import Published as Published
from mingcha.appeals.published import Wanted as Wanted
from mingcha.appeals.published import find_published as find_published
from mingcha.appeals.published import is_published as is_published
from mingcha.appeals.published import unpublished as unpublished
from mingcha.appeals.states import APPEAL, OPEN
from mingcha.attachments.models import Attachment
from mingcha.attachments.queries import beside
from mingcha.audit import queries as audit
from mingcha.audit.actions import wording
from mingcha.deadlines import queries as deadlines
from mingcha.deadlines.lamps import OK, OVER, SOON
from mingcha.deadlines.models import Clock
from mingcha.deadlines.queries import Matter
from mingcha.deadlines.states import OPEN as RUNS
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import DutyPost

#: The lists of the desk, in the order of a day.
LISTS: Mapping[str, Message] = {
    "todo": Message("待办", "to do"),
    "watch": Message("督办", "to watch"),
    "filed": Message("我发起", "filed by me"),
    "done": Message("已办", "done"),
    "all": Message("全部", "all"),
}
#: As far as lists are counted.
MOST = 1_000
#: Promises of the desk and of whoever checks: nobody extends them.
_NOT_SOLVING = ("appeal_accept", "appeal_check")
#: Characters of what was written that the desk sees in its list.
_BEGINNING = 30
LAMPS = {lamp.code: lamp.word for lamp in (OVER, SOON, OK)}


@dataclass(frozen=True)
class Asking:
    """What the desk is asked for: a list, and a state, category or lamp (empty: every)."""

    name: str = "todo"
    state: str = ""
    category: str = ""
    lamp: str = ""

    def words(self) -> dict[str, str]:
        """As the log keeps it."""
        return {name: value for name, value in vars(self).items() if value}


def asking(given: Mapping[str, str]) -> Asking:
    """What an address asks for; what cannot be meant is passed over."""
    name, state, lamp = given.get("list", ""), given.get("state", ""), given.get("lamp", "")
    return Asking(
        name if name in LISTS else "todo",
        state if state in APPEAL.states else "",
        given.get("category", "").strip()[:40],
        lamp if lamp in LAMPS else "",
    )


def list_appeals(user: User, asked: Asking, *, at: datetime) -> AppealSet:
    """The appeals that are asked for among those that `user` may see."""
    found = access.visible_appeals(user, at=at).filter(_in_list(user, asked.name, at))
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.category:
        found = found.filter(category__code=asked.category)
    if asked.lamp:
        found = found.filter(public_id__in=deadlines.subjects_with(access.KIND, asked.lamp, at=at))
    return found.select_related("category", "place", "supervisor").order_by("-filed_at", "public_id")


def counts(user: User, *, at: datetime) -> dict[str, int]:
    """How long each list is."""
    visible = access.visible_appeals(user, at=at)
    return {name: length_of(visible.filter(_in_list(user, name, at))) for name in LISTS}


def length_of(found: AppealSet) -> int:
    """How many there are; of more than `MOST`, one more than that: nobody reads so far, and counting would be slow."""
    return found.order_by()[: MOST + 1].count()


def _in_list(user: User, name: str, at: datetime) -> Q:
    own = Task.objects.filter(access.own_tasks(user, at=at))
    # What is answered waits for whoever sees to it, and no longer for whoever answered. One set of keys and not two
    # conditions with OR, for which a database would walk through everything.
    waits = own.filter(appeal__state__in=("received", "handling")).order_by().values("appeal_id")
    seen_to = Appeal.objects.all().for_system("keys, among what may be seen").filter(supervisor=user, state="answered")
    todo = Q(pk__in=waits.union(seen_to.order_by().values("pk"), all=True))
    mine = Task.objects.filter(owner=user)
    return {
        "todo": todo,
        "watch": Q(supervisor=user, state__in=OPEN),
        "filed": Q(filed_by=user),
        "done": ~Q(state__in=OPEN) & Q(pk__in=mine.values("appeal_id")),
        "all": Q(),
    }[name]


def open_clocks(appeals: Iterable[Appeal]) -> dict[str, Clock]:
    """The most urgent open clock of each appeal, or of what was merged into it."""
    given = list(appeals)
    members = members_by_lead(given)
    whole = {appeal.public_id: [appeal.public_id, *members.get(appeal.pk, [])] for appeal in given}
    clocks = deadlines.open_clocks(access.KIND, [one for each in whole.values() for one in each])
    found = {lead: [clocks[one] for one in each if one in clocks] for lead, each in whole.items()}
    return {lead: min(each, key=lambda clock: (clock.due_at, clock.pk)) for lead, each in found.items() if each}


def unit_of(appeal: Appeal) -> str:
    """In what more time is granted: the unit of the promise that runs for solving it; "" when none does."""
    running = deadlines.clocks_of(access.KIND, [appeal.public_id]).filter(state__in=RUNS).exclude(code__in=_NOT_SOLVING)
    clock = running.first()
    return clock.promise.get_unit_display() if clock else ""


def cards_of(appeals: Iterable[Appeal]) -> dict[int, list[str]]:
    """The gravest card of each of some appeals that anybody has to act on."""
    ranks = {"blue": 0, "yellow": 1, "red": 2}
    found: dict[int, list[str]] = {}
    open_ones = [one.pk for one in appeals if one.state in OPEN]
    for pk, colour in Card.objects.filter(appeal__in=open_ones).values_list("appeal_id", "colour"):
        found[pk] = [max([colour, *found.get(pk, [])], key=ranks.__getitem__)]
    return found


def late_shares(appeals: Iterable[Appeal]) -> set[int]:
    """Which of some appeals have a co-handler who is late."""
    late = Share.objects.filter(appeal__in=[one.pk for one in appeals], ended_at=None, late_at__isnull=False)
    return set(late.values_list("appeal_id", flat=True))


def called(appeal: Appeal) -> str:
    """What a list calls an appeal: its summary, or before there is one how it begins, for those who may see it."""
    return appeal.summary or text_of_appeal(appeal)[:_BEGINNING]


def timed(user: User, *, at: datetime, office: int | None = None) -> AppealSet:
    """Those that `user` may see and for which a clock runs, for the list of lamps; of one office: who answers."""
    found = access.visible_appeals(user, at=at).filter(state__in=OPEN)
    if office is None:
        return found
    return found.filter(pk__in=Task.objects.filter(post__office_id=office, until=None).values("appeal_id"))


def timing_offices(user: User, *, at: datetime) -> set[int]:
    """The offices that answer for them."""
    open_ones = Task.objects.filter(
        until=None, post__isnull=False, appeal__in=timed(user, at=at).order_by().values("pk")
    )
    return {pk for pk in open_ones.values_list("post__office_id", flat=True).distinct() if pk is not None}


def matters(user: User, public_ids: Collection[str], *, at: datetime) -> dict[str, Matter]:
    """What that list says of some of them."""
    found = list(access.visible_appeals(user, at=at).filter(public_id__in=public_ids).select_related("place"))
    leads = Task.objects.filter(appeal__in=[appeal.pk for appeal in found], lead=True, until=None)
    by_appeal = {task.appeal_id: task for task in leads.select_related("owner", "post__office")}
    return {appeal.public_id: _matter(appeal, by_appeal.get(appeal.pk)) for appeal in found}


def _matter(appeal: Appeal, lead: Task | None) -> Matter:
    return Matter(
        title=called(appeal),
        note="",
        address=reverse("appeal", args=[appeal.public_id]),
        clock=reverse("appeal_clock", args=[appeal.public_id]),
        place=str(appeal.place),
        office=str(lead.post.office) if lead and lead.post else "",
        who=lead.owner.name if lead else "",
    )


def is_delivered(delivery: str) -> bool:
    """Whether a message or form has become an appeal."""
    return Appeal.objects.all().for_system("the same delivery").filter(delivery=delivery).exists()


def list_categories() -> list[Category]:
    """Those that may be chosen."""
    return list(Category.objects.filter(closed_at=None))


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, and who did it ("" for whoever reads from outside)."""

    at: datetime
    what: Message
    who: str


_LOOKS = frozenset(("appeal.viewed", "appeal.clock_viewed", "appeal.denied", "appeal.supported"))
#: What a petitioner is told of; the rest is how offices work.
_TOLD = frozenset(
    f"appeal.{word}"
    for word in (
        "filed",
        "accepted",
        "declined",
        "handed_over",
        "answered",
        "checked",
        "rated",
        "reopened",
        "extended",
        "climbed",
        "card_given",
        "share_asked",
        "merged",
        "unmerged",
        "split",
        "peer_reviewed",
        "closed",
        "led_away",
    )
)


def history(appeal: Appeal, *, outside: bool = False) -> list[Event]:
    """What was done, oldest first; for a petitioner without names and looks."""
    records = [r for r in audit.timeline(appeal.audit_name) if r.action not in _LOOKS]
    if outside:
        return [Event(r.at, wording(r.action), "") for r in records if r.action in _TOLD]
    names = accounts.names_of(record.actor for record in records)
    return [Event(r.at, wording(r.action), names.get(r.actor, "")) for r in records]


@dataclass(frozen=True)
class Next:
    """If nobody has acted by a moment, it goes to an office."""

    at: datetime
    office: str


def what_if_nobody_answers(appeal: Appeal, *, at: datetime) -> list[Next]:
    """The steps that still lie ahead of the most urgent clock, with the office that each leads to."""
    clock = open_clocks([appeal]).get(appeal.public_id)
    if clock is None or appeal.state not in OPEN:
        return []
    steps: list[Next] = []
    post, keys = appeal.supervising_post, list(appeal.keys.values_list("key", flat=True))
    for moment in deadlines.rungs(clock):
        try:
            turn = routing.climbing(appeal.area_code, post, keys, at=at)
        except Refused:
            break
        post = turn.post
        office = turn.post.office if turn.post else turn.owner.office
        name = office.name if office else ""
        if not steps or steps[-1].office != name:  # at the top it stays with the top
            steps.append(Next(moment, name))
    return steps


@dataclass(frozen=True)
class Said:
    """A reply with what it says, whether somebody checked it or gave a second opinion, and its files."""

    reply: Reply
    text: str
    checked: object | None
    peer: object | None
    files: list[Attachment]


def replies(appeal: Appeal) -> list[Said]:
    """Every reply, oldest first."""
    found = list(appeal.replies.select_related("by", "checked__by", "peer__by"))
    files = beside([reply.audit_name for reply in found])
    return [
        Said(
            reply,
            text_of(reply, "sealed_text"),
            getattr(reply, "checked", None),
            getattr(reply, "peer", None),
            files.get(reply.audit_name, []),
        )
        for reply in found
    ]


def patrol_waiting(user: User, *, at: datetime) -> int:
    """How many groups of one's own list nobody has looked at today."""
    return patrol.own_waiting(user, at=at)


def vacant_posts(user: User, *, at: datetime) -> int:
    """How many posts nobody holds in the groups that `user` keeps."""
    return groups.vacancy_count(user, at=at)


@dataclass(frozen=True)
class Change:
    """An appeal to which something happened, what it is called, and the steps in their order."""

    appeal: Appeal
    called: str
    steps: list[tuple[datetime, Message]]


#: Appeals of one digest.
_MOST_CHANGES = 200


def digest(person: User, since: datetime, *, at: datetime) -> list[Change]:
    """What happened since a moment to the appeals that `person` answers for, sees to or filed, the newest first."""
    own = Task.objects.filter(access.own_tasks(person, at=at)).values("appeal_id")
    mine = access.visible_appeals(person, at=at).filter(Q(pk__in=own) | Q(supervisor=person) | Q(filed_by=person))
    events = AppealEvent.objects.filter(at__gte=since, at__lte=at, appeal__in=mine.order_by().values("pk"))
    steps: dict[int, list[tuple[datetime, Message]]] = {}
    for key, what, moment in events.order_by("record").values_list("appeal_id", "what", "at"):
        steps.setdefault(key, []).append((moment, wording(f"appeal.{what}")))
    newest = sorted(steps, key=lambda key: steps[key][-1][0], reverse=True)[:_MOST_CHANGES]
    found = mine.select_related("place").in_bulk(newest)
    return [Change(found[key], called(found[key]), steps[key]) for key in newest if key in found]


def assignable(user: User, *, at: datetime) -> dict[str, DutyPost]:
    """Posts to which `user` may give what is being dealt with, by key: those of offices in the counties of theirs."""
    prefixes = {p[:6] for p in permitted.scope_of(user, Permission.APPEAL_SUPERVISE, at=at).prefixes}
    near = Q(pk__in=())
    for prefix in prefixes:
        near |= Q(office__area__code__startswith=prefix)
    found = DutyPost.objects.filter(near, closed_at=None, office__valid_to=None).select_related("office__area")
    return {str(post.pk): post for post in found.order_by("office__area__code", "office__name_zh", "title_zh")}
