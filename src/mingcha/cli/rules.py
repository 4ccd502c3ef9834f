"""`mingcha rules`: the catalogue, one rule's SQL, and the check of a rule file with its cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from mingcha.cli import options
from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.engine.rules.cases import CaseResult, cases_file, run_cases
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.frontmatter import read_rule
from mingcha.engine.rules.library import load_library
from mingcha.engine.rules.model import Rule
from mingcha.engine.understanding.spec import load_specs
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

rules = typer.Typer(help="规则 rules", no_args_is_help=True)


@rules.command("list")
def list_rules(rulepacks: options.Rulepacks = None, schemas: options.Schemas = None) -> None:
    """列出全部规则。 All rules."""
    library = load_library(load_specs(schemas), rulepacks)
    table = Table(box=None, pad_edge=False)
    for name in (("编号", "no."), ("名称", "id"), ("规则", "title"), ("强度", "strength"), ("需要数据", "datasets")):
        table.add_column(say(*name))
    for rule in library.rules.values():
        required, _ = library.catalog.base_inputs(rule.inputs, rule.optional)
        cells = (str(rule.catalogue), rule.id, rule.title.say(LANGUAGE), rule.strength, ", ".join(sorted(required)))
        table.add_row(*cells)
    out.print(table)
    for _, error in library.broken:
        out.print(error.say(LANGUAGE), style="red", markup=False)


@rules.command()
def sql(
    name: Annotated[str, typer.Argument(help="编号或名称 number or id")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD")] = None,
    rulepacks: options.Rulepacks = None,
) -> None:
    """显示规则实际执行的 SQL。 The SQL that runs."""
    library = load_library(load_specs(), rulepacks)
    rule = library.rule(name)
    if rule is None:
        raise Refused("rule.unknown", Message(f"没有规则“{name}”。", f"There is no rule “{name}”."))
    out.print(compile_sql(rule, library.catalog, options.day(as_of)), markup=False, soft_wrap=True)


@rules.command()
def check(
    file: Annotated[Path, typer.Argument(help="规则文件 <rule>.sql")],
    rulepacks: options.Rulepacks = None,
    schemas: options.Schemas = None,
) -> None:
    """检查一条规则并运行其用例。 Check a rule file and run its cases."""
    library = load_library(load_specs(schemas), rulepacks)
    rule = read_rule(file)
    compile_sql(rule, library.catalog, date(2020, 12, 31))
    results = list(run_cases(rule, library.catalog, cases_file(file))) if cases_file(file).exists() else []
    for result in results:
        _print(result)
    if not results:
        raise Refused(
            "rule.no_cases",
            Message(f"缺少用例文件 {cases_file(file).name}。", f"The cases file {cases_file(file).name} is missing."),
        )
    _conclude(rule, results)


def _print(result: CaseResult) -> None:
    mark = "[green]✓[/]" if result.passed else "[red]✗[/]"
    out.print(f"{mark} ", end="")
    out.print(result.name, markup=False)
    if not result.passed:
        out.print(say(f"    应为 {result.expected}", f"    expected {result.expected}"), markup=False)
        out.print(say(f"    实为 {result.actual}", f"    actual   {result.actual}"), markup=False)


def _conclude(rule: Rule, results: list[CaseResult]) -> None:
    failed = sum(not r.passed for r in results)
    out.print(
        say(
            f"{rule.id}：{len(results)}个用例，{failed}个未通过。",
            f"{rule.id}: {len(results)} cases, {failed} failed.",
        )
    )
    if failed:
        raise typer.Exit(1)
