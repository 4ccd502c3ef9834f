"""Setting promises; starting, pausing, resuming and ending clocks; noticing that they are late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from mingcha.audit import operations as audit
from mingcha.deadlines import policies
from mingcha.deadlines.access import unknown_clock
from mingcha.deadlines.catalogue import DEFAULTS
from mingcha.deadlines.models import Breach, Clock, DueMove, MoveCause, Pause, Promise
from mingcha.deadlines.queries import get_promise, intervals
from mingcha.deadlines.reckoning import Terms, reckon, rung
from mingcha.deadlines.states import CLOCK, LATE, OPEN, PAUSED, RUNNING
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import move
from mingcha.org import queries as org
from mingcha.org.calendar import Calendar, day_of

#: What a clock that runs for another subject too has in common with the first.
_AS_IT_STANDS = (
    *("promise", "code", "kind", "started_at", "due_at", "warn_at", "next_at"),
    *("level", "extended", "is_provisional", "revision", "state"),
)
Actor = audit.Actor | str


@transaction.atomic
def set_promise(
    *, code: str, title: Message, terms: Terms, citation: str, since: date, by: Actor, at: datetime
) -> Promise:
    """
    A promise from a day on; the version before ends the day before, and its clocks keep running under it.

    Refused: `promise.amount`, `promise.ladder`, `promise.overlap`, `promise.no_citation`.
    """
    policies.check_terms(terms)
    if not citation.strip():
        raise Refused("promise.no_citation", Message("请写明依据。", "Say what it rests on."))
    newest = Promise.objects.select_for_update().filter(code=code).order_by("-valid_from").first()
    policies.check_follows(newest, since)
    Promise.objects.filter(code=code, valid_to=None).update(valid_to=since - timedelta(days=1))
    made = Promise.objects.create(
        code=code,
        title_zh=title.zh,
        title_en=title.en,
        amount=terms.amount,
        unit=terms.unit,
        rolls=terms.rolls,
        warn=terms.warn,
        ladder=list(terms.ladder),
        citation=citation.strip(),
        valid_from=since,
    )
    detail = {"amount": terms.amount, "unit": terms.unit, "since": since.isoformat(), "citation": made.citation}
    audit.record("promise.set", subject=f"promise:{code}", by=by, at=at, detail=detail)
    return made


@transaction.atomic
def install_promises(*, by: Actor, at: datetime) -> list[str]:
    """Sets the promises of the catalogue that do not exist yet; returns their codes."""
    known = set(Promise.objects.values_list("code", flat=True))
    fresh = [default for default in DEFAULTS if default.code not in known]
    for default in fresh:
        set_promise(
            code=default.code,
            title=default.title,
            terms=default.terms,
            citation=default.citation,
            since=default.since,
            by=by,
            at=at,
        )
    return [default.code for default in fresh]


@transaction.atomic
def start_clock(*, kind: str, subject: str, promise: str, by: Actor, at: datetime) -> Clock:
    """
    Starts the clock of a promise for a subject; its due moment is computed here, once.

    A year that is not published does not stop it: such a moment is provisional and says so.
    NotFound `promise.unknown`; Refused `clock.exists` when one is open already.
    """
    terms_of = get_promise(promise, on=day_of(at))
    if Clock.objects.filter(kind=kind, subject=subject, code=promise, state__in=OPEN).exists():
        raise Refused("clock.exists", Message("这项时限已经在计时。", "This clock is running already."))
    revision, calendar = _calendar()
    found = reckon(at, terms_of.terms, (), calendar)
    clock = Clock.objects.create(
        promise=terms_of,
        code=promise,
        kind=kind,
        subject=subject,
        started_at=at,
        due_at=found.due_at,
        warn_at=found.warn_at,
        next_at=found.due_at,
        is_provisional=found.is_provisional,
        revision=revision,
        state_at=at,
    )
    detail = {"promise": promise, "due": found.due_at.isoformat()}
    audit.record("clock.started", subject=clock.subject_name, by=by, at=at, detail=detail)
    return clock


@transaction.atomic
def pause_clock(*, kind: str, subject: str, promise: str, reason: str, by: Actor, at: datetime) -> Clock:
    """Lets a clock stand still. NotFound; Refused `clock.no_reason`, `clock.late`, `state.forbidden`."""
    clock = _open_clock(kind, subject, promise)
    reason = policies.check_reason(reason)
    policies.check_can_pause(clock, at=at)
    move(clock, CLOCK, "pause", at=at, next_at=None)
    Pause.objects.create(clock=clock, paused_at=at, reason=reason, paused_by=audit.actor_name(by))
    audit.record(
        "clock.paused", subject=clock.subject_name, by=by, at=at, detail={"promise": promise, "reason": reason}
    )
    return clock


@transaction.atomic
def resume_clock(*, kind: str, subject: str, promise: str, by: Actor, at: datetime) -> Clock:
    """Lets a clock run again; its due moment moves by the days it stood still. NotFound; Refused `state.forbidden`."""
    clock = _open_clock(kind, subject, promise)
    CLOCK.target("resume", clock.state)
    reason = _end_pause(clock, at)
    _move_due(clock, MoveCause.PAUSE, reason, by=by, at=at)
    move(clock, CLOCK, "resume", at=at, next_at=clock.due_at)
    audit.record("clock.resumed", subject=clock.subject_name, by=by, at=at, detail={"promise": promise})
    return clock


@transaction.atomic
def extend_clock(*, kind: str, subject: str, promise: str, amount: int, reason: str, by: Actor, at: datetime) -> Clock:
    """
    Grants `amount` more of the unit of the promise. Whether somebody may is asked above; whoever is late gets none.

    NotFound; Refused `clock.no_reason`, `clock.late`, `clock.amount` unless positive.
    """
    clock = _open_clock(kind, subject, promise)
    reason = policies.check_reason(reason)
    policies.check_can_extend(clock, amount, at=at)
    Clock.objects.filter(pk=clock.pk).update(extended=F("extended") + amount)
    clock.extended += amount
    _move_due(clock, MoveCause.EXTENSION, reason, by=by, at=at)
    detail = {"promise": promise, "amount": amount, "reason": reason, "due": clock.due_at.isoformat()}
    audit.record("clock.extended", subject=clock.subject_name, by=by, at=at, detail=detail)
    return clock


@transaction.atomic
def stop_clock(*, kind: str, subject: str, promise: str, by: Actor, at: datetime) -> Clock:
    """What was promised is done, in time or late. NotFound when no clock is open."""
    clock = _open_clock(kind, subject, promise)
    if clock.state == RUNNING and at >= clock.due_at:
        _breach(clock, org.load_calendar(assume_weeks=True), by=by, at=at)
    if clock.state == PAUSED:
        _end_pause(clock, at)
    move(clock, CLOCK, "miss" if clock.state == LATE else "meet", at=at, next_at=None)
    detail = {"promise": promise, "state": clock.state}
    audit.record("clock.stopped", subject=clock.subject_name, by=by, at=at, detail=detail)
    return clock


@transaction.atomic
def void_clock(*, kind: str, subject: str, promise: str, reason: str, by: Actor, at: datetime) -> Clock:
    """The clock should not have run: its subject went elsewhere. NotFound; Refused `clock.no_reason`."""
    clock = _open_clock(kind, subject, promise)
    reason = policies.check_reason(reason)
    if clock.state == PAUSED:
        _end_pause(clock, at)
    move(clock, CLOCK, "void", at=at, next_at=None)
    audit.record(
        "clock.voided", subject=clock.subject_name, by=by, at=at, detail={"promise": promise, "reason": reason}
    )
    return clock


@transaction.atomic
def restart_clock(*, clock_id: int, by: Actor, at: datetime) -> Clock:
    """
    What was promised turned out not to be done: a clock that was stopped runs on, to the moment it always had. Nobody
    gains a minute by it. Refused `state.forbidden` unless it was stopped, `clock.exists` when another one runs.
    """
    clock = Clock.objects.select_for_update(of=("self",)).select_related("promise").get(pk=clock_id)
    if Clock.objects.filter(kind=clock.kind, subject=clock.subject, code=clock.code, state__in=OPEN).exists():
        raise Refused("clock.exists", Message("这项时限已经在计时。", "This clock is running already."))
    after: datetime | None = clock.due_at
    if clock.level:
        after = rung(clock.due_at, clock.promise.terms, clock.level + 1, org.load_calendar(assume_weeks=True))
    move(clock, CLOCK, "undo_miss" if clock.state == "missed" else "undo_meet", at=at, next_at=after)
    detail = {"promise": clock.code, "due": clock.due_at.isoformat()}
    audit.record("clock.restarted", subject=clock.subject_name, by=by, at=at, detail=detail)
    return clock


@transaction.atomic
def copy_clock(*, clock: Clock, subject: str, by: Actor, at: datetime) -> Clock:
    """
    The open clock of a subject runs for another one of its kind too, as it stands: with the same due moment, late when
    it is late. For one matter that becomes two. Refused `clock.exists`.
    """
    if Clock.objects.filter(kind=clock.kind, subject=subject, code=clock.code, state__in=OPEN).exists():
        raise Refused("clock.exists", Message("这项时限已经在计时。", "This clock is running already."))
    made = Clock.objects.create(subject=subject, state_at=at, **{name: getattr(clock, name) for name in _AS_IT_STANDS})
    detail = {"promise": made.code, "due": made.due_at.isoformat(), "of": clock.subject_name}
    audit.record("clock.started", subject=made.subject_name, by=by, at=at, detail=detail)
    return made


@transaction.atomic
def record_breach(
    *, clock_id: int, calendar: Calendar | None = None, by: Actor = audit.SYSTEM, at: datetime
) -> Breach | None:
    """
    The next level of being late that a clock has reached; None when there is none, or another job was first. A round
    over many reads the `calendar` once.
    """
    clock = Clock.objects.select_for_update().select_related("promise").get(pk=clock_id)
    if clock.state not in (RUNNING, LATE) or clock.next_at is None or clock.next_at > at:
        return None
    return _breach(clock, calendar or org.load_calendar(assume_weeks=True), by=by, at=at)


@transaction.atomic
def recompute_due(*, clock_id: int, by: Actor = audit.SYSTEM, at: datetime) -> bool:
    """
    Computes the moments of an open clock with the calendar as it is now; whether the due moment moved.

    It never moves back: what somebody was told stands. A clock that is late stays late.
    """
    clock = Clock.objects.select_for_update().select_related("promise").get(pk=clock_id)
    if clock.state not in OPEN or clock.revision >= org.revision():
        return False
    if clock.state == LATE:
        Clock.objects.filter(pk=clock.pk).update(revision=org.revision())
        return False
    return _move_due(clock, MoveCause.CALENDAR, org.latest_reason(), by=by, at=at)


def _calendar() -> tuple[int, Calendar]:
    """The calendar and its revision; the revision first, so that a change in between is noticed and not missed."""
    return org.revision(), org.load_calendar(assume_weeks=True)


def _open_clock(kind: str, subject: str, promise: str) -> Clock:
    """The open clock, locked. NotFound."""
    wanted = Clock.objects.select_for_update(of=("self",)).select_related("promise")
    clock = wanted.filter(kind=kind, subject=subject, code=promise, state__in=OPEN).first()
    if clock is None:
        raise unknown_clock()
    return clock


def _end_pause(clock: Clock, at: datetime) -> str:
    """Ends the open pause; returns its reason."""
    pause = Pause.objects.get(clock=clock, resumed_at=None)
    Pause.objects.filter(pk=pause.pk).update(resumed_at=at)
    return pause.reason


def _move_due(clock: Clock, cause: MoveCause, reason: str, *, by: Actor, at: datetime) -> bool:
    """Stores the moments as they are by the calendar and pauses of now; a due moment that moves leaves a trace."""
    revision, calendar = _calendar()
    found = reckon(clock.started_at, clock.terms, intervals(clock), calendar)
    old = clock.due_at
    moved = found.due_at > old
    fresh = {
        "due_at": max(found.due_at, old),
        "warn_at": found.warn_at if moved else clock.warn_at,
        "is_provisional": found.is_provisional,
        "revision": revision,
    }
    if clock.state == RUNNING:
        fresh["next_at"] = fresh["due_at"]
    Clock.objects.filter(pk=clock.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(clock, name, value)
    if not moved:
        return False
    DueMove.objects.create(
        clock=clock,
        old_due_at=old,
        new_due_at=clock.due_at,
        cause=cause,
        reason=reason,
        moved_at=at,
        moved_by=audit.actor_name(by),
    )
    detail = {"promise": clock.code, "old": old.isoformat(), "new": clock.due_at.isoformat(), "cause": str(cause)}
    audit.record("clock.due_moved", subject=clock.subject_name, by=by, at=at, detail=detail)
    return True


def _breach(clock: Clock, calendar: Calendar, *, by: Actor, at: datetime) -> Breach | None:
    """Compare-and-set on state, level and moment: of two jobs, one climbs."""
    assert clock.next_at is not None  # running and late clocks that are asked for have one
    level, reached_at = clock.level + 1, clock.next_at
    after = rung(clock.due_at, clock.promise.terms, level + 1, calendar)
    if clock.state == RUNNING:
        move(clock, CLOCK, "breach", at=at, level=level, next_at=after)
    elif Clock.objects.filter(pk=clock.pk, state=LATE, level=clock.level).update(level=level, next_at=after) != 1:
        return None
    made = Breach.objects.create(clock=clock, level=level, reached_at=reached_at, found_at=at)
    detail = {"promise": clock.code, "level": level, "reached": reached_at.isoformat()}
    audit.record("clock.breached", subject=clock.subject_name, by=by, at=at, detail=detail)
    return made
