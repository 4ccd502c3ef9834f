"""Pages of the rates and of the bulletin, by role; and the steps from draft to published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from mingcha.accounts import operations as accounts
from mingcha.appeals import bulletins, operations
from mingcha.appeals.models import Bulletin
from mingcha.appeals.months import Month
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.org.models import Area
from tests.factories.appeals import AT, House, accept, answer, check, file
from tests.factories.staff import CITY, COUNTY, TOWN, browser, staff

MARCH = Month(202603)
LATER = datetime.fromisoformat("2026-04-16T00:00:00+08:00")


@pytest.fixture
def month(house: House) -> House:
    """Seven appeals, one of them solved, and the month closed."""
    for n in range(7):
        appeal = file(house, at=AT + timedelta(hours=n)).appeal
        if n < 6:
            accept(house, appeal, at=AT + timedelta(hours=n + 1))
        if n == 0:
            answer(house, appeal)
            check(house, appeal)
    operations.close_month(month=MARCH, by="system", at=LATER)
    return house


def page(user: Any, address: str) -> Any:
    client: Client = browser(user)
    return client.get(address)


def county() -> Area:
    return Area.objects.get(code=COUNTY)


@pytest.mark.parametrize("by", ["area", "category", "office", "way"])
def test_a_supervisor_sees_every_number(month: House, by: str) -> None:
    found = page(month["county"], f"/appeals/rates/?month=2026-03&by={by}")
    text = found.content.decode()
    assert found.status_code == 200
    assert "85.7%" in text or "100.0%" in text
    assert "＜5" not in text
    assert found.context["total"].counts["received"] == 7
    assert sum(row.counts["received"] or 0 for row, _, _ in found.context["rows"]) == 7


def test_whoever_reads_figures_only_sees_no_small_ones_and_no_filters(month: House) -> None:
    leader = staff("leader", "leader", COUNTY)
    found = page(leader, "/appeals/rates/?month=2026-03&by=category&category=road")
    counts = found.context["total"].counts
    assert counts["received"] == 7
    assert counts["solved"] is None
    assert 'name="category"' not in found.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("county", 200), ("clerk", 200), ("publisher", 200), ("engineer", 403), ("auditor", 403)]
)
def test_who_opens_the_rates(month: House, who: str, status: int) -> None:
    assert page(month[who], "/appeals/rates/").status_code == status


def test_no_area_outside_ones_own(month: House) -> None:
    assert page(month["clerk"], f"/appeals/rates/?area={COUNTY}").status_code == 404
    assert page(month["clerk"], f"/appeals/rates/?area={TOWN}").status_code == 200


def test_the_workbook_holds_the_numbers_of_the_page(month: House, tmp_path: Any) -> None:
    found = page(month["county"], "/appeals/rates/export/?month=2026-03&by=category")
    path = tmp_path / "rates.xlsx"
    path.write_bytes(found.content)
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert rows[-1][1] == 7


def test_a_bulletin_is_approved_by_another_and_then_stays(month: House) -> None:
    sheet = operations.draft_bulletin(month=MARCH, area=county(), by=month["county"], at=LATER)
    known: Any = {"number": sheet.number, "at": LATER}
    with pytest.raises(Refused) as refused:
        operations.draft_bulletin(month=MARCH, area=county(), by=month["county"], at=LATER)
    assert refused.value.code == "bulletin.twice"
    with pytest.raises(Refused) as refused:
        operations.write_bulletin(**known, cases="请联系13812345678", by=month["county"])
    assert refused.value.code == "appeal.identifier"
    operations.write_bulletin(**known, cases="金兰镇一处村道塌陷，五天修复。", by=month["county"])
    with pytest.raises(NotFound):
        operations.propose_bulletin(**known, by=month["clerk"])
    operations.propose_bulletin(**known, by=month["county"])
    with pytest.raises(Refused) as refused:
        operations.write_bulletin(**known, cases="再改一改", by=month["county"])
    assert refused.value.code == "bulletin.sent"
    accounts.give_role(user=month["county"], role="publisher", area=county(), by="system", at=AT)
    with pytest.raises(Denied) as denied:
        operations.publish_bulletin(**known, by=month["county"])
    assert denied.value.code == "bulletin.self"
    operations.return_bulletin(**known, by=month["publisher"])
    operations.propose_bulletin(**known, by=month["county"])
    operations.publish_bulletin(**known, by=month["publisher"])
    assert Bulletin.objects.get().approved_by == month["publisher"]


def test_the_sheet_hides_what_is_small(month: House) -> None:
    operations.draft_bulletin(month=MARCH, area=county(), by=month["county"], at=LATER)
    (made,) = bulletins.visible(month["county"], at=LATER)
    sheet = bulletins.sheet_of(made)
    lines = {title.en: count for title, count in sheet.lines}
    assert lines["received"] == 7
    assert lines["ended"] is None
    assert all(row.counts["received"] is None for row in sheet.tables[0][1])
    for address in ("", "export/"):
        found = page(month["county"], f"/appeals/bulletins/{made.number}/{address}")
        assert found.status_code == 200
    assert page(month["clerk"], f"/appeals/bulletins/{made.number}/").status_code == 404
    assert page(month["county"], "/appeals/bulletins/").status_code == 200


def test_whoever_only_reads_sees_it_when_it_is_published(month: House) -> None:
    leader = staff("leader", "leader", CITY)
    made = operations.draft_bulletin(month=MARCH, area=county(), by=month["county"], at=LATER)
    address = f"/appeals/bulletins/{made.number}/"
    assert page(leader, address).status_code == 404
    operations.propose_bulletin(number=made.number, by=month["county"], at=LATER)
    operations.publish_bulletin(number=made.number, by=month["publisher"], at=LATER)
    assert page(leader, address).status_code == 200
