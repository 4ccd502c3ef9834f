"""Areas come from the package's own list; a wrong line imports nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

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


def test_a_wrong_line_imports_nothing(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(
        "code,name,level,parent_code\n430400000000,衡阳市,city,\n4304,雁峰区,county,430400000000\n", "utf-8"
    )
    with pytest.raises(Refused, match="Line 3"):
        operations.import_areas(path=path, by="system", at=AT)
    assert Area.objects.count() == 0


def test_an_office_name_once_in_an_area() -> None:
    area = Area.objects.create(code="430421000000", name="衡阳县", level="county")
    made = operations.open_office(name_zh="衡阳县民政局", kind="department", area=area, by="system", at=AT)
    assert list(queries.list_offices(within="4304", kind="department")) == [made]
    with pytest.raises(Refused) as refused:
        operations.open_office(name_zh="衡阳县民政局", kind="department", area=area, by="system", at=AT)
    assert refused.value.code == "office.exists"
