"""`mingcha doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import typer

from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.kernel.clock import wall_clock


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 for machines")] = False,
    everything: Annotated[bool, typer.Option("--all", help="也列出正常的项目 list what is well, too")] = False,
) -> None:
    """检查安装：问题、后果、办法。退出码 0 正常，1 有警告，2 有错误。 Examine the installation; mends nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings.base")
    import django

    # Not `house`, which would mend some of what is to be found.
    django.setup()
    from mingcha.doctor import examination

    results = examination.examine(at=wall_clock())
    if as_json:
        print(json.dumps(examination.as_json(results), ensure_ascii=False, indent=1))  # noqa: T201 - not for a terminal
        sys.exit(examination.exit_status(results))
    for result in results:
        check = result.check
        if result.found:
            word = say("错误", "error") if check.severity == "error" else say("警告", "warning")
            colour = "bold red" if check.severity == "error" else "yellow"
            out.print(f"{word} {check.code}: {result.found.say(LANGUAGE)}", style=colour, markup=False, soft_wrap=True)
            out.print(f"    {check.why.say(LANGUAGE)}", markup=False, soft_wrap=True)
            out.print(f"    → {check.fix.say(LANGUAGE)}", markup=False, soft_wrap=True)
        elif everything:
            word = say("正常", "well") if result.status == "ok" else say("未能检查", "not asked")
            out.print(f"{word} {check.code}", markup=False)
    count = sum(result.status == "found" for result in results)
    asked = sum(result.status != "not_run" for result in results)
    out.print(say(f"检查{asked}项，发现{count}个问题。", f"{asked} checks, {count} problems."), markup=False)
    sys.exit(examination.exit_status(results))
