"""`mingcha backup` and `mingcha restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mingcha.audit.exchange import problem_message
from mingcha.cli.house import house
from mingcha.cli.terminal import LANGUAGE, err, out, say
from mingcha.kernel.clock import wall_clock


def backup(
    target: Annotated[Path, typer.Argument(help="文件夹或新文件，在另一块磁盘上 folder or new file, on another disk")],
) -> None:
    """备份数据库、文件和锚定，服务不停。 Back up database, files and anchors while the site runs."""
    house(upgrade=False)
    from mingcha.backups import operations

    made = operations.make_backup(target=target, by="system", at=wall_clock())
    out.print(
        say(
            f"备份完成并已读回核对：{made.path}（{made.rows:,}行，{made.files:,}个文件）。"
            "没有密钥文件打不开它：请另行保管密钥。",
            f"Made and read back: {made.path} ({made.rows:,} rows, {made.files:,} files). "
            "It does not open without the key file: keep that elsewhere.",
        ),
        markup=False,
        soft_wrap=True,
    )


def restore(
    archive: Annotated[Path, typer.Argument(help="备份文件 backup")],
    check: Annotated[bool, typer.Option("--check", help="只读一遍核对，不写入 read and check it only")] = False,
) -> None:
    """把备份恢复到空的安装。 Restore a backup into an empty installation."""
    house(upgrade=not check)
    from mingcha.backups import operations

    if check:
        held = operations.inspect_backup(path=archive)
    else:
        held, problems = operations.restore_backup(path=archive, by="system", at=wall_clock())
        for problem in problems:
            err.print(problem_message(problem).say(LANGUAGE), style="yellow", markup=False, soft_wrap=True)
    moment = held.made_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    verb = (
        say("备份完好", "The backup is whole")
        if check
        else say("已恢复，审计链完整", "Restored, its audit chain whole")
    )
    out.print(
        say(
            f"{verb}：{moment} 制作，{held.rows:,}行，{held.files:,}个文件。",
            f"{verb}: made {moment}, {held.rows:,} rows, {held.files:,} files.",
        ),
        markup=False,
        soft_wrap=True,
    )
