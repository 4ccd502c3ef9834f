"""Background work of this room, as the task queue sees it: the worker's door."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from mingcha.datasets import progress
from mingcha.datasets.models import Progress
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.defects import without_words
from mingcha.matching import recusing, rehearsing, running
from mingcha.matching.models import Run

MATCH = "run.match"


@task()
def match_purpose(run_id: int, progress_id: int) -> None:
    """Carries out one run; does nothing when it was cancelled meanwhile or another worker has it."""
    with without_words(), progress.unless_taken():
        running.work(run_id=run_id, progress_id=progress_id, clock=wall_clock)


@task()
def rehearse_rule(rehearsal_id: int, progress_id: int) -> None:
    """Runs a draft on the fictional city; does nothing when it was cancelled meanwhile or another worker has it."""
    with without_words(), progress.unless_taken():
        rehearsing.carry_out(rehearsal_id=rehearsal_id, progress_id=progress_id, clock=wall_clock)


@task()
def search_recusals() -> None:
    """Asks the registers for people who got an account, or an identity, since the last run."""
    with without_words():
        if recusing.is_waited_for():
            recusing.search_again(at=wall_clock())


def _run_of(work: Progress) -> Run:
    found = Run.objects.all().for_system("its worker was lost")
    return found.get(pk=int(work.subject.partition(":")[2]))


def _restart(work: Progress) -> None:
    match_purpose.enqueue(_run_of(work).pk, work.pk)


def _give_up(work: Progress, at: datetime) -> None:
    canceled = work.state == "canceled"
    message = running.CANCELED if canceled else progress.GIVEN_UP
    running.give_up(run=_run_of(work), message=message, canceled=canceled, at=at)


def _rehearse_again(work: Progress) -> None:
    rehearse_rule.enqueue(int(work.subject.partition(":")[2]), work.pk)


progress.KINDS[MATCH] = progress.Work(_restart, _give_up)
progress.KINDS[rehearsing.KIND] = progress.Work(_rehearse_again, lambda _work, _at: None)  # it left nothing
