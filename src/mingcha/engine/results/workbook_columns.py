"""What stands in which column of a rule's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mingcha.engine.results.hits import Hit, evidence_lines, month_text, names
from mingcha.engine.results.seal import DAY, KEYS, NOTE, OUTCOME, SEAL, SUBJECT, VERIFIER, seal
from mingcha.engine.rules.model import Rule

MAX_EVIDENCE = 12  # rows told in full; the machine form has them all

Kind = Literal["text", "long", "fine", "money", "centre", "input", "choice", "day", "hidden"]


@dataclass(frozen=True)
class Column:
    """A column of the sheet: heading, width in characters, how it is formatted."""

    heading: str
    width: float
    kind: Kind


COLUMNS: tuple[Column, ...] = (
    Column("序号", 5, "centre"),
    Column("状态", 6.5, "centre"),
    Column("疑点说明", 38, "long"),
    Column(SUBJECT, 18, "text"),
    Column("金额（元）", 11.5, "money"),
    Column("强度", 5.5, "centre"),
    Column("县市区", 8.5, "centre"),
    Column("资金", 11, "text"),
    Column("起始月份", 9, "centre"),
    Column("排除情形检验", 22, "text"),
    Column("证据（文件 · 工作表 · 行）", 50, "fine"),
    Column(OUTCOME, 11, "choice"),
    Column(NOTE, 22, "input"),
    Column(VERIFIER, 9, "input"),
    Column(DAY, 11.5, "day"),
    *(Column(key, 12, "hidden") for key in (*KEYS, SEAL)),
)
FIRST_INPUT = next(i for i, c in enumerate(COLUMNS) if c.kind == "choice")
FIRST_HIDDEN = next(i for i, c in enumerate(COLUMNS) if c.kind == "hidden")


def cells(number: int, hit: Hit, rule: Rule | None, counties: Mapping[int, str]) -> list[object]:
    """The values of one row, in the order of `COLUMNS`."""
    subject = "\n".join(hit.parts)
    keys = (hit.rule_id, str(hit.rule_version), hit.fingerprint, hit.evidence_digest, "yes" if hit.excluded else "no")
    return [
        number,
        "已排除" if hit.excluded else "疑点",
        hit.explanation_zh,
        subject,
        None if hit.amount is None else float(hit.amount),
        hit.strength,
        _county(hit.county, counties),
        hit.fund,
        month_text(hit.month),
        exclusion_text(hit, rule),
        "\n".join(evidence_lines(hit.evidence, MAX_EVIDENCE)),
        *[None] * (FIRST_HIDDEN - FIRST_INPUT),
        *keys,
        seal(subject, keys),
    ]


def exclusion_text(hit: Hit, rule: Rule | None) -> str:
    """Which circumstances apply, do not apply, and could not be tested, a line each."""
    titles = {x.name: x.title.zh for x in rule.exclusions} if rule else {}
    applied, untested = hit.exclusions, names(hit.untested)
    cleared = [name for name in titles if name not in applied and name not in untested]
    groups = (("适用", applied), ("未能检验", untested), ("不适用", cleared))
    return "\n".join(f"{word}：{'；'.join(titles.get(n, n) for n in group)}" for word, group in groups if group)


def _county(code: int | None, counties: Mapping[int, str]) -> str:
    return counties.get(code, str(code)) if code else ""
