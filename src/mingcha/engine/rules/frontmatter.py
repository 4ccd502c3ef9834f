"""Reads rule and derived-table files: YAML in a leading `/*--- … ---*/` comment, then one SELECT."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from mingcha.engine.rules.model import Exclusion, Parameter, ParameterValue, Rule, SubjectPart, Table
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_SPLIT = re.compile(r"\A\s*/\*---\n(?P<head>.*?)\n---\*/\s*(?P<sql>.*)\Z", re.DOTALL)
T = TypeVar("T")
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
    return rule_of_text(path.read_text(encoding="utf-8"), path)


def rule_of_text(text: str, path: Path) -> Rule:
    """The rule in `text`, which need not be a file: of `path` only its name and its folder's are used. Refused."""
    head, sql = _split(path, text)
    _check_fields(path, head, RULE_FIELDS, optional={"optional", "parameters", "exclusions", "core"})

    def read(name: str, how: Callable[[Any], T]) -> T:
        try:
            return how(head.get(name))
        except (AttributeError, KeyError, OverflowError, StopIteration, TypeError, ValueError):
            zh, en = f"字段 {name} 的写法不对", f"the field {name} is not written as it should be"
            raise _broken(path, zh, en) from None

    return Rule(
        id=str(head["id"]),
        catalogue=read("catalogue", int),
        version=read("version", int),
        title=_message(head, "title"),
        strength=head["strength"],
        basis=read("basis", lambda lines: tuple(str(x) for x in _listed(lines))),
        inputs=read("inputs", _inputs),
        optional=read("optional", _inputs),
        parameters=read("parameters", lambda found: _parameters(path, found or {})),
        subject=read("subject", lambda parts: tuple(_subject_part(p) for p in _listed(parts))),
        exclusions=read("exclusions", _exclusions),
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
    head, sql = _split(path, path.read_text(encoding="utf-8"))
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


def parts_of(text: str) -> tuple[str, str]:
    """What stands in the leading comment, and the SQL behind it; everything is SQL when there is no such comment."""
    match = _SPLIT.match(text)
    return (match["head"], match["sql"].rstrip()) if match else ("", text)


def text_of(head: str, sql: str) -> str:
    """The text of a rule file from its two parts."""
    return f"/*---\n{head.strip()}\n---*/\n{sql.strip()}\n"


def _split(path: Path, text: str) -> tuple[dict[str, Any], str]:
    match = _SPLIT.match(text)
    if match is None:
        raise _broken(path, "文件须以 /*--- 开头的说明区起头", "the file must start with a /*--- … ---*/ block")
    try:
        head = yaml.load(match["head"], Loader=SAFE_LOADER)
    except yaml.YAMLError as error:
        place, place_en = yaml_place(error)
        raise _broken(
            path,
            f"说明区不是正确的 YAML（{place}）",
            f"the front matter is not valid YAML ({place_en})",
        ) from None
    if not isinstance(head, dict):
        raise _broken(path, "说明区应为“字段: 值”", "the front matter must be `field: value` lines")
    return head, match["sql"].strip().rstrip(";")


def _check_fields(path: Path, head: Mapping[str, Any], known: frozenset[str], optional: set[str]) -> None:
    if unknown := sorted({str(name) for name in head} - known):
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


def _listed(value: Any) -> list[Any]:
    """A YAML list; TypeError for anything else, a text among it."""
    if not isinstance(value, list) or not value:
        raise TypeError
    return value


def _exclusions(value: Any) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(str(name), _message(titles, "title")) for name, titles in (value or {}).items())


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


def yaml_place(error: yaml.YAMLError) -> tuple[str, str]:
    """Where YAML stopped being understood and what people mostly get wrong there, in both languages."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return "有不能使用的字符", "it has a character that may not be used"
    line, column = mark.line + 1, mark.column + 1
    return (
        f"第 {line} 行第 {column} 列附近；请检查冒号后的空格、缩进和引号",
        f"near line {line}, column {column}; look at the blank after a colon, the indentation and the quotes",
    )


def _broken(path: Path, zh: str, en: str) -> Refused:
    return Refused(
        "rule.front_matter",
        Message(f"规则文件“{path.name}”的说明区有误：{zh}。", f"The front matter of “{path.name}” is wrong: {en}."),
    )
