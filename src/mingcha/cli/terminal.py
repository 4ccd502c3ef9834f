"""How the command line speaks: language, tables, progress."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from mingcha.engine.running.run import Step, Watch
from mingcha.kernel.messages import Language, Message

#: `MINGCHA_LANGUAGE=en` for English; Chinese otherwise.
LANGUAGE: Language = "en" if os.environ.get("MINGCHA_LANGUAGE", "zh").startswith("en") else "zh"

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(zh: str, en: str) -> str:
    """The text in the user's language."""
    return Message(zh, en).say(LANGUAGE)


def refuse(message: Message) -> None:
    """A sentence that says what went wrong and how to mend it."""
    err.print(message.say(LANGUAGE), style="bold red", markup=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Watch]:
    """A progress line for reading and one for rules, with time left; silent when stderr is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[detail]}", markup=False),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}
        rows: dict[str, int] = {}

        def watch(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bar.add_task(_title(step.stage), total=step.total, detail="")
            if step.rows:
                rows[step.name] = step.rows
            total = sum(rows.values())
            detail = f"{step.name}  {total:,} {say('行', 'rows')}" if step.stage == "read" and total else step.name
            bar.update(tasks[step.stage], completed=step.done, total=step.total, detail=detail)

        yield watch


def _title(stage: str) -> str:
    return {"read": say("读取", "reading"), "load": say("装载", "loading"), "rule": say("比对", "matching")}.get(
        stage, stage
    )
