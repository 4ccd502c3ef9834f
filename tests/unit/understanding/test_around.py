"""Texts around tables: periods, units, counties, areas, header wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding import load_areas
from mingcha.engine.understanding.constants import Places, find_constants, find_units
from mingcha.engine.understanding.periods import Period, Where, as_text, combine, read_period
from mingcha.engine.understanding.spec import load_specs
from mingcha.engine.understanding.wording import wording
from mingcha.kernel.errors import Refused


@pytest.mark.parametrize(
    ("text", "where", "kind", "value"),
    [
        ("衡阳县2020年1月低保花名册 填报日期：2020年2月28日", "title", "period", "202001"),
        ("201901", "sheet", "month", "201901"),
        ("养老待遇发放_202001.csv", "sheet", "month", "202001"),
        ("二〇二〇年十月发放", "title", "period", "202010"),
        ("2020年第三季度", "title", "period", "2020Q3"),
        ("2020年上半年", "title", "period", "2020上半年"),
        ("2020年春季学期", "title", "period", "2020春"),
        ("低保2020.03", "file", "period", "202003"),
        ("20年3月", "sheet", "period", "202003"),
        ("2020年度", "title", "year", "2020"),
        ("2020年5月公示", "title", "year", "2020"),
        ("2019-2020年", "file", "period", None),
        ("发放表（2019—2020年）", "title", "period", None),
        ("2020年1-3月", "title", "month", None),
        ("公示期：2020年5月8日至5月14日", "title", "period", None),
        ("2020年5月8日", "title", "period", None),
        ("2020年度", "title", "month", None),
        ("Sheet1", "sheet", "period", None),
    ],
)
def test_periods(text: str, where: Where, kind: str, value: str | None) -> None:
    period = combine([read_period(text, where)])
    assert (as_text(period, kind) if period else None) == value


@pytest.mark.parametrize("sheet", ["1月", "01", "1", "一月", "1月份"])
def test_a_month_alone_takes_its_year_from_elsewhere(sheet: str) -> None:
    period = combine([read_period(sheet, "sheet"), read_period("发放表_2019年", "file")])
    assert period == Period("sheet", 2019, 1)
    assert combine([read_period(sheet, "sheet")]) is None


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("司法局/服刑在押及社区矫正人员花名册.xlsx/羁押", "detention"),
        ("社区矫正人员.csv", "community"),
        ("服刑在押及社区矫正人员花名册.xls/名册", None),
    ],
)
def test_inside_an_archive_the_worksheet_speaks_before_the_member(sheet: str, said: str | None) -> None:
    kind = load_specs()["custody"].columns["kind"]
    found = find_constants([kind], Places.of(Origin("衡阳市报送.zip", sheet), []))
    assert [constant.value for constant in found] == ([said] if said else [])


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("衡阳市司法局_服刑在押及社区矫正人员花名册_羁押.csv", "detention"),
        ("服刑在押及社区矫正人员花名册（社区矫正）.csv", "community"),
        ("服刑在押及社区矫正人员花名册_羁押_服刑.csv", None),
        ("服刑在押及社区矫正人员花名册_羁押人员.csv", None),
    ],
)
def test_of_several_words_in_a_name_the_one_that_stands_alone_speaks(file: str, said: str | None) -> None:
    kind = load_specs()["custody"].columns["kind"]
    headers = ["姓名", "服刑", "社区矫正机关"]  # one that stands alone in a header says nothing of all rows
    found = find_constants([kind], Places.of(Origin(file), [], headers))
    assert [constant.value for constant in found] == ([said] if said else [])


@pytest.mark.parametrize(
    ("titles", "units"),
    [
        (["单位：元、人"], ("元", "")),
        (["单位:万元"], ("万元", "")),
        (["填报单位：衡南县财政局      单位：亩、元"], ("元", "亩")),
        (["金额单位：元", "面积单位：平方米"], ("元", "平方米")),
        (["填报单位：衡阳县民政局"], ("", "")),
        (["面积单位：山林、水塘、机动地为亩，门面、厂房为平方米；金额单位：元"], ("元", "")),
        (["建设单位：万元村"], ("", "")),
        (["（单位：万元）"], ("万元", "")),
    ],
)
def test_units_of_the_sheet(titles: list[str], units: tuple[str, str]) -> None:
    assert find_units(titles) == units


def test_areas_are_found_by_name() -> None:
    areas = load_areas()
    assert areas.counties_in("衡阳市衡阳县2020年") == {430421}
    assert areas.counties_in("衡阳市民政局") == set()
    assert areas.counties_in("衡南民政局") == {430422}
    assert areas.counties_in("衡阳县、衡南县") == {430421, 430422}
    assert areas.name(430421) == "衡阳县"
    village = next(unit for unit in areas.units.values() if unit.level == "village")
    township = areas.units[village.parent]
    assert areas.village_code(village.name, township.name, village.code // 10**6) == village.code
    assert areas.village_code("没有这个村") is None


def test_an_area_list_of_another_city_is_added(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,name,level,parent_code\n430524000000,隆回县,county,430500000000\n", encoding="utf-8")
    assert load_areas(path).counties_in("隆回县财政局") == {430524}
    path.write_text("code,name\n1,x\n", encoding="utf-8")
    load_areas.cache_clear()
    with pytest.raises(Refused, match="code,name,level,parent_code"):
        load_areas(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("领款人身份证", "领款人公民身份号码"),
        ("父亲 证件号码", "父亲身份证号"),
        ("村（\n社区）", "行政村"),
        ("享受起始时间", "享受起始年月"),
        ("补助金额(万元)", "补贴资金"),
        ("卡　号", "银行账号"),
        ("*户主姓名（必填）", "户主"),
        ("车牌号", "号牌号码"),
    ],
)
def test_equal_meanings_have_one_wording(one: str, other: str) -> None:
    assert wording(one).spellings[0] == wording(other).spellings[0]


@pytest.mark.parametrize(
    ("header", "unit"),
    [("补助金额(万元)", "万元"), ("补贴标准（元/亩）", "元"), ("建筑面积(㎡)", "平方米"), ("油箱容积（L）", "升"),
     ("行驶里程(km)", "公里"), ("金额（单位：元）", "元"), ("数量/升", "升"), ("村(社区)", ""), ("出资比例(%)", "%")],
)  # fmt: skip
def test_units_of_headers(header: str, unit: str) -> None:
    assert wording(header).unit == unit
