"""`mingcha rates`: closing months, and computing closed ones from the log once more."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mingcha.cli.house import house
from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.kernel.clock import wall_clock

rates = typer.Typer(help="诉求三率：结账与核验。 Rates of appeals: closing and verifying.", no_args_is_help=True)
_MONTH = typer.Option(help="月份，如 2026-03；缺省为全部已结账月份 one month; by default every closed one")


@rates.command()
def verify(month: Annotated[str, _MONTH] = "") -> None:
    """从日志逐条重算已结账月份，与结账摘要和审计链核对。 Compute closed months from the log again and compare."""
    house(upgrade=False)
    from mingcha.appeals import months, verifying
    from mingcha.appeals.models import MonthClosing

    at = wall_clock()
    closed = sorted(set(MonthClosing.objects.values_list("month", flat=True)))
    chosen = [months.read_month(month, at=at)] if month else [months.Month(code) for code in closed]
    found = 0
    for one in chosen:
        for problem in verifying.verify(one):
            found += 1
            out.print(problem.what.say(LANGUAGE), style="red", markup=False, soft_wrap=True)
        closing = months.get_closing(one)
        line = f"{one.first:%Y-%m} #{closing.number} {closing.digest}"
        out.print(line, markup=False, soft_wrap=True)
    if found:
        sys.exit(1)
    out.print(say(f"{len(chosen)}个月与日志逐位一致。", f"{len(chosen)} months agree with the log to the digit."))


@rates.command()
def correct(
    month: Annotated[str, typer.Argument(help="月份，如 2026-03 month")],
    reason: Annotated[str, typer.Option(help="更正理由 why")],
) -> None:
    """以更正方式重新结账；原结账保留并对照显示。 Close a month once more; what was before stays and is shown."""
    house()
    from mingcha.appeals import months, operations
    from mingcha.audit.operations import SYSTEM

    at = wall_clock()
    made = operations.correct_month(month=months.read_month(month, at=at), reason=reason, by=SYSTEM, at=at)
    out.print(say(f"已更正，第{made.number}次结账。", f"Corrected; closing number {made.number}."))
