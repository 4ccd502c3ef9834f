"""T6: a poisoned register is held until a person says why, and released by another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mingcha.audit.models import AuditRecord
from mingcha.datasets import operations
from mingcha.datasets.report import report_of
from mingcha.kernel.errors import Refused
from tests.factories.datasets import AT, World, fresh, hand_in, read_in, work
from tests.factories.folder import PAYMENTS, person_id

pytestmark = pytest.mark.django_db

PEOPLE = 2_000


def register(path: Path, people: list[tuple[int, str]], month: str = "202001") -> Path:
    """A register of aid for people by number and name."""
    rows = [f"农村低保,{name},{person_id(n)},1,240.00,{month},成功" for n, name in people]
    path.write_text("\n".join([PAYMENTS, *rows]) + "\n", encoding="utf-8")
    return path


def honest() -> list[tuple[int, str]]:
    return [(n, f"张三{n}") for n in range(PEOPLE)]


def exchanged(pick: Callable[[int], tuple[int, str]]) -> list[tuple[int, str]]:
    """One row in a hundred is another one now."""
    return [pick(n) if n % 100 == 50 else person for n, person in enumerate(honest())]


POISON: dict[str, list[tuple[int, str]]] = {
    "targets who were not there, under their names": exchanged(lambda n: (5_000 + n, f"李四{n}")),
    "the numbers of targets under the old names": exchanged(lambda n: (5_000 + n, f"张三{n}")),
    "targets who were there already": exchanged(lambda n: (n - 1, f"张三{n - 1}")),
    "one target twenty times": exchanged(lambda n: (7, "张三7")),
}


def released(world: World, path: Path) -> None:
    upload = read_in(world, path)
    assert upload.state == "read"
    operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)


@pytest.mark.parametrize("how", POISON)
def test_t6_one_row_in_a_hundred_exchanged_is_held(world: World, tmp_path: Path, how: str) -> None:
    released(world, register(tmp_path / "低保发放1.csv", honest()))
    poisoned = read_in(world, register(tmp_path / "低保发放2.csv", POISON[how], "202002"))
    assert poisoned.state == "held"
    assert "moved" in {excess.measure for excess in report_of(poisoned).excesses}
    with pytest.raises(Refused):
        operations.release_upload(upload_id=poisoned.pk, by=world.releaser, at=AT)


def test_the_next_month_of_the_same_people_is_not_held(world: World, tmp_path: Path) -> None:
    released(world, register(tmp_path / "低保发放1.csv", honest()))
    usual = [(n, f"张三{n}") for n in range(5, PEOPLE)] + [(6_000 + n, f"王五{n}") for n in range(5)]
    assert read_in(world, register(tmp_path / "低保发放2.csv", usual, "202002")).state == "read"


def test_a_jump_of_the_row_count_is_held_and_confirmed_with_a_reason(world: World, tmp_path: Path) -> None:
    released(world, register(tmp_path / "低保发放1.csv", honest()[:400]))
    upload = read_in(world, register(tmp_path / "低保发放2.csv", honest(), "202002"))
    assert upload.state == "held"
    with pytest.raises(Refused, match="reason"):
        operations.confirm_drift(upload_id=upload.pk, reason=" ", by=world.analyst, at=AT)
    operations.confirm_drift(upload_id=upload.pk, reason="扩面提标，已与民政局核对", by=world.analyst, at=AT)
    upload = fresh(upload)
    assert (upload.state, upload.confirmed_by) == ("read", world.analyst)
    assert AuditRecord.objects.get(action="upload.drift_confirmed").actor == world.analyst.audit_name
    operations.release_upload(upload_id=upload.pk, by=world.releaser, at=AT)
    assert fresh(upload).state == "released"


def test_another_office_is_no_yardstick(world: World, tmp_path: Path) -> None:
    released(world, register(tmp_path / "低保发放1.csv", honest()[:400]))
    upload = hand_in(world, register(tmp_path / "低保发放2.csv", honest(), "202002"), by=world.analyst)
    work()
    assert fresh(upload).state == "read"
