"""A made-up run: a summary with every kind of outcome, and findings with long and hostile texts among them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from mingcha.engine.quality.model import ColumnQuality, QualityIssue, RowCounts, SheetQuality
from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.results.hits import Hit
from mingcha.engine.rules.model import Exclusion, Rule, Strength, SubjectPart
from mingcha.engine.running.model import (
    FINDINGS_SCHEMA,
    RejectedBlock,
    RejectedCell,
    RuleReport,
    RuleStatus,
    RunSummary,
)
from mingcha.engine.understanding.model import NotUnderstood
from mingcha.kernel.messages import Message

COUNTIES: Mapping[int, str] = {
    430405: "珠晖区",
    430406: "雁峰区",
    430407: "石鼓区",
    430408: "蒸湘区",
    430412: "南岳区",
    430421: "衡阳县",
    430422: "衡南县",
    430423: "衡山县",
    430424: "衡东县",
    430426: "祁东县",
    430481: "耒阳市",
    430482: "常宁市",
}
_FUNDS = ("农村低保", "城市低保", "特困供养", "高龄津贴", "耕地地力保护补贴", "残疾两项补贴", None)
#: id, catalogue, strength, title zh, title en, exclusions
_RULES: tuple[tuple[str, int, Strength, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "dead_low_income",
        1,
        "A",
        "死亡后仍领低保、特困供养金",
        "Low-income or destitute aid paid after death",
        (
            ("death_cancelled", "死亡登记系误登，已撤销", "the death entry was a mistake and is cancelled"),
            ("household_remains", "按户发放，家庭其他保障对象仍在", "paid to a household in which others remain"),
            ("arrears_alive", "补发其生前月份", "arrears for months in which the person lived"),
        ),
    ),
    (
        "dead_old_age",
        3,
        "A",
        "死亡后仍领高龄津贴",
        "Old-age allowance after death",
        (("quarter", "季度已开始", "the quarter had begun"),),
    ),
    ("owner_low_income", 10, "B", "有企业或商品房仍享受低保", "Company or flat owners on low-income aid", ()),
    (
        "cadre_kin_aid",
        33,
        "B",
        "村干部近亲属享受临时救助且由其本人审批",
        "Temporary relief approved by the recipient's own relative in the village committee",
        (("recused", "审批时已回避", "the relative had stepped aside"),),
    ),
    (
        "fuel_holiday",
        70,
        "C",
        "节假日公车加油",
        "Official car refuelled on a holiday",
        (("duty", "有派车单", "a dispatch order exists"),),
    ),
    ("same_account", 60, "C", "多户补贴打入同一账户", "Several households' payments into one account", ()),
)


def rule(n: int = 0) -> Rule:
    """The `n`th made-up rule."""
    rule_id, catalogue, strength, zh, en, exclusions = _RULES[n]
    return Rule(
        id=rule_id,
        catalogue=catalogue,
        version=1,
        title=Message(zh, en),
        strength=strength,
        basis=("社会救助暂行办法第十一、十三条",),
        inputs={"paid": ("person", "amount")},
        optional={},
        parameters={},
        subject=(SubjectPart("person", "person_id"),),
        exclusions=tuple(Exclusion(name, Message(x_zh, x_en)) for name, x_zh, x_en in exclusions),
        explanation=Message("…", "…"),
        verify=Message(
            "死亡日期是否属实？停发前的款项由谁支取，是否已追回？",
            "Is the date right? Who drew the money, was it returned?",
        ),
        clears=Message(
            "死亡登记有误的更正证明；或款项已主动退回的凭证。", "Proof that the entry is wrong, or a voucher of return."
        ),
        sql="SELECT 1",
        source=f"core/{catalogue:03d}.sql",
    )


def finding(**changes: Any) -> Hit:
    """One finding, as the runner would mask it."""
    person = "4304**********1234"
    evidence = [
        {
            "dataset": "benefit_payment",
            "file": f"民政/低保发放_2020{i:02d}.xlsx",
            "sheet": "Sheet1",
            "row": 40 + i,
            "values": {"姓名": "张*", "身份证号": person, "金额": "430.00", "发放月份": f"2020年{i}月"},
        }
        for i in range(3, 6)
    ]
    base: dict[str, Any] = {
        "rule_id": "dead_low_income",
        "catalogue": 1,
        "rule_version": 1,
        "subject": "7714329118824501|农村低保",
        "strength": "A",
        "excluded": False,
        "exclusion": "",
        "amount": Decimal("1290.00"),
        "explanation_zh": f"张*（{person}）于2020年1月14日死亡，此后仍有3笔农村低保发放，共1,290.00元。",
        "explanation_en": f"Zhang* ({person}) died on 2020-01-14; 3 payments followed, 1,290.00 yuan in all.",
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "fingerprint": "f" * 32,
        "evidence_digest": "e" * 16,
        "untested": "",
        "county": 430421,
        "fund": "农村低保",
        "month": 202003,
    }
    return Hit(**{**base, **changes})


def table(rows: list[Hit]) -> pa.Table:
    """Findings in their contract's columns."""
    return pa.Table.from_pylist([row._asdict() for row in rows], schema=FINDINGS_SCHEMA)


def findings(count: int = 500, seed: int = 7) -> pa.Table:
    """Many findings over all rules, counties, funds and months; a sixth of them excluded."""
    dice = random.Random(seed)
    return table([_random(dice, i) for i in range(count)])


def _random(dice: random.Random, i: int) -> Hit:
    n = dice.choices(range(len(_RULES)), weights=(30, 18, 14, 6, 22, 10))[0]
    rule_id, catalogue, strength, zh, en, exclusions = _RULES[n]
    excluded = bool(exclusions) and dice.random() < 0.2
    month = 202001 + dice.choices(range(12), weights=(3, 4, 8, 9, 7, 6, 5, 6, 7, 9, 4, 2))[0]
    amount = Decimal(dice.randrange(10_000, 900_000)) / 100 if n != 4 or dice.random() < 0.5 else None
    told = f"：{dice.randrange(2, 9)}笔，共{amount:,.2f}元" if amount else ""
    return finding(
        rule_id=rule_id,
        catalogue=catalogue,
        strength=strength,
        subject=f"{dice.randrange(10**15, 10**16)}|{dice.choice(_FUNDS) or '—'}",
        excluded=excluded,
        exclusion=dice.choice(exclusions)[0] if excluded else "",
        amount=amount,
        explanation_zh=f"{dice.choice('张王李刘陈欧')}*（4304**********{dice.randrange(10_000):04d}）{zh}{told}。",
        explanation_en=f"Person 4304**********{dice.randrange(10_000):04d}: {en}, first in {month}.",
        fingerprint=f"{i:032x}",
        untested="quarter" if n == 1 and dice.random() < 0.3 and not excluded else "",
        county=dice.choices((*COUNTIES, None), weights=(3, 2, 2, 2, 1, 12, 11, 6, 7, 9, 14, 8, 2))[0],
        fund=dice.choice(_FUNDS),
        month=month if dice.random() < 0.97 else None,
    )


def summary(rows: pa.Table | None = None, **changes: Any) -> RunSummary:
    """A run in which something of everything happened."""
    base: dict[str, Any] = {
        "as_of": date(2020, 12, 31),
        "started_at": datetime(2021, 1, 15, 9, 30),
        "seconds": 83.4,
        "folder": "2020年第四季度报送",
        "unmasked": False,
        "purpose": "惠民惠农资金“一卡通”专项治理",
        "sheets": _sheets(),
        "not_understood": _strangers(),
        "failures": _failures(),
        "issues": _issues(),
        "rules": _reports(rows),
        "demo": True,
    }
    return RunSummary(**{**base, **changes})


def _reports(rows: pa.Table | None) -> tuple[RuleReport, ...]:
    hits = [Hit(**row) for row in rows.to_pylist()] if rows is not None else []
    reports = []
    for n in range(len(_RULES)):
        mine = [h for h in hits if h.rule_id == _RULES[n][0]]
        stands = [h for h in mine if not h.excluded]
        fen = int(sum((h.amount or Decimal(0)) for h in stands) * 100)
        reports.append(RuleReport(rule(n), "ran", None, len(stands), len(mine) - len(stands), fen, 1.2, "SELECT 1"))
    return (*reports, *_idle())


def _idle() -> tuple[RuleReport, ...]:
    told: tuple[tuple[int, str, str, RuleStatus, str, str], ...] = (
        (
            16,
            "服刑期间领取低保",
            "Low-income aid while in prison",
            "skipped",
            "缺少数据：在押服刑人员名册。",
            "Missing: the custody list.",
        ),
        (
            29,
            "公职人员违规持股",
            "Officials holding shares",
            "refused",
            "股东名册身份证号有效率 71%，低于 95%。",
            "Only 71 % of shareholder identifiers are valid; 95 % are needed.",
        ),
        (
            54,
            "危房改造重复享受",
            "Housing aid twice",
            "failed",
            "规则第 12 行有语法错误。",
            "Line 12 of the rule has a syntax error.",
        ),
    )
    idle = []
    for catalogue, zh, en, status, why_zh, why_en in told:
        like = rule(0)
        other = Rule(**{**like.__dict__, "id": f"rule_{catalogue}", "catalogue": catalogue, "title": Message(zh, en)})
        idle.append(RuleReport(other, status, Message(why_zh, why_en)))
    return tuple(idle)


def _sheets() -> tuple[SheetQuality, ...]:
    names = (
        ("公安/户籍人口.csv", "", "person", 120_431),
        ("民政/农村低保发放表_衡阳县_2020年.xlsx", "一季度", "benefit_payment", 18_220),
        ("民政/农村低保发放表_衡阳县_2020年.xlsx", "二季度", "benefit_payment", 18_104),
        ("殡仪馆/火化登记（2019-2020）.xls", "Sheet1", "cremation", 3_977),
        ("市场监管/企业登记信息.txt", "", "company", 40_112),
        ("机关事务/公务用车加油明细.zip", "2020/加油.csv", "fuel", 9_876),
    )
    return tuple(_sheet(i, *name) for i, name in enumerate(names))


def _sheet(i: int, file: str, sheet: str, dataset: str, rows: int) -> SheetQuality:
    bad, repeats = rows // (40 + 30 * i), 12 * i
    counts = RowCounts(rows + 9, rows - bad - repeats, bad, repeats, 2, 3, 2, 1, 1, 0)
    columns = (
        ColumnQuality("person", "身份证号", rows, rows - i * 7, rows - bad),
        ColumnQuality("name", "姓名", rows, rows, rows),
        ColumnQuality("amount", "金额（元）", rows, rows - i * 40, rows - i * 41),
        ColumnQuality("account", "银行账号", rows, int(rows * 0.83), int(rows * 0.79)),
        ColumnQuality("remark", "备注", rows, rows // 9, rows // 9),
    )
    reasons = {"EXCEL_SCI": bad // 2, "BAD_CHECK": bad // 3, "BAD_MONTH": bad - bad // 2 - bad // 3}
    return SheetQuality(
        Origin(file, sheet),
        dataset,
        counts,
        columns,
        reasons,
        {430421: rows // 2, 0: rows // 9},
        encoding="gb18030" if file.endswith(("csv", "txt")) else "",
        confidence=0.97,
        notes=(Message("隐藏的工作表已读取。", "A hidden sheet was read."),) if i == 1 else (),
        constants=("fund=农村低保 (title)",) if i in (1, 2) else (),
    )


def _strangers() -> tuple[NotUnderstood, ...]:
    return (
        NotUnderstood(
            Origin("民政/填表说明.xlsx", "说明"),
            "instructions",
            Message("这是填表说明，没有数据。", "Instructions, no data."),
            24,
        ),
        NotUnderstood(
            Origin("农业/补贴.xlsx", "Sheet2"),
            "ambiguous",
            Message("可能是“补贴发放”或“土地确权”，请指定。", "Could be payments or land titles; please say which."),
            3120,
            (("benefit_payment", 0.62), ("land", 0.58)),
            ("户主", "面积", "金额"),
        ),
    )


def _failures() -> tuple[ReadFailure, ...]:
    return (
        ReadFailure(
            Origin("住建/危改名册.xlsx"),
            "file.encrypted",
            Message(
                "文件有密码，无法读取。请去掉密码后重新报送。", "The file has a password. Remove it and deliver again."
            ),
        ),
    )


def _issues() -> tuple[QualityIssue, ...]:
    return (
        QualityIssue(
            121,
            "benefit_payment",
            Origin("民政/农村低保发放表_衡阳县_2020年.xlsx", "一季度"),
            Message("同一身份证号对应不同姓名 37 人。", "37 identifiers carry different names."),
            37,
        ),
        QualityIssue(
            123,
            "company_role",
            None,
            Message("股东名册最近一期为2018年12月，已过期。", "The latest shareholder list is of 2018-12."),
            1,
            True,
        ),
    )


def blocks() -> list[RejectedBlock]:
    """Returned rows of two sheets, one of them in two pieces with another between."""
    headers = ("序号", "姓名", "身份证号", "金额（元）", "备注")
    first, second = Origin("民政/农村低保发放表_衡阳县_2020年.xlsx", "一季度"), Origin("公安/户籍人口.csv")
    sci = ("1", "张三", "4.30421E+17", "430", "=1+1")
    check = ("2", "李四", "430421195001010011", "430", "")
    return [
        RejectedBlock(first, "benefit_payment", headers, ((17, sci, (RejectedCell(2, "EXCEL_SCI"),)),)),
        RejectedBlock(
            second, "person", ("身份证号", "姓名"), ((5, ("", "王五", "多出"), (RejectedCell(0, "MISSING_ID"),)),)
        ),
        RejectedBlock(
            first,
            "benefit_payment",
            headers,
            ((90, check, (RejectedCell(2, "BAD_CHECK", "430421195001010016"), RejectedCell(3, "BAD_MONEY"))),),
        ),
    ]
