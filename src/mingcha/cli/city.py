"""`mingcha city`: fictional cities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from mingcha.cli.terminal import err, out, say
from mingcha.engine.city import Mess, make_city
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

DEMO_PEOPLE = 6_000


def city(
    folder: Annotated[Path, typer.Argument(help="新文件夹 new folder")],
    people: Annotated[int, typer.Option(help="人数 number of people", min=500)] = DEMO_PEOPLE,
    seed: Annotated[int, typer.Option(help="随机种子 the same seed gives the same city")] = 1,
    payments: Annotated[int | None, typer.Option(help="补贴发放行数，约数 about how many payments")] = None,
    mess: Annotated[Mess, typer.Option(help="数据脏乱程度 how messy the files are")] = Mess.HIGH,
) -> None:
    """生成虚构的演示城市：部门文件和标准答案。 Make a fictional city: department files and their truth."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            "city.exists",
            Message(
                f"文件夹“{folder}”不是空的，请换一个新文件夹。",
                f"The folder “{folder}” is not empty; name a new one.",
            ),
        )
    make(folder, people, seed, payments, mess)


def make(folder: Path, people: int, seed: int, payments: int | None, mess: Mess) -> None:
    """Makes a city in `folder`, showing progress, and says what it holds."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(say("生成", "making"), total=None)

        def tell(dataset: str, done: int, total: int) -> None:
            bar.update(task, description=dataset, completed=done, total=total)

        summary = make_city(folder, people=people, seed=seed, mess=mess, payments=payments, progress=tell)
    rows = sum(summary.rows.values())
    out.print(
        say(
            f"演示城市：{people:,}人，{len(summary.rows)}类数据，{rows:,}行，在 {folder}",
            f"Demo city: {people:,} people, {len(summary.rows)} datasets, {rows:,} rows, in {folder}",
        ),
        markup=False,
    )
