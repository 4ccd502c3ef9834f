"""The department sample: every sheet is the dataset its README says, every column it lists is mapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingcha.engine.reading import RawSheet, read_file
from mingcha.engine.understanding import Mapping, NotUnderstood, RowClass, classify, load_specs, understand
from mingcha.engine.understanding.headers import STACKED
from mingcha.engine.understanding.wording import wording

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "departments-sample"
pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the department sample is not beside this checkout")
SPECS = load_specs()

#: The README's name of a dataset (before the file column), by words, → dataset.
NAMES = {
    "户籍人口": "person", "死亡": "death", "车辆登记": "vehicle", "婚姻登记": "marriage",
    "财政供养": "fiscal_staff", "统发工资": "payroll", "监察对象": "public_official", "兼职审批": "side_job",
    "回避例外": "recusal_exception", "干部名册": "village_cadre", "近亲属": "kin_filing", "经办人员": "handler",
    "市场主体": "company", "股东": "company_role", "企业纳税": "company_tax", "不动产": "real_estate",
    "养老保险待遇": "pension_payment", "资格认证": "liveness", "职工参保": "social_insurance",
    "服刑": "custody", "残疾人证": "disability", "公示名单": "posted_list", "确权": "land",
    "财务凭证": "ledger", "低保家庭成员": "low_income_member", "监护人": "guardian",
    "流转合同": "land_transfer", "申报地块": "land_claim", "学籍": "enrolment", "公务用车台账": "fleet_vehicle",
    "加油站点": "fuel_station", "加油卡交易": "fuel_purchase", "派车单": "dispatch_order",
    "车辆定位": "vehicle_position", "值班用车": "duty_vehicle", "节假日及调休": "calendar",
    "差旅费": "travel_claim", "接待费": "reception_claim", "津贴补贴": "allowance", "投标情况": "bid",
    "政府采购": "procurement", "村级工程": "village_works", "三资合同": "village_contract",
    "误工补贴": "work_allowance_list", "村务公开": "disclosure", "处分决定": "discipline",
    "工资变动": "salary_change", "候选人": "candidate", "失信": "court_default", "惠民补贴": "payment",
}  # fmt: skip
HOUSING = {"危房": "dilapidated_housing", "搬迁": "relocation_housing", "租赁": "rental_housing"}


def _lines() -> Iterator[tuple[str, list[str], set[str]]]:
    """(dataset, file patterns, wordings of the listed columns) of each line of the README's table."""
    for line in (SAMPLE / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) < 5 or not cells[2].isdigit():
            continue
        files = [re.sub(r"YYYY年MM月", "*", re.sub(r"（.*?）", "", name)) for name in cells[1].split("<br>")]
        listed = {
            wording(text).spellings[0] for column in cells[3].split("、") for text in re.split(r"/(?!亩)", column)
        }
        yield next((d for words, d in NAMES.items() if words in cells[0]), ""), files, listed


@pytest.mark.parametrize(("dataset", "files", "listed"), list(_lines()) if SAMPLE.is_dir() else [])
def test_every_sheet_is_what_the_readme_says(dataset: str, files: list[str], listed: set[str]) -> None:
    seen = 0
    for path in (path for name in files for path in sorted((SAMPLE / "files").glob(name.replace("[", "[[]")))):
        expected = dataset or next(name for word, name in HOUSING.items() if word in path.name)
        for sheet in read_file(path, name=path.name):
            assert isinstance(sheet, RawSheet)
            seen += _check(sheet, expected, listed)
    assert seen >= len(files)


def _check(sheet: RawSheet, expected: str, listed: set[str]) -> int:
    (found,) = understand(sheet, SPECS)
    if isinstance(found, NotUnderstood):
        assert found.code == "instructions" and "填表说明" in sheet.origin.sheet
        return 0
    assert (found.dataset, found.ignored) == (expected, ())
    assert {wording(match.header.split(STACKED)[-1]).spellings[0] for match in found.columns} <= listed | _all(found)
    rows = sum(len(batch) for batch in sheet.batches())
    kinds = [RowClass(value) for batch in sheet.batches() for value in classify(batch, found).to_pylist()]
    assert len(kinds) == rows and RowClass.OUTSIDE not in kinds and RowClass.REPEATED_HEADER not in kinds
    return 1


def _all(found: Mapping) -> set[str]:
    """Wordings of the two-row headers, whose upper text the README leaves out."""
    return {wording(match.header).spellings[0] for match in found.columns if STACKED in match.header}
