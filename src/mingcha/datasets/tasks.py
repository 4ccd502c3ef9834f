"""Background work of this room, as the task queue sees it: the worker's door."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from mingcha.datasets import progress, reading
from mingcha.datasets.models import Progress, Upload
from mingcha.datasets.states import UPLOAD
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.defects import without_words

READ = "upload.read"


@task()
def read_upload(upload_id: int, progress_id: int) -> None:
    """Reads one upload; does nothing when the work was cancelled meanwhile or another worker has it."""
    with without_words(), progress.unless_taken():
        reading.read(upload_id=upload_id, progress_id=progress_id, clock=wall_clock)


def _upload_of(work: Progress) -> Upload:
    found = Upload.objects.all().for_system("its worker was lost")
    return found.get(pk=int(work.subject.partition(":")[2]))


def _restart(work: Progress) -> None:
    read_upload.enqueue(_upload_of(work).pk, work.pk)


def _give_up(work: Progress, at: datetime) -> None:
    upload = _upload_of(work)
    if UPLOAD.allows("failed", upload.state):  # else somebody withdrew or deleted it meanwhile
        reading.give_up(upload=upload, message=progress.GIVEN_UP, at=at)


progress.KINDS[READ] = progress.Work(_restart, _give_up)
