"""Lists out to a workbook and back, many at once to a post, and what changed since yesterday."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from mingcha.appeals import ledger, operations, queries
from mingcha.appeals.models import Appeal, AppealEvent, Reply
from mingcha.appeals.queries import Asking
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Denied, MingchaError, Refused
from tests.factories.appeals import AT, House, accept, file, now
from tests.factories.staff import browser

HOUR = timedelta(hours=1)
LATER = AT + timedelta(days=1)


def ready(house: House, n: int) -> list[Appeal]:
    return [accept(house, file(house, at=AT + k * timedelta(minutes=1)).appeal) for k in range(n)]


def out(house: House, path: Path, who: str = "engineer") -> Any:
    with ledger.export_list(asked=Asking(), by=house[who], at=LATER) as file_:
        path.write_bytes(file_.read())
    return load_workbook(path)


def back(house: House, path: Path, who: str = "engineer") -> ledger.Returned:
    return ledger.read_back(path=path, name=path.name, by=house[who], at=LATER + HOUR)


def fill(book: Any, path: Path, row: int, **cells: str) -> None:
    head = [cell.value for cell in book.active[1]]
    for name, value in cells.items():
        book.active.cell(row, head.index(getattr(ledger, name)) + 1, value)
    book.save(path)


def test_a_ledger_that_nobody_filled_in_changes_nothing(house: House, tmp_path: Path) -> None:
    ready(house, 3)
    path = tmp_path / "a.xlsx"
    out(house, path).save(path)  # as a spreadsheet program does
    before = AppealEvent.objects.count()
    assert back(house, path) == ledger.Returned(0, 0, None)
    assert AppealEvent.objects.count() == before


def test_good_rows_go_on_and_the_others_come_back_marked(house: House, tmp_path: Path) -> None:
    ready(house, 4)
    path = tmp_path / "a.xlsx"
    book = out(house, path)
    numbers = [book.active.cell(row, 1).value for row in range(2, 6)]
    fill(book, path, 2, OUTCOME="已解决", ANSWER="路面已重新浇筑，恢复通行。")
    fill(book, path, 3, OUTCOME="solved", ANSWER="短")
    fill(book, path, 4, OUTCOME="已解决", ANSWER="已经修好，请放心通行。")
    fill(book, path, 5, CATEGORY="饮水灌溉", REASON="是水渠的事，不是道路")
    operations.extend_time(public_id=numbers[2], amount=3, reason="等待材料运到现场", by=house["county"], at=LATER)
    operations.hand_over(
        public_id=numbers[2], category=queries.list_categories()[1], reason="监督人员指定", by=house["city"], at=LATER
    )
    result = back(house, path)
    assert result.marked is not None
    with result.marked as marked:
        (tmp_path / "b.xlsx").write_bytes(marked.read())
    rows = list(load_workbook(tmp_path / "b.xlsx").worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [numbers[1], numbers[2]], [row[-1] for row in rows]
    assert (result.taken, result.refused, Reply.objects.count()) == (2, 2, 1)
    assert all(row[-1] for row in rows[1:])
    assert AuditRecord.objects.filter(action="appeal.imported").count() == 1


def test_nobody_of_those_who_appealed_is_in_it_and_no_cell_is_a_formula(house: House, tmp_path: Path) -> None:
    appeal = file(house).appeal
    accept(house, appeal, summary="=HYPERLINK路灯坏了")
    book = out(house, tmp_path / "a.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any("王大娘" in str(cell.value) or "138" in str(cell.value) for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    assert AuditRecord.objects.filter(action="appeal.exported").count() == 1


def test_a_failing_record_lets_nothing_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(house, 1)
    monkeypatch.setattr("mingcha.audit.operations.AuditRecord.objects.create", _fail)
    with pytest.raises(RuntimeError):
        ledger.export_list(asked=Asking(), by=house["engineer"], at=LATER)


def _fail(**_: object) -> None:
    raise RuntimeError


def test_what_is_no_ledger_is_refused(house: House, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(Refused) as refused:
        back(house, path)
    assert refused.value.code.startswith("ledger.")
    with pytest.raises(Denied):
        back(house, path, "publisher")
    with pytest.raises(Refused) as refused:
        ledger.export_list(asked=Asking(), by=house["stranger"], at=LATER)
    assert refused.value.code == "ledger.empty"


def test_a_supervisor_gives_many_to_a_post_and_what_is_refused_is_named(house: House) -> None:
    first, second = ready(house, 2)
    third = file(house).appeal
    given = {
        "post": house.posts["county"].pk,
        "reason": "县里统一办理",
        "id": [a.public_id for a in (first, second, third)],
    }
    client = browser(house["city"])
    found = client.post("/appeals/assign/", given)
    assert (found.context["done"], len(found.context["refused"])) == (2, 1), found.context["refused"]
    assert now(first).tasks.get(lead=True, until=None).owner == house["county"]
    assert client.post("/appeals/assign/", given).context["done"] == 0


@pytest.mark.parametrize(
    ("who", "changed", "code"),
    [
        ("engineer", {}, "appeal.unknown"),
        ("city", {"reason": "短"}, "appeal.reason"),
        ("city", {"post": "roads"}, "route.same"),
    ],
)
def test_what_is_not_assigned(house: House, who: str, changed: dict[str, str], code: str) -> None:
    (appeal,) = ready(house, 1)
    post = house.posts[changed.get("post", "county")]
    reason = changed.get("reason", "县里统一办理")
    with pytest.raises(MingchaError) as refused:
        operations.assign_post(public_id=appeal.public_id, post=post, reason=reason, by=house[who], at=LATER)
    assert refused.value.code == code


def test_a_post_whose_people_are_named_gets_nothing(house: House) -> None:
    appeal = file(house).appeal
    accept(house, appeal, about=[77], category=queries.list_categories()[1])
    with pytest.raises(Refused) as refused:
        operations.assign_post(
            public_id=appeal.public_id, post=house.posts["roads"], reason="交给县交通局", by=house["city"], at=LATER
        )
    assert refused.value.code == "appeal.nobody"


def test_the_digest_tells_what_changed_for_whom(house: House) -> None:
    (appeal,) = ready(house, 1)
    (change,) = queries.digest(house["engineer"], AT, at=LATER)
    assert change.appeal == appeal
    assert [what.en for _, what in change.steps] == ["appeal filed", "appeal accepted"]
    assert queries.digest(house["engineer"], LATER, at=LATER) == []
    assert queries.digest(house["stranger"], AT, at=LATER) == []
    assert browser(house["clerk"]).get("/appeals/digest/").status_code == 200


def test_the_numbers_on_the_tabs_are_the_lengths_of_the_lists(house: House) -> None:
    ready(house, 3)
    for who in ("clerk", "engineer", "county", "publisher"):
        counted = queries.counts(house[who], at=LATER)
        assert counted == {
            name: queries.list_appeals(house[who], Asking(name), at=LATER).count() for name in queries.LISTS
        }
