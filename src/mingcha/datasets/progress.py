"""
How far background work is, for every room that has some: asked for, begun by a worker, beating, done.

A worker that is killed leaves a row that no longer beats: `lost` finds it, and the room that registered the kind of
work starts it again or gives it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mingcha.audit import operations as audit
from mingcha.datasets.models import Progress
from mingcha.datasets.states import PROGRESS
from mingcha.engine.reading import Canceled
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: Between two writes of one worker.
PAUSE = timedelta(seconds=1)
#: Without a beat for so long, the worker is gone.
LOST_AFTER = timedelta(seconds=60)
#: Starts of one piece of work before it is given up: a file that kills its worker must not do so for ever.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Work:
    """What a room does when work of its kind has lost its worker; both run inside a transaction."""

    restart: Callable[[Progress], None]
    give_up: Callable[[Progress, datetime], None]


#: Kinds of work by name (`upload.read`); each room adds its own where its tasks are.
KINDS: dict[str, Work] = {}


@transaction.atomic
def open_progress(*, kind: str, subject: str, name: str, by: audit.Actor | str, at: datetime) -> Progress:
    """A row for work that is about to be queued."""
    return Progress.objects.create(
        kind=kind, subject=subject, name=name, requested_by=audit.actor_name(by), requested_at=at, state_at=at
    )


def begin(*, progress_id: int, at: datetime) -> Progress:
    """A worker starts. Refused (`state.forbidden`, `state.taken`) when it was cancelled or another one was first."""
    progress = Progress.objects.get(pk=progress_id)
    fresh = {"started_at": at, "beat_at": at, "attempt": progress.attempt + 1, "rows": 0, "done": 0}
    transitions.move(progress, PROGRESS, "begun", at=at, **fresh)
    return progress


@contextmanager
def unless_taken() -> Iterator[None]:
    """For the tasks of the queue: passes over work that was cancelled before it began, or that another worker has."""
    try:
        yield
    except Refused as refusal:
        if refusal.code not in ("state.forbidden", "state.taken"):
            raise


class Beat:
    """
    Writes how far one worker is, at most once a second, and hears whether it should stop.

    Raises Canceled when somebody asked for the end, or when the row was given to another worker.
    """

    def __init__(self, progress: Progress, clock: Callable[[], datetime]) -> None:
        self._progress, self._clock = progress, clock
        self._next = clock()

    def __call__(
        self, stage: str, name: str = "", *, done: int = 0, total: int = 0, rows: int = 0, expected: int = 0
    ) -> None:
        """How far it is: `done` of `total` steps, `rows` of `expected`."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + PAUSE
        known = {"done": done, "total": total, "rows": rows, "rows_expected": expected}
        written = self._mine().update(stage=stage, name=name or self._progress.name, beat_at=now, **known)
        if not written or self.is_stopping():
            raise Canceled(self._progress.subject)

    def is_stopping(self) -> bool:
        """Whether somebody asked for the end."""
        return self._mine().filter(cancel_requested_at__isnull=False).exists()

    def _mine(self) -> QuerySet[Progress]:
        return Progress.objects.filter(pk=self._progress.pk, state="running", attempt=self._progress.attempt)


@transaction.atomic
def request_cancel(*, progress: Progress, by: audit.Actor | str, at: datetime) -> Progress:
    """Asks for the end: at once before it was begun, else at the worker's next beat. Refused when it is over."""
    fresh = Progress.objects.select_for_update().get(pk=progress.pk)
    if fresh.state == "waiting":
        transitions.move(fresh, PROGRESS, "canceled", at=at, cancel_requested_at=at)
    else:
        PROGRESS.target("canceled", fresh.state)
        Progress.objects.filter(pk=fresh.pk, cancel_requested_at=None).update(cancel_requested_at=at)
    audit.record("progress.cancel_requested", subject=fresh.audit_name, by=by, at=at, detail={"of": fresh.subject})
    return fresh


@transaction.atomic
def finish(*, progress: Progress, at: datetime) -> None:
    """The work is done. Refused (`state.taken`), as `fail` and `cancel`, when another worker has it meanwhile."""
    _check_mine(progress)
    transitions.move(progress, PROGRESS, "finished", at=at)


@transaction.atomic
def fail(*, progress: Progress, message: Message, at: datetime) -> None:
    """The work ended without its result; `message` says why."""
    _check_mine(progress)
    transitions.move(progress, PROGRESS, "failed", at=at, message_zh=message.zh, message_en=message.en)


@transaction.atomic
def cancel(*, progress: Progress, at: datetime) -> None:
    """The worker stopped because it was asked to."""
    _check_mine(progress)
    transitions.move(progress, PROGRESS, "canceled", at=at)


@transaction.atomic
def abandon(*, subject: str, at: datetime) -> None:
    """Ends all work on a subject that is gone; a worker notices at its next beat."""
    for progress in Progress.objects.select_for_update().filter(subject=subject, state__in=("waiting", "running")):
        transitions.move(progress, PROGRESS, "canceled", at=at, cancel_requested_at=at)


def _check_mine(progress: Progress) -> None:
    if Progress.objects.select_for_update().get(pk=progress.pk).attempt != progress.attempt:
        raise Refused(
            "state.taken",
            Message("这项任务已由另一处理程序接手。", "Another worker has taken over this work."),
        )


def lost(*, at: datetime) -> QuerySet[Progress]:
    """Work, of a kind known to this process, whose worker has not been heard of for a minute."""
    return Progress.objects.filter(state="running", kind__in=list(KINDS), beat_at__lt=at - LOST_AFTER)


@transaction.atomic
def recover(*, progress: Progress, at: datetime) -> bool:
    """Queues lost work again, or gives it up after too many starts; returns whether it was queued."""
    again = progress.attempt < MOST_ATTEMPTS and progress.cancel_requested_at is None
    if again:
        transitions.move(progress, PROGRESS, "revived", at=at)
        KINDS[progress.kind].restart(progress)
    elif progress.cancel_requested_at is not None:
        cancel(progress=progress, at=at)
        KINDS[progress.kind].give_up(progress, at)
    else:
        fail(progress=progress, message=GIVEN_UP, at=at)
        KINDS[progress.kind].give_up(progress, at)
    detail = {"of": progress.subject, "attempt": progress.attempt, "again": again}
    audit.record("progress.recovered", subject=progress.audit_name, by=audit.SYSTEM, at=at, detail=detail)
    return again


GIVEN_UP = Message(
    f"处理程序连续{MOST_ATTEMPTS}次中途停止，已放弃。请检查服务器内存和磁盘后重新开始。",
    f"The worker stopped half-way {MOST_ATTEMPTS} times; it was given up. Check memory and disk, then start again.",
)


def time_left(seconds: float) -> Message:
    """How long work will still take, as people say it."""
    minutes = -(-round(seconds) // 60)
    return Message(f"约剩{minutes}分钟", f"about {minutes} min left") if seconds >= 60 else _SOON


_SOON = Message("约剩不到1分钟", "less than a minute left")
