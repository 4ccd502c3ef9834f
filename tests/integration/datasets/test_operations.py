"""Each operation: what it refuses, and that nothing happened when the audit record could not be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from mingcha.attachments.arriving import seal_file
from mingcha.datasets import dropping, jobs, operations, progress, purposes, queries
from mingcha.datasets.columns import Given
from mingcha.datasets.models import Progress, Purpose, SourceAnswer, Upload
from mingcha.engine.store.layout import Layout
from mingcha.kernel.errors import Denied, NotFound, Refused
from tests.factories.datasets import AT, World, fresh, hand_in, read_in
from tests.factories.folder import write_folder

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """The audit chain cannot be written."""


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files", people=10) / "民政局_低保发放.csv"


def propose(world: World, **changed: Any) -> Purpose:
    known: dict[str, Any] = {
        "title": "车辆专项监督",
        "legal_basis": "监察法第二十五条",
        "datasets": ["vehicle"],
        "area": world.city,
        "valid_until": date(2030, 1, 1),
        "by": world.analyst,
        "at": AT,
    }
    return purposes.propose_purpose(**(known | changed))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"datasets": []}, "purpose.datasets"),
        ({"datasets": ["nonsense"]}, "purpose.datasets"),
        ({"valid_until": date(2020, 1, 1)}, "purpose.past"),
        ({"title": "  "}, "reason.missing"),
        ({"legal_basis": "无"}, "reason.missing"),
    ],
)
def test_a_purpose_that_says_too_little_is_refused(world: World, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        propose(world, **changed)
    assert refusal.value.code == code
    with pytest.raises(Denied):
        propose(world, by=world.clerk)


def test_files_are_taken_in_for_running_purposes_only(world: World, payments: Path) -> None:
    draft = propose(world)
    for purpose, at in ((draft.pk, AT), (world.purpose.pk, AT + timedelta(days=9_000)), (999, AT)):
        with pytest.raises(NotFound):
            operations.receive_upload(purpose_id=purpose, received=seal_file(payments), by=world.clerk, at=at)
    assert not Upload.objects.all().for_system("test").exists() and not DBTaskResult.objects.exists()


def test_an_answer_must_fit_dataset_and_purpose(world: World, payments: Path) -> None:
    upload = read_in(world, payments)
    wrong = {
        "mapping.dataset": Given("", "company"),
        "mapping.column": Given("", "payment", columns={"姓名": "nonsense"}),
        "mapping.twice": Given("", "payment", columns={"姓名": "payee_name", "备注": "payee_name"}),
    }
    for code, given in wrong.items():
        with pytest.raises(Refused) as refusal:
            operations.answer_columns(upload_id=upload.pk, given=[given], by=world.analyst, at=AT)
        assert refusal.value.code == code
    assert fresh(upload).state == "read" and not SourceAnswer.objects.exists()


def test_data_outside_the_purpose_are_not_released(world: World, tmp_path: Path) -> None:
    path = tmp_path / "法人登记.csv"
    path.write_text("统一社会信用代码,企业名称,法定代表人\n91430400MA4L1234X5,甲公司,张三\n", encoding="utf-8")
    upload = read_in(world, path)
    assert upload.state in ("needs_mapping", "failed")
    Upload.objects.all().for_system("test").filter(pk=upload.pk).update(state="read", datasets=["company"])
    with pytest.raises(Refused) as refusal:
        operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    assert refusal.value.code == "upload.outside"


def test_what_was_released_is_not_taken_back_by_the_department(world: World, payments: Path) -> None:
    upload = read_in(world, payments)
    operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    with pytest.raises(Refused):
        operations.withdraw_own_upload(upload_id=upload.pk, by=world.clerk, at=AT)
    with pytest.raises(Refused):
        operations.withdraw_upload(upload_id=upload.pk, reason="", by=world.releaser, at=AT)
    operations.withdraw_upload(upload_id=upload.pk, reason="数据有误，部门重报", by=world.releaser, at=AT)
    assert queries.released_records(world.purpose) == []


def left(home: Path) -> set[str]:
    """Everything of files in the home."""
    found = [*(home / "sources").glob("*"), *(home / "store" / "versions").glob("*")]
    return {p.name for p in (*found, *(home / "store" / "files").glob("*"))}


def test_the_end_of_a_purpose_deletes_what_was_handed_in(
    world: World, payments: Path, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = read_in(world, payments)
    assert len(left(home)) >= 5
    with django_capture_on_commit_callbacks(execute=True):
        purposes.end_purpose(purpose_id=world.purpose.pk, reason="专项结束", by=world.supervisor, at=AT)
    assert (fresh(upload).state, fresh(upload).sealed) == ("dropped", "")
    assert left(home) == set()


def test_a_version_that_another_file_still_uses_stays(
    world: World, payments: Path, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = read_in(world, payments)
    other = purposes.approve_purpose(purpose_id=propose(world, datasets=["payment"]).pk, by=world.supervisor, at=AT)
    second = operations.receive_upload(purpose_id=other.pk, received=seal_file(payments), by=world.clerk, at=AT)
    Upload.objects.all().for_system("test").filter(pk=second.pk).update(record_digest=upload.record_digest)
    with django_capture_on_commit_callbacks(execute=True):
        purposes.end_purpose(purpose_id=world.purpose.pk, reason="专项结束", by=world.supervisor, at=AT)
    record = Layout(home / "store").load_record(upload.record_digest)
    assert record and all(Layout(home / "store").keys(v.id).exists() for v in record.versions)


def test_the_clock_ends_purposes_and_deletes_what_was_kept_long_enough(
    world: World, payments: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload = read_in(world, payments)
    soon = propose(world, valid_until=date(2026, 3, 5))
    purposes.approve_purpose(purpose_id=soon.pk, by=world.supervisor, at=AT)
    assert jobs.tick(AT) == jobs.Done(0, 0, 0, 0)
    assert jobs.tick(AT + timedelta(days=5)).ended == 1
    settings.RETENTION_DAYS = 30
    later = AT + timedelta(days=31)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.tick(later).dropped == 1
    assert jobs.tick(later) == jobs.Done(0, 0, 0, 0)
    assert fresh(upload).state == "dropped"


def test_what_nothing_names_is_swept_after_a_day(world: World, payments: Path, home: Path, monkeypatch: Any) -> None:
    upload = read_in(world, payments)
    kept = left(home)
    stray = seal_file(payments)
    (home / "sources" / "stray.sealed").write_bytes(b"x")
    (home / "store" / "versions" / "stray.keys").write_bytes(b"x")
    assert dropping.sweep() == 0  # too young: its operation may be under way
    monkeypatch.setattr(dropping, "YOUNG", -1.0)
    assert dropping.sweep() == 3
    assert left(home) == kept and not stray.path.exists()
    assert queries.record_of(fresh(upload)).versions


OPERATIONS: dict[str, Callable[[World, Upload], object]] = {
    "propose": lambda w, u: propose(w),
    "end": lambda w, u: purposes.end_purpose(purpose_id=w.purpose.pk, reason="专项结束", by=w.supervisor, at=AT),
    "again": lambda w, u: operations.read_again(upload_id=u.pk, by=w.analyst, at=AT),
    "answer": lambda w, u: operations.answer_columns(upload_id=u.pk, given=[Given("", "payment")], by=w.analyst, at=AT),
    "release": lambda w, u: operations.release_upload(upload_id=u.pk, by=w.releaser, at=AT),
    "withdraw": lambda w, u: operations.withdraw_upload(upload_id=u.pk, reason="部门重报", by=w.releaser, at=AT),
    "withdraw_own": lambda w, u: operations.withdraw_own_upload(upload_id=u.pk, by=w.clerk, at=AT),
    "drop": lambda w, u: dropping.drop_upload(upload=u, why="test", by="system", at=AT),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_happens_without_its_audit_record(
    world: World, payments: Path, home: Path, monkeypatch: Any, name: str
) -> None:
    upload = read_in(world, payments)
    before = (state_of_everything(), left(home))

    def refuse(*_: Any, **__: Any) -> None:
        raise Broken

    monkeypatch.setattr("mingcha.audit.operations.record", refuse)
    with pytest.raises(Broken):
        OPERATIONS[name](world, upload)
    assert (state_of_everything(), left(home)) == before


def test_a_file_is_not_received_without_its_audit_record(world: World, payments: Path, monkeypatch: Any) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Broken

    monkeypatch.setattr("mingcha.audit.operations.record", refuse)
    with pytest.raises(Broken):
        hand_in(world, payments)
    assert not Upload.objects.all().for_system("test").exists() and not DBTaskResult.objects.exists()


def state_of_everything() -> list[Any]:
    uploads = Upload.objects.all().for_system("test").values_list("state", "confirmed_by", "released_by", "sealed")
    plans = Purpose.objects.for_system("test").values_list("state")
    return [*uploads, *plans, *Progress.objects.values_list("state"), SourceAnswer.objects.count()]


def test_a_work_that_is_over_is_not_cancelled(world: World, payments: Path) -> None:
    read_in(world, payments)
    with pytest.raises(Refused):
        progress.request_cancel(progress=Progress.objects.get(), by=world.clerk, at=AT)
