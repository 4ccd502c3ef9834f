"""
Trying a rule that somebody is writing: everything that speaks against its text, and its cases within limits.

What `mingcha rules check` says of a file, for a text that may be anything. Nothing here reads data of a city.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from threading import Timer
from typing import Any

import duckdb
import yaml

from mingcha.engine.rules.cases import AS_OF, CaseResult, run_case
from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.duck import connect
from mingcha.engine.rules.frontmatter import SAFE_LOADER, parts_of, rule_of_text, yaml_place
from mingcha.engine.rules.gate import check, result_columns
from mingcha.engine.rules.model import Rule
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: What the cases of one rule may take together.
SECONDS, MEMORY_BYTES = 20.0, 300_000_000
MOST_CASES, MOST_ROWS = 200, 2_000

_KINDS: Mapping[type[duckdb.Error], Message] = {
    duckdb.InterruptException: Message(
        f"超过{SECONDS:.0f}秒仍未完成，已停止。请检查连接条件和递归", f"it was stopped after {SECONDS:.0f} seconds; "
        "look at the conditions of its joins and at recursion",
    ),
    duckdb.OutOfMemoryException: Message("占用内存过多，已停止", "it was stopped because it took too much memory"),
    duckdb.ConversionException: Message("有值不能转换成所需的类型", "a value cannot be made the type that is needed"),
    duckdb.BinderException: Message("表达式的类型不符", "the types in an expression do not fit"),
    duckdb.OutOfRangeException: Message("数值超出范围", "a number is out of range"),
}  # fmt: skip
_OTHER = Message("执行时出错", "it failed while running")


@dataclass(frozen=True)
class Tried:
    """The rule as it was understood, the SQL that would run on the day of the cases, and what the cases said."""

    rule: Rule
    sql: str
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every case said what it should."""
        return all(result.passed for result in self.results)


def examine(text: str, path: Path, catalog: Catalog, as_of: date = AS_OF) -> tuple[Rule, str]:
    """
    The rule in a text and its SQL when everything about it is in order. Refused: `rule.front_matter`, as by the gate,
    `rule.result`, `rule.template`.
    """
    _check_aliases(path.name, text)
    rule = rule_of_text(text, path)
    sql = compile_sql(rule, catalog, as_of)
    _check_templates(rule, result_columns(check(rule, catalog)))
    return rule, sql


def _check_aliases(name: str, text: str) -> None:
    """Anchors and aliases let a short text stand for a very long one; nobody needs them in a rule."""
    try:
        found = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(parts_of(text)[0]))
    except yaml.YAMLError:
        return  # said better where the text is read
    if found:
        zh, en = "不能使用 YAML 的引用（*名称）", "YAML aliases (*name) are not allowed"
        raise Refused("rule.front_matter", Message(f"“{name}”{zh}，请把内容写全。", f"“{name}”: {en}; write it out."))


def _check_templates(rule: Rule, columns: Sequence[str]) -> None:
    for language, template in (("zh", rule.explanation.zh), ("en", rule.explanation.en)):
        try:
            used = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
        except ValueError:
            raise Refused(
                "rule.template",
                Message(
                    f"explanation_{language} 的大括号没有成对。", f"The braces of explanation_{language} do not match."
                ),
            ) from None
        if missing := [name for name in used if name not in columns]:
            raise Refused(
                "rule.template",
                Message(
                    f"explanation_{language} 用到了结果中没有的列：{'、'.join(missing)}。请在 SELECT 中返回。",
                    f"explanation_{language} names columns that the SELECT does not return: {', '.join(missing)}.",
                ),
            )


def try_out(text: str, cases: str, path: Path, catalog: Catalog) -> Tried:
    """
    Runs the cases of a rule on DuckDB, within limits of time, memory and size. Refused as by `examine`, and:
    `rule.no_cases`, `rule.cases` when a case cannot be understood, `rule.failed` when the rule fails on one.
    """
    rule, sql = examine(text, path, catalog)
    document = _read_cases(cases)
    defaults = document.get("defaults") or {}
    results = []
    with _limited() as connection:
        for number, case in enumerate(document["cases"], 1):
            results.append(_result(connection, rule, catalog, defaults, case, number))
    return Tried(rule, sql, tuple(results))


def uncovered(tried: Tried) -> list[Message]:
    """What the cases leave open: a finding, silence, each exclusion."""
    found: list[Message] = []
    if not any(r.expected["findings"] for r in tried.results):
        found.append(Message("没有应当发现疑点的用例", "no case in which it finds something"))
    if all(r.expected["findings"] for r in tried.results):
        found.append(Message("没有应当不发现疑点的用例", "no case in which it stays silent"))
    tested = {x for r in tried.results for names in r.expected["excluded"].values() for x in names}
    found += [
        Message(f"排除情形“{x.title.zh}”（{x.name}）没有用例", f"no case for the exclusion “{x.title.en}” ({x.name})")
        for x in tried.rule.exclusions
        if x.name not in tested
    ]
    return found


def _read_cases(text: str) -> dict[str, Any]:
    if not text.strip():
        raise Refused(
            "rule.no_cases",
            Message(
                "还没有用例。没有用例的规则证明不了什么。", "There are no cases. A rule without cases proves nothing."
            ),
        )
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise _wrong("不能使用 YAML 的引用（*名称）", "YAML aliases (*name) are not allowed")
        document = yaml.load(text, Loader=SAFE_LOADER)
    except yaml.YAMLError as error:
        zh, en = yaml_place(error)
        raise _wrong(f"不是正确的 YAML（{zh}）", f"they are not valid YAML ({en})") from None
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not cases or not all(isinstance(c, dict) and "name" in c for c in cases):
        raise _wrong("应有 cases 列表，每个用例有 name", "there must be a list `cases`, each case with a `name`")
    rows = sum(len(r) for c in cases for r in (c.get("rows") or {}).values() if isinstance(r, list))
    if len(cases) > MOST_CASES or rows > MOST_ROWS:
        raise _wrong(
            f"最多{MOST_CASES}个用例、共{MOST_ROWS}行", f"at most {MOST_CASES} cases with {MOST_ROWS} rows in all"
        )
    return dict(document)


@contextmanager
def _limited() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(threads=1, memory_bytes=MEMORY_BYTES)
    timer = Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _result(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    catalog: Catalog,
    defaults: Mapping[str, Any],
    case: Any,
    number: int,
) -> CaseResult:
    name = str(case["name"])
    try:
        return run_case(connection, rule, catalog, defaults, case)
    except duckdb.Error as error:
        kind = next((message for known, message in _KINDS.items() if isinstance(error, known)), _OTHER)
        words = str(error).split("\n")[0]
        raise Refused(
            "rule.failed",
            Message(
                f"规则在用例“{name}”上出错：{kind.zh}。引擎的原话：{words}",
                f"The rule fails on the case “{name}”: {kind.en}. In the engine's words: {words}",
            ),
        ) from None
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise _wrong(
            f"第{number}个用例“{name}”不能理解（{error}）", f"case {number}, “{name}”, cannot be understood ({error})"
        ) from None


def _wrong(zh: str, en: str) -> Refused:
    return Refused("rule.cases", Message(f"用例有误：{zh}。", f"Something is wrong with the cases: {en}."))
