"""docs/reference/rules.md: the rule catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mingcha.engine.quality.judge import Thresholds
from mingcha.engine.results.wording import STRENGTHS
from mingcha.engine.rules.library import Library
from mingcha.engine.rules.model import Parameter, ParameterValue, Rule
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.reference.markdown import anchor, both, cell, code, table

HEAD = """# 规则目录 · Rule catalogue

由 `rulepacks/` 生成，请勿手改。Generated from `rulepacks/`; do not edit.

疑点是待核实的问题，不是结论。强度 {strengths_zh}。
参数均可按日期、按县另设，也可在命令行用 `--param 规则.参数=值` 临时改动。

A finding is a question, not a verdict. Strength {strengths_en}.
Every parameter may have other values from a date on or in a county, and `--param rule.parameter=value` changes one
for a run. How to write a rule: [add a rule](../how-to/add-a-rule.md).
"""


def rules_page(library: Library, specs: Mapping[str, DatasetSpec]) -> str:
    """The whole page."""
    rules = list(library.rules.values())
    index = ((r.catalogue, f"[`{r.id}`](#{r.id})", r.title.zh, r.title.en, r.strength) for r in rules)
    head = HEAD.format(
        strengths_zh="；".join(f"{key}：{word.zh}" for key, word in STRENGTHS.items()),
        strengths_en="; ".join(f"{key}: {word.en}" for key, word in STRENGTHS.items()),
    )
    lines = [head, *table(("编号 no.", "名称 id", "中文", "English", "强度 strength"), index)]
    lines += _quality(Thresholds())
    for rule in rules:
        lines += _rule(rule, library, specs)
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule, library: Library, specs: Mapping[str, DatasetSpec]) -> Iterator[str]:
    yield anchor(rule.id)
    yield ""
    yield f"## {rule.catalogue} {both(rule.title.zh, rule.title.en)}"
    yield ""
    place = code(f"{rule.pack}/{rule.source}")
    yield f"{code(rule.id)} · 版本 version {rule.version} · 强度 strength {rule.strength} · {place}"
    yield ""
    required, optional = library.catalog.base_inputs(rule.inputs, rule.optional)
    yield from _line("数据 · Data", _links(required, specs))
    yield from _line("可选数据（仅用于排除） · Optional, for exclusions only", _links(optional, specs))
    yield from _line("依据 · Basis", "；".join(rule.basis))
    yield from _line("对象 · Subject", "、".join(f"{code(p.column)}（{p.type}）" for p in rule.subject))
    yield from _line("说明 · Explanation", rule.explanation.zh)
    yield from _line("", rule.explanation.en)
    yield from _line("待核实 · Question to verify", rule.verify.zh)
    yield from _line("", rule.verify.en)
    yield from _line("如何澄清 · What would clear", rule.clears.zh)
    yield from _line("", rule.clears.en)
    head = ("参数 parameter", "中文", "English", "取值 value", "自 since", "县 county", "依据 basis")
    yield from table(head, (row for p in rule.parameters.values() for row in _parameter(p)))
    excluded = ((code(x.name), x.title.zh, x.title.en) for x in rule.exclusions)
    yield from table(("排除情形 exclusion", "中文", "English"), excluded)


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"**{label}**: {cell(text)}" if label else cell(text)
        yield ""


def _links(names: set[str], specs: Mapping[str, DatasetSpec]) -> str:
    found = (specs[n] for n in sorted(names))
    return "、".join(f"[{s.title_zh} {s.title_en}](datasets.md#{s.dataset})" for s in found)


def _parameter(parameter: Parameter) -> Iterator[tuple[Any, ...]]:
    for value in parameter.values:
        county = value.county or ""
        yield (
            code(parameter.name),
            parameter.title.zh,
            parameter.title.en,
            _value(parameter, value),
            value.since,
            county,
            value.basis,
        )


def _value(parameter: Parameter, value: ParameterValue) -> str:
    """A stored value as the rule file writes it: yuan rather than fen, a list with its words apart."""
    if isinstance(value.value, str):
        return value.value.replace("\n", "、")
    factor = {"money": 100, "mu": 10_000, "decimal": 10_000}.get(parameter.type, 1)
    whole, rest = divmod(value.value, factor)
    digits = f"{rest:0{len(str(factor)) - 1}d}".rstrip("0") if rest else ""
    return f"{whole:,}{'.' + digits if digits else ''} {parameter.unit}".strip()


def _quality(limits: Thresholds) -> Iterator[str]:
    """Rules 120 to 125 judge files, not people; they are code, and their thresholds are practice."""
    yield "## 120–125 数据质量 · Data quality"
    yield ""
    yield "这几条评判的是文件而不是人，结果在 `report.html` 和 `quarantine.xlsx` 中。"
    yield "These judge files, not people; they appear in `report.html` and `quarantine.xlsx`."
    yield ""
    say, block, empty = (f"{share:.0%}" for share in (limits.say, limits.block, limits.empty))
    rows = (
        (120, f"证件号、信用代码等无效；超过{say}的行会说明，超过{block}则依赖它的规则拒绝运行",
         f"impossible identifiers; said beyond {say} of rows, beyond {block} rules that read them refuse to run"),
        (121, "同一证件号对应不同姓名", "one identifier with different names"),
        (122, f"关键列空缺超过{empty}", f"a key column is empty in more than {empty} of rows"),
        (123, "报送已过期", "a feed is overdue"),
        (124, f"行数变化超过{limits.jump:g}倍", f"the row count changed more than {limits.jump:g}-fold"),
        (125, "一个账户或电话对应许多人", "one account or phone shared by many people"),
    )  # fmt: skip
    yield from table(("编号 no.", "中文", "English"), rows)
