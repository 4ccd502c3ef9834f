"""Which rules can run on these files, which cannot, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mingcha.engine.quality.model import QualityIssue
from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.library import Library
from mingcha.engine.rules.model import Rule
from mingcha.engine.rules.sources import untested
from mingcha.engine.running.model import RuleReport
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Plan:
    """`runnable` rules with the exclusions that cannot be tested; `reports` of those that do not run."""

    runnable: tuple[tuple[Rule, tuple[str, ...]], ...]
    reports: tuple[RuleReport, ...]


def choose(library: Library, names: Collection[str]) -> list[Rule]:
    """The rules asked for by id or catalogue number; all when `names` is empty. Refused for an unknown one."""
    if not names:
        return list(library.rules.values())
    chosen = []
    for name in names:
        rule = library.rule(name)
        if rule is None:
            raise Refused(
                "rule.unknown",
                Message(
                    f"没有编号或名称为“{name}”的规则。用 mingcha rules list 查看全部规则。",
                    f"There is no rule called “{name}”. `mingcha rules list` shows them all.",
                ),
            )
        chosen.append(rule)
    return chosen


def make_plan(
    rules: Collection[Rule], catalog: Catalog, delivered: Mapping[str, frozenset[str]], issues: Collection[QualityIssue]
) -> Plan:
    """
    Sorts rules by whether their datasets are present and good enough. `delivered`: per dataset of the run, the columns
    that at least one file has.
    """
    blocked = {i.dataset: i for i in issues if i.blocks}
    runnable: list[tuple[Rule, tuple[str, ...]]] = []
    reports: list[RuleReport] = []
    for rule in rules:
        required, _ = catalog.base_inputs(rule.inputs, rule.optional)
        if missing := sorted(required - delivered.keys()):
            reports.append(RuleReport(rule, "skipped", _missing(missing, catalog.datasets)))
        elif bad := sorted(required & blocked.keys()):
            reports.append(RuleReport(rule, "refused", blocked[bad[0]].message))
        else:
            runnable.append((rule, untested(rule, catalog, delivered)))
    return Plan(tuple(runnable), tuple(reports))


def _missing(names: list[str], specs: Mapping[str, DatasetSpec]) -> Message:
    zh = "、".join(specs[n].title_zh for n in names)
    en = ", ".join(specs[n].title_en for n in names)
    return Message(f"缺少数据：{zh}。", f"Data missing: {en}.")
