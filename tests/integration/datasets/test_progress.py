"""U16: work is seen while it goes on, can be stopped, and is found again when its worker was killed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from mingcha.datasets import dropping, jobs, operations, progress, reading
from mingcha.datasets.models import Progress
from mingcha.datasets.templatetags.dataset_words import seconds_left
from mingcha.engine.reading import Canceled
from mingcha.kernel.errors import Refused
from tests.factories.datasets import AT, World, fresh, hand_in, work
from tests.factories.folder import write_folder

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that goes on by itself, a second at each look."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files") / "民政局_低保发放.csv"


@pytest.fixture
def begun(db: None) -> Progress:
    made = progress.open_progress(kind="test", subject="thing:1", name="x", by="user:1", at=AT)
    return progress.begin(progress_id=made.pk, at=AT)


def test_a_beat_is_written_at_most_once_a_second(begun: Progress, django_assert_num_queries: Any) -> None:
    moments = [AT, AT, AT + timedelta(seconds=0.5), AT + timedelta(seconds=0.9), AT + timedelta(seconds=1)]
    beat = progress.Beat(begun, iter(moments).__next__)
    with django_assert_num_queries(4):  # two writes, each with a look whether to stop
        for rows in (10, 20, 30, 40):
            beat("read", rows=rows, expected=100)
    begun.refresh_from_db()
    assert (begun.rows, begun.rows_expected, begun.beat_at) == (40, 100, moments[-1])


def test_the_time_left_follows_from_the_speed_so_far(begun: Progress) -> None:
    begun.rows, begun.rows_expected, begun.beat_at = 250, 1000, AT + timedelta(seconds=60)
    assert seconds_left(begun) == 180
    begun.rows_expected = 0
    assert seconds_left(begun) is None


def test_a_worker_that_was_replaced_stops_and_changes_nothing(begun: Progress) -> None:
    Progress.objects.filter(pk=begun.pk).update(attempt=2)
    with pytest.raises(Canceled):
        progress.Beat(begun, Clock())("read")
    with pytest.raises(Refused):
        progress.finish(progress=begun, at=AT)
    begun.refresh_from_db()
    assert begun.state == "running"


def test_running_work_is_stopped_at_its_next_beat(world: World, payments: Path, monkeypatch: Any) -> None:
    upload = hand_in(world, payments)
    made = Progress.objects.get()
    heard = progress.Beat.__call__

    def stop_then_hear(self: progress.Beat, *args: Any, **kwargs: Any) -> None:
        operations.cancel_reading(upload_id=upload.pk, to="dataset.upload", by=world.clerk, at=AT)  # type: ignore[arg-type]
        heard(self, *args, **kwargs)

    monkeypatch.setattr(progress.Beat, "__call__", stop_then_hear)
    monkeypatch.setattr("mingcha.datasets.child._PAUSE", 0.01)
    monkeypatch.setattr(reading, "call_guarded", _report_at_once)
    reading.read(upload_id=upload.pk, progress_id=made.pk, clock=Clock())
    made.refresh_from_db()
    assert made.state == "canceled" and fresh(upload).state == "failed"
    assert "已取消" in fresh(upload).failure_zh


def _report_at_once(function: Any, job: Any, *, on_report: Any, **_: Any) -> Any:
    """The child's first report, before its answer."""
    on_report(("read", job.name, {"rows": 1}))
    return function(job, lambda _told: None)


def test_lost_work_is_queued_again_and_given_up_in_the_end(world: World, payments: Path) -> None:
    upload = hand_in(world, payments)
    made = Progress.objects.get()
    at = AT
    for attempt in range(1, progress.MOST_ATTEMPTS + 1):
        progress.begin(progress_id=made.pk, at=at)
        if fresh(upload).state == "uploaded":
            reading.start(upload_id=upload.pk, at=at)
        assert jobs.recover_lost(at + timedelta(seconds=59)) == 0
        at += timedelta(seconds=61)
        assert jobs.recover_lost(at) == 1
        assert jobs.recover_lost(at) == 0
        made.refresh_from_db()
        assert made.attempt == attempt
    assert made.state == "failed" and "3" in made.message_zh
    assert fresh(upload).state == "failed"
    work()  # the tasks queued meanwhile find nothing to do
    assert fresh(upload).state == "failed"


def test_killed_in_the_middle_of_reading_it_goes_on(world: World, payments: Path) -> None:
    upload = hand_in(world, payments)
    made = Progress.objects.get()
    progress.begin(progress_id=made.pk, at=AT)
    reading.start(upload_id=upload.pk, at=AT)
    jobs.recover_lost(AT + timedelta(minutes=2))
    work()
    assert fresh(upload).state == "read"


@pytest.mark.parametrize("gone", ["withdrawn", "dropped"])
def test_work_on_what_is_gone_ends_with_it(world: World, payments: Path, gone: str) -> None:
    upload = hand_in(world, payments)
    if gone == "withdrawn":
        operations.withdraw_own_upload(upload_id=upload.pk, by=world.clerk, at=AT)
    else:
        made = progress.begin(progress_id=Progress.objects.get().pk, at=AT)
        dropping.drop_upload(upload=reading.start(upload_id=upload.pk, at=AT), why="test", by="system", at=AT)
        with pytest.raises(Canceled):
            progress.Beat(made, Clock())("read")
    work()
    assert Progress.objects.get().state == "canceled" and fresh(upload).state == gone
    assert jobs.recover_lost(AT + timedelta(days=1)) == 0


def test_r29_what_the_queue_keeps_of_a_defect_holds_no_words(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of an error may quote the cell at which it happened."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise ValueError("cannot read 张三 430421194001010011")

    monkeypatch.setattr("mingcha.datasets.reading.call_guarded", fail)
    path = tmp_path / "a.csv"
    path.write_text("姓名\n张三\n", encoding="utf-8")
    hand_in(world, path)
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
    (kept,) = DBTaskResult.objects.all()
    told = f"{kept.exception_class_path} {kept.traceback}"
    assert kept.status == "FAILED" and "builtins.ValueError" in told and "reading.py" in told
    assert "张三" not in told and "cannot read" not in told and "430421" not in told
