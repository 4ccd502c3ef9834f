"""`mingcha demo`: a fictional city, the main job on its files, and the platform with the city in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated

import typer

from mingcha.cli.city import DEMO_PEOPLE, make
from mingcha.cli.house import enter_shipped, furnish, house
from mingcha.cli.matching import match
from mingcha.cli.serving import run
from mingcha.cli.terminal import out, say
from mingcha.engine.city import Mess
from mingcha.engine.store.layout import replacing
from mingcha.kernel.clock import wall_clock

AS_OF = "2020-12-31"


def demo(
    target: Annotated[Path, typer.Option("--out", help="文件夹 folder")] = Path("demo"),
    people: Annotated[int, typer.Option(help="人数 number of people", min=500)] = DEMO_PEOPLE,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="最后启动网站 serve the site at the end")] = True,
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="端口 port")] = 8000,
) -> None:
    """生成演示城市，运行主流程，装入平台并启动。 Make a demo city, run the main job on it, serve it on the platform."""
    folder = target / "演示城市"
    if not (folder / "truth.json").exists():
        out.print(
            say("正在生成演示城市（人员、单位均为虚构）……", "Making the demo city (everybody in it is fictional) ...")
        )
        make(folder, people, 1, None, Mess.HIGH)
    match(folder / "files", target / "结果", as_of=AS_OF, demo=True)
    out.print(say(f"打开 {target / '结果' / 'report.html'} 查看报告。", f"Open {target / '结果' / 'report.html'}."))
    note = target / "账号.txt"
    _settle(target, note)
    house()
    enter_shipped()
    password = _load(folder / "files", note)
    _introduce(password, target / RECEIPTS, f"http://{host}:{port}")
    if serve:
        furnish()
        run(host, port, 1, with_worker=True)


#: Receipt codes of the demonstration, one a line. Real ones are kept nowhere.
RECEIPTS = "查询码.txt"


def _settle(target: Path, note: Path) -> None:
    """
    The demonstration is an installation of its own, whatever the environment says of another. One that was killed while
    it was loaded has no `note` yet and is begun anew.
    """
    if not note.exists():
        shutil.rmtree(target / "平台", ignore_errors=True)
    os.environ["MINGCHA_DEMO"] = "yes"
    os.environ["MINGCHA_HOME"] = str((target / "平台").absolute())
    os.environ["MINGCHA_KEY_PATH"] = str((target / "平台.key").absolute())
    os.environ["DATABASE_URL"] = ""


def _load(files: Path, note: Path) -> str:
    """Fills the platform the first time; the password of its accounts, made up then and kept in `note` at the end."""
    from mingcha.demo import appeals, groups
    from mingcha.demo.loading import load

    if note.exists():
        return note.read_text(encoding="utf-8").strip()
    out.print(say("正在把演示城市装入平台……", "Loading the demo city into the platform ..."))
    password = token_urlsafe(9)
    people, _ = load(files=files, password=password, at=wall_clock())
    receipts = appeals.load(people, at=wall_clock())
    groups.load(people, at=wall_clock())
    (note.parent / RECEIPTS).write_text("\n".join(receipts) + "\n", encoding="utf-8")
    with replacing(note) as unfinished:
        unfinished.touch(mode=0o600)
        unfinished.write_text(password + "\n", encoding="utf-8")
    return password


def _introduce(password: str, receipts: Path, site: str) -> None:
    from mingcha.demo.people import TOWNSHIP, titles

    out.print(
        say(
            "演示账号（仅演示关闭第二因素认证；用户名即角色代码）：",
            "Demo accounts (the second factor is off in the demonstration only; the user name is the role):",
        )
    )
    for role, title in titles().items():
        out.print(f"  {role:<24}{title}", markup=False)
    out.print(say(f"密码均为 {password}", f"The password of all is {password}"), markup=False)
    first = receipts.read_text(encoding="utf-8").partition("\n")[0]
    out.print(
        say(
            f"村民不用账号：{site}/s/{TOWNSHIP}/ 反映，{site}/s/track/ 凭查询码查结果，例如 {first}",
            f"Villagers without account: {site}/s/{TOWNSHIP}/ to file, {site}/s/track/ to look up with {first}",
        ),
        markup=False,
    )
