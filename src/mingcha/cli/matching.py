"""`mingcha match`: the main job on anybody's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from mingcha.cli import options
from mingcha.cli.remarks import remarks
from mingcha.cli.terminal import LANGUAGE, out, progress, say
from mingcha.engine.results.deliver import deliver
from mingcha.engine.running.model import RunSummary
from mingcha.engine.running.run import Request
from mingcha.engine.running.run import match as run_match
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

STORE = ".mingcha"
ENGINES = ("duckdb",)


def match(
    folder: Annotated[Path, typer.Argument(help="部门数据所在文件夹 folder of department files")],
    target: Annotated[Path, typer.Option("--out", help="结果文件夹 folder for the results")],
    as_of: Annotated[str | None, typer.Option(help="数据截止日期 YYYY-MM-DD，默认取数据所及月份的月末")] = None,
    rules: Annotated[str, typer.Option(help="只运行这些规则（编号或名称，逗号分隔） only these rules")] = "",
    param: Annotated[list[str], typer.Option(help="规则.参数=值 rule.parameter=value")] = [],  # noqa: B006
    unmask: Annotated[
        bool, typer.Option(help="显示真实姓名和号码，须写明用途 real identifiers; needs --purpose")
    ] = False,
    purpose: Annotated[str, typer.Option(help="使用目的 purpose of use")] = "",
    mapping: options.Mapping = None,
    schemas: options.Schemas = None,
    rulepacks: options.Rulepacks = None,
    key: options.Key = None,
    store: Annotated[Path | None, typer.Option(help="封存数据的文件夹 folder of sealed data")] = None,
    memory: Annotated[int, typer.Option(help="引擎内存上限（MB） engine memory, MB")] = 1000,
    workers: Annotated[int, typer.Option(help="读取进程数 reading processes")] = 2,
    engine: Annotated[str, typer.Option(help="计算引擎 engine: duckdb")] = "duckdb",
    plan: Annotated[
        bool, typer.Option("--plan", help="只读取并列出能运行的规则 read, and say which rules can run")
    ] = False,
    demo: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """比对一个文件夹的部门数据，产出疑点、质量报告和退回清单。 Match a folder of department files."""
    _check(folder, engine, unmask, purpose)
    context = options.context(store or target / STORE, mapping=mapping, schemas=schemas, key=key)
    library = options.library_of(context, rulepacks)
    request = Request(
        folder,
        context,
        options.day(as_of) if as_of else None,
        tuple(r.strip() for r in rules.split(",") if r.strip()),
        options.overrides(library, param),
        unmasked=unmask,
        purpose=purpose,
        memory_bytes=memory * 1_000_000,
        workers=workers,
        plan_only=plan,
        demo=demo,
    )
    with progress() as watch:
        result = run_match(request, library, watch)
    for message in result.summary.broken:
        out.print(message.say(LANGUAGE), style="red", markup=False, soft_wrap=True)
    if plan:
        _print_plan(result.summary)
        return
    deliver(result, context, target)
    _print(result.summary, target)


def _check(folder: Path, engine: str, unmask: bool, purpose: str) -> None:
    if not folder.is_dir():
        raise Refused(
            "run.no_folder",
            Message(f"文件夹“{folder}”不存在。请检查路径。", f"The folder “{folder}” does not exist. Check the path."),
        )
    if engine not in ENGINES:
        raise Refused(
            "option.engine",
            Message(
                f"引擎“{engine}”尚不可用，目前只有 duckdb。", f"The engine “{engine}” is not available yet; use duckdb."
            ),
        )
    if unmask and not purpose.strip():
        raise Refused(
            "option.purpose",
            Message(
                "显示真实身份信息须写明用途，例如 --purpose “2020年度惠民资金核查”。用途会写入结果。",
                "Showing real identifiers needs a written --purpose, e.g. “2020 benefit review”; the results keep it.",
            ),
        )


def _print_plan(summary: RunSummary) -> None:
    for report in summary.rules:
        title = f"{report.rule.catalogue} {report.rule.title.say(LANGUAGE)}"
        if report.status == "planned":
            names = "、".join(report.untested)
            remark = say(f"（未能检验：{names}）", f" (cannot test: {names})") if names else ""
            out.print(f"✓ {title}{remark}", markup=False)
        elif report.message:
            out.print(f"✗ {title}: {report.message.say(LANGUAGE)}", style="dim", markup=False)


def _print(summary: RunSummary, target: Path) -> None:
    table = Table(box=None, pad_edge=False)
    for name in (("编号", "no."), ("规则", "rule"), ("强度", ""), ("疑点", "findings"), ("排除", "excluded")):
        table.add_column(say(*name), justify="left" if name[0] in ("规则", "强度") else "right")
    table.add_column(say("金额（元）", "yuan"), justify="right")
    for report in summary.rules:
        if report.status == "ran" and (report.findings or report.excluded):
            money = f"{report.amount_fen / 100:,.2f}" if report.amount_fen else ""
            rule = report.rule
            cells = (str(rule.catalogue), rule.title.say(LANGUAGE), rule.strength)
            table.add_row(*cells, str(report.findings), str(report.excluded), money)
    out.print(table)
    for report in summary.rules:
        if report.status != "ran" and report.message:
            out.print(
                f"{report.rule.catalogue} {report.rule.title.say(LANGUAGE)}: {report.message.say(LANGUAGE)}",
                style="dim",
                markup=False,
                soft_wrap=True,
            )
    for message in remarks(summary.failures, summary.not_understood):
        out.print(message.say(LANGUAGE), style="yellow", markup=False, soft_wrap=True)
    out.print(say(f"数据截止日期 {summary.as_of}。", f"Data as of {summary.as_of}."))
    total = sum(r.findings for r in summary.rules)
    out.print(
        say(
            f"共{total}条疑点，用时{summary.seconds:.1f}秒。疑点是待核实的问题，不是结论。结果在 {target}",
            f"{total} findings in {summary.seconds:.1f} s. A finding is a question, not a verdict. Results: {target}",
        ),
        markup=False,
    )
