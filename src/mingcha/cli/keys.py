"""`mingcha keys`: the sealing keys of the installation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mingcha.cli.house import house
from mingcha.cli.terminal import out, say
from mingcha.kernel.clock import wall_clock

keys = typer.Typer(help="封存密钥。 The sealing keys.", no_args_is_help=True)


@keys.command("list")
def list_keys() -> None:
    """列出封存密钥及其使用量。 The sealing keys, and how much is sealed under each."""
    house(upgrade=False)
    from django.conf import settings

    from mingcha.engine.sealing import ring
    from mingcha.keys import holdings

    used = holdings.used()
    dates = {0: say("首行", "first line"), **{key.number: f"{key.since}" for key in ring.keys_of(settings.SECRET)}}
    for number, since in dates.items():
        out.print(f"{number}\t{since}\t{used[number]:,}", markup=False)


@keys.command()
def rotate() -> None:
    """换钥：生成新的封存密钥并重新封存全部内容，服务不停，中断后再次运行即可继续。 Rotate while the site runs."""
    house(upgrade=False)
    from mingcha.keys import operations

    done = operations.rotate(by="system", at=wall_clock())
    out.print(
        say(
            f"第{done.number}号密钥：重新封存{done.files:,}个文件、{done.texts:,}条文字；打不开{done.failed:,}项。",
            f"Key {done.number}: {done.files:,} files, {done.texts:,} texts sealed again, {done.failed:,} do not open.",
        ),
        markup=False,
        soft_wrap=True,
    )
    if done.left:
        rest = say(
            f"尚有{done.left:,}项仍用旧密钥。请处理打不开的文件（mingcha doctor）后再次运行。",
            f"{done.left:,} are under older keys. Mend what does not open (`mingcha doctor`) and run it again.",
        )
        out.print(rest, markup=False, soft_wrap=True)
        sys.exit(1)
    kept = say(
        "已完成。密钥文件已变，请立即另行备份；换钥之前的备份仍需旧密钥，不要删除。",
        "Finished. The key file has changed: back it up now. Backups from before still need the older keys.",
    )
    out.print(kept, markup=False, soft_wrap=True)


@keys.command()
def forget(number: Annotated[int, typer.Argument(help="密钥编号 number of the key")]) -> None:
    """删除不再使用的旧封存密钥；用它时所做的备份将不能恢复文件。 Remove an old sealing key for ever."""
    house(upgrade=False)
    from mingcha.keys import operations

    operations.forget(number=number, by="system", at=wall_clock())
    out.print(say(f"第{number}号密钥已删除。", f"Key {number} is gone."), markup=False)
