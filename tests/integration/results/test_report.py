"""The report as a browser reads it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest

from mingcha.engine.quality.model import RowCounts, SheetQuality
from mingcha.engine.reading.model import Origin
from mingcha.engine.results.report import write_report
from mingcha.kernel.messages import Message
from tests.factories.results import COUNTIES, finding, findings, summary, table

_EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
_VOID = {"meta", "input", "img", "br", "link", "rect", "line"}


class _Page(HTMLParser):
    """Tags, open elements at the end, and text by language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag


@pytest.fixture
def page(tmp_path: Path) -> str:
    rows = findings(300)
    told = {"EXCEL_SCI": Message("号码被改成科学计数法。", "Turned into scientific notation.")}
    write_report(tmp_path / "r.html", summary(rows), rows, COUNTIES, sentences=lambda c: told.get(c, Message(c, c)))
    return (tmp_path / "r.html").read_text("utf-8")


def test_the_page_is_whole_and_needs_nothing_from_outside(page: str) -> None:
    parsed = _Page(page)
    assert parsed.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(parsed.tags)
    assert not re.search(r"https?://|url\(|@import", page)


def test_everything_is_said_in_both_languages(page: str) -> None:
    assert page.count('class="zh"') == page.count('class="en"')
    for zh, en in (("疑点报告", "Findings report"), ("涉及金额", "Money in question"), ("数据质量", "Data quality")):
        assert f'lang="zh-Hans">{zh}<' in page and f'lang="en">{en}<' in page


def test_it_says_what_was_run_on_what(page: str) -> None:
    for expected in (
        "2020-12-31",
        "惠民惠农资金“一卡通”专项治理",
        "已脱敏",
        "演示数据",
        "耒阳市",
        "缺少数据：在押服刑人员名册。",
    ):
        assert expected in page
    for expected in (
        "文件有密码",
        "请指定",
        "37 identifiers carry different names.",
        "号码被改成科学计数法。",
        "已过期",
    ):
        assert expected in page


def test_every_chart_stands_beside_its_table(page: str) -> None:
    assert page.count("<caption>") == 3
    assert page.count('<svg class="columns"') == 2 and 'class="monthly"' in page
    assert page.count('scope="row"') > 30


def test_cell_text_cannot_inject(tmp_path: Path) -> None:
    evil = finding(
        explanation_zh=_EVIL, explanation_en=_EVIL, fund=_EVIL, evidence=f'[{{"file": "{_EVIL[:8]}", "row": 1}}]'
    )
    sheet = SheetQuality(Origin(_EVIL, _EVIL), _EVIL, RowCounts(1, 1), (), {_EVIL: 1}, {}, constants=(_EVIL,))
    rows = table([evil])
    write_report(
        tmp_path / "r.html", summary(rows, folder=_EVIL, purpose=_EVIL, sheets=(sheet,)), rows, {430421: _EVIL}
    )
    parsed = _Page((tmp_path / "r.html").read_text("utf-8"))
    assert not {"script", "img"} & set(parsed.tags)
    assert not any(name.startswith("on") for name, _ in parsed.attributes)


def test_an_empty_run_says_what_to_look_at(tmp_path: Path) -> None:
    rows = table([])
    bare = summary(rows, sheets=(), rules=(), issues=(), failures=(), not_understood=(), demo=False, purpose="")
    write_report(tmp_path / "r.html", bare, rows)
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "本次运行没有疑点" in text and "No findings." in text and "演示数据" not in text


def test_unmasked_is_said_loudly(tmp_path: Path) -> None:
    rows = findings(3)
    write_report(tmp_path / "r.html", summary(rows, unmasked=True), rows)
    assert "未脱敏，限本次目的使用" in (tmp_path / "r.html").read_text("utf-8")


def test_many_findings_stay_a_small_file(tmp_path: Path) -> None:
    rows = findings(3_000)
    many = pa.concat_tables([rows] * 20)
    write_report(tmp_path / "r.html", summary(rows), many, COUNTIES)
    assert (tmp_path / "r.html").stat().st_size < 500_000
