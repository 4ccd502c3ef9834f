"""Reads rule and derived-table files: YAML in a leading `/*--- … ---*/` comment, then one SELECT."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mingcha.engine.rules.model import Exclusion, Parameter, ParameterValue, Rule, SubjectPart, Table
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_SPLIT = re.compile(r"\A\s*/\*---\n(?P<head>.*?)\n---\*/\s*(?P<sql>.*)\Z", re.DOTALL)
RULE_FIELDS = frozenset(
    "id catalogue version title_zh title_en strength basis inputs optional parameters subject exclusions "
    "explanation_zh explanation_en verify_zh verify_en clears_zh clears_en core".split()
)
TABLE_FIELDS = frozenset({"table", "inputs", "optional", "parameters", "columns", "materialise"})
#: The C parser when PyYAML has it: reading all rules is otherwise the slowest part of starting.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PARAMETER_TYPES = frozenset({"int", "money", "mu", "decimal", "text", "list"})


def read_rule(path: Path) -> Rule:
    """The rule in `path`; Refused (`rule.front_matter`) names file and field when something is missing or unknown."""
    head, sql = _split(path)
    _check_fields(path, head, RULE_FIELDS, optional={"optional", "parameters", "exclusions", "core"})
    return Rule(
        id=str(head["id"]),
        catalogue=int(head["catalogue"]),
        version=int(head["version"]),
        title=_message(head, "title"),
        strength=head["strength"],
        basis=tuple(str(x) for x in head["basis"]),
        inputs=_inputs(head.get("inputs")),
        optional=_inputs(head.get("optional")),
        parameters=_parameters(path, head.get("parameters") or {}),
        subject=tuple(_subject_part(p) for p in head["subject"]),
        exclusions=tuple(Exclusion(n, _message(v, "title")) for n, v in (head.get("exclusions") or {}).items()),
        explanation=_message(head, "explanation"),
        verify=_message(head, "verify"),
        clears=_message(head, "clears"),
        sql=sql,
        source=path.name,
        pack=path.parent.name,
        core=bool(head.get("core", False)),
    )


def read_table(path: Path) -> Table:
    """The derived table in `path`."""
    head, sql = _split(path)
    _check_fields(path, head, TABLE_FIELDS, optional={"optional", "parameters", "materialise"})
    return Table(
        name=str(head["table"]),
        sql=sql,
        inputs=_inputs(head["inputs"]),
        optional=_inputs(head.get("optional")),
        parameters=_parameters(path, head.get("parameters") or {}),
        columns={str(k): str(v) for k, v in head["columns"].items()},
        source=path.name,
        materialise=bool(head.get("materialise", True)),
    )


def _split(path: Path) -> tuple[dict[str, Any], str]:
    match = _SPLIT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise _broken(path, "文件须以 /*--- 开头的说明区起头", "the file must start with a /*--- … ---*/ block")
    try:
        head = yaml.load(match["head"], Loader=SAFE_LOADER)
    except yaml.YAMLError as error:
        raise _broken(path, f"说明区不是正确的 YAML：{error}", f"the front matter is not valid YAML: {error}") from None
    if not isinstance(head, dict):
        raise _broken(path, "说明区应为“字段: 值”", "the front matter must be `field: value` lines")
    return head, match["sql"].strip().rstrip(";")


def _check_fields(path: Path, head: Mapping[str, Any], known: frozenset[str], optional: set[str]) -> None:
    if unknown := sorted(set(head) - known):
        raise _broken(path, f"不认识的字段：{'、'.join(unknown)}", f"unknown fields: {', '.join(unknown)}")
    if missing := sorted(known - optional - set(head)):
        raise _broken(path, f"缺少字段：{'、'.join(missing)}", f"missing fields: {', '.join(missing)}")
    if head.get("strength", "A") not in ("A", "B", "C"):
        raise _broken(path, "strength 只能是 A、B、C", "strength must be A, B or C")


def _message(values: Mapping[str, Any], name: str) -> Message:
    return Message(str(values[f"{name}_zh"]).strip(), str(values[f"{name}_en"]).strip())


def _subject_part(value: Mapping[str, str]) -> SubjectPart:
    column, kind = next(iter(value.items()))
    return SubjectPart(column, kind.rstrip("!"), kind.endswith("!"))


def _inputs(value: Any) -> dict[str, tuple[str, ...]]:
    return {str(table): tuple(str(c) for c in columns) for table, columns in (value or {}).items()}


def _parameters(path: Path, values: Mapping[str, Any]) -> dict[str, Parameter]:
    return {name: _parameter(path, name, v) for name, v in values.items()}


def _parameter(path: Path, name: str, value: Mapping[str, Any]) -> Parameter:
    if value.get("type") not in PARAMETER_TYPES:
        types = ", ".join(sorted(PARAMETER_TYPES))
        raise _broken(path, f"参数 {name} 的 type 应为 {types}", f"parameter {name}: type must be one of {types}")
    stored = tuple(
        ParameterValue(_stored(value["type"], v["value"]), _day(v["since"]), v.get("county"), str(v.get("basis", "")))
        for v in value["values"]
    )
    return Parameter(name, value["type"], _message(value, "title"), str(value.get("unit", "")), stored)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _stored(kind: str, value: Any) -> int | str:
    """Written form → stored form: yuan to fen, mu and decimals to ten-thousandths, a list to a joined text."""
    if kind == "list":
        return "\n".join(str(x) for x in value)
    if kind == "text":
        return str(value)
    factor = {"int": 1, "money": 100, "mu": 10_000, "decimal": 10_000}[kind]
    return round(float(value) * factor)


def parse_value(kind: str, text: str) -> int | str:
    """A value given on the command line (`--param rule.name=80000`), in the unit in which rules write it."""
    return _stored(kind, text.split(",") if kind == "list" else text)


def _broken(path: Path, zh: str, en: str) -> Refused:
    return Refused(
        "rule.front_matter",
        Message(f"规则文件“{path.name}”的说明区有误：{zh}。", f"The front matter of “{path.name}” is wrong: {en}."),
    )
