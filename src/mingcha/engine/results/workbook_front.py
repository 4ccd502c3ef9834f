"""The first two sheets of the findings workbook: how to read it, and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingcha.engine.results import sheets
from mingcha.engine.results.figures import Group
from mingcha.engine.results.sheets import Styles, put
from mingcha.engine.results.wording import DEMO, OUTCOME_HELP, OUTCOMES, QUESTION, STATUSES, STRENGTHS
from mingcha.engine.running.model import RuleReport, RunSummary

_HEADINGS = ("编号", "规则", "强度", "疑点", "已排除", "涉及金额（元）", "状态", "说明")
_WIDTHS = (6, 40, 6, 9, 9, 17, 21, 60)


def write_front(sheet: Any, summary: RunSummary, styles: Styles) -> None:
    """说明: what this is and how to answer, Chinese beside English."""
    sheet.hide_gridlines(2)
    for column, wide in enumerate((2, 22, 58, 64)):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 40)
    put(sheet, 0, 1, "明察 · 疑点清单", styles(bold=True, font_size=20, font_color=sheets.ACCENT, valign="vcenter"))
    put(sheet, 1, 1, f"{QUESTION.zh} · {QUESTION.en}", styles(bold=True, font_size=12, font_color="#8F1D1D"))
    row = 3
    if summary.demo:
        put(sheet, 2, 1, f"{DEMO.zh} · {DEMO.en}", styles(bold=True, font_color="#7A5B00"))
    for zh, en, lines in _sections(summary):
        edge = {"bottom": 1, "bottom_color": sheets.ACCENT, "valign": "bottom", "font_color": sheets.ACCENT}
        sheet.set_row(row, 24)
        put(sheet, row, 1, zh, styles(**edge, bold=True, font_size=12))
        put(sheet, row, 2, None, styles(**edge))
        put(sheet, row, 3, en, styles(**edge, italic=True))
        row = _lines(sheet, row + 1, lines, styles) + 1
    sheets.printed(sheet, None, "疑点清单 · 说明")
    sheet.fit_to_pages(1, 1)


def _lines(sheet: Any, row: int, lines: list[tuple[str, str, str]], styles: Styles) -> int:
    for label, zh, en in lines:
        sheet.set_row(row, max(sheets.lines(zh, 58), sheets.lines(en, 64)) * 15.5 + 3)
        put(sheet, row, 1, label, styles(bold=True, text_wrap=True))
        put(sheet, row, 2, zh, styles(text_wrap=True))
        put(sheet, row, 3, en, styles(text_wrap=True, font_color=sheets.GREY))
        row += 1
    return row


def _sections(summary: RunSummary) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    run = [
        ("数据截止", f"{summary.as_of:%Y-%m-%d}", "the data are taken as of this day"),
        ("运行时间", f"{summary.started_at:%Y-%m-%d %H:%M}", "when it was run"),
        ("数据文件夹", summary.folder, "the folder read"),
        ("使用目的", summary.purpose or "未填写", "the purpose stated" if summary.purpose else "no purpose was stated"),
        ("身份信息", *_masking(summary.unmasked)),
    ]
    return [
        ("这是什么", "What this is", [("疑点清单", *_WHAT)]),
        ("本次运行", "This run", run),
        ("强度", "Strength", [(f"{key} 级", word.zh, word.en) for key, word in STRENGTHS.items()]),
        ("怎样填写", "How to answer", [(str(i), zh, en) for i, (zh, en) in enumerate(_HOW, 1)]),
        (
            "核查结论",
            "Verdicts",
            [(w.zh, OUTCOME_HELP[k].zh, f"{w.en}: {OUTCOME_HELP[k].en}") for k, w in OUTCOMES.items()],
        ),
    ]


def _masking(unmasked: bool) -> tuple[str, str]:
    if unmasked:
        return "未脱敏：含真实证件号码，限本次目的使用，不得转发", "not masked: real identifiers; only for this purpose"
    return "已脱敏：证件、账号已遮盖，对象为假名", "masked: identifiers are starred, subjects are pseudonyms"


_WHAT = (
    "计算机把各部门的数据放在一起比对，发现互相对不上的地方，列在这里请人核实。多数疑点最后是登记迟延或工作差错。"
    "未经核实，不得据此认定任何人有问题，不得公开。",
    "What several departments recorded was compared; what does not fit together is listed here for people to check. "
    "Most of it turns out to be late entries or mistakes. Nobody may be judged, and nothing published, on this alone.",
)
_HOW = (
    (
        "每条规则一张表。先读“疑点说明”，再按“证据”找到原文件的那一行。",
        "One sheet a rule. Read the sentence, then go to the row named as evidence.",
    ),
    (
        "黄色各栏由核查人填写：核查结论从下拉列表选择，核查说明写明依据。",
        "The yellow columns are yours: choose a verdict, write down what it rests on.",
    ),
    (
        "可以排序、筛选、加列；请不要改动对象一栏和隐藏各栏。",
        "Sort, filter and add columns as you like; leave the subject and the hidden columns alone.",
    ),
    (
        "灰色各行已由排除情形排除，列出备查，一般不必核查。",
        "Grey rows were set aside by an exclusion; they are listed for the record.",
    ),
    (
        "填好后在平台“疑点”页面读回，或用 mingcha feedback 读回；结论计入各规则的准确率。",
        "Read it back on the platform's page of findings, or with `mingcha feedback`; verdicts count for precision.",
    ),
)


def write_overview(
    sheet: Any, summary: RunSummary, names: Mapping[str, str], groups: Mapping[str, Group], styles: Styles
) -> None:
    """总览: a row per rule, linked to its sheet."""
    sheet.hide_gridlines(2)
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, "总览", styles(bold=True, font_size=16, font_color=sheets.ACCENT, valign="vcenter"))
    put(sheet, 1, 0, "同一笔款项可能被几条规则同时指出，金额不宜相加。", styles(font_color=sheets.GREY))
    head = styles(bold=True, font_color="#FFFFFF", bg_color=sheets.ACCENT, align="center", valign="vcenter", border=1)
    sheet.set_row(2, 22)
    for column, heading in enumerate(_HEADINGS):
        put(sheet, 2, column, heading, head)
    reports = sorted(summary.rules, key=lambda r: (r.rule.catalogue, r.rule.id))
    for row, report in enumerate(reports, 3):
        group = groups.get(report.rule.id, Group(report.rule.title))
        _overview_row(sheet, row, report, group, names.get(report.rule.id, ""), styles)
    if reports:
        sheet.autofilter(2, 0, 2 + len(reports), len(_HEADINGS) - 1)
    sheet.freeze_panes(3, 2)
    sheets.printed(sheet, 2, "疑点清单 · 总览")


def _overview_row(sheet: Any, row: int, report: RuleReport, group: Group, name: str, styles: Styles) -> None:
    rule = report.rule
    ran = report.status == "ran"
    note = (
        report.message.zh if report.message else ("未能检验：" + "、".join(report.untested) if report.untested else "")
    )
    look = {
        "border": 1,
        "border_color": sheets.RULE,
        "valign": "vcenter",
        **({} if ran else {"font_color": sheets.GREY}),
    }
    sheet.set_row(row, max(sheets.lines(note, _WIDTHS[-1]), sheets.lines(rule.title.zh, _WIDTHS[1])) * 15 + 4)
    put(sheet, row, 0, rule.catalogue, styles(**look, align="center"))
    put(sheet, row, 1, rule.title.zh, styles(**look, text_wrap=True))
    if name:
        link = styles(**{**look, "font_color": sheets.ACCENT}, underline=1, text_wrap=True)
        sheet.write_url(row, 1, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", link, rule.title.zh)
    put(sheet, row, 2, rule.strength, styles(**look, align="center"))
    counts = (group.findings, group.excluded, float(group.amount))
    for column, value in enumerate(counts, 3):
        put(
            sheet,
            row,
            column,
            value if ran else None,
            styles(**look, num_format="#,##0.00" if column == 5 else "#,##0"),
        )
    put(sheet, row, 6, STATUSES[report.status].zh, styles(**look, align="center"))
    put(sheet, row, 7, note, styles(**look, text_wrap=True))
