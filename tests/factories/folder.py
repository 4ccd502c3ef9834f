"""A small folder of department files, and runs over it through the doors people use."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PAYMENTS = "资金项目,姓名,身份证号,保障人口,发放金额,所属月份,发放结果"
DEATHS = "公民身份号码,姓名,性别,死亡日期,注销日期,备注"


def person_id(number: int) -> str:
    """A valid identity number of a fictional person, different for every `number` below 10,000."""
    body = f"430421{1940 + number % 60}{number // 60 % 12 + 1:02d}{number % 28 + 1:02d}{number % 999 + 1:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def write_folder(folder: Path, people: int = 40) -> Path:
    """`people` drawing aid all through 2020; every tenth died in March. Two files, utf-8."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"农村低保,张三{i},{person_id(i)},1,240.00,2020{month:02d},成功"
        for month in range(1, 13)
        for i in range(people)
    ]
    (folder / "民政局_低保发放.csv").write_text("\n".join([PAYMENTS, *rows]) + "\n", encoding="utf-8")
    dead = [f"{person_id(i)},张三{i},男,2020-03-15,2020-04-02," for i in range(0, people, 10)]
    (folder / "公安局_死亡注销.csv").write_text("\n".join([DEATHS, *dead]) + "\n", encoding="utf-8")
    return folder


def environment(home: Path) -> dict[str, str]:
    """Variables for a command whose key lies in `home`."""
    paths = (str(without_pandas(home)), os.environ.get("PYTHONPATH", ""))
    own = {"XDG_CONFIG_HOME": str(home), "COLUMNS": "200", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return {**os.environ, **own}


def without_pandas(folder: Path) -> Path:
    """
    A folder for `PYTHONPATH` that hides pandas.

    Users have none; Arrow would spend a second of each command on importing the developers' one.
    """
    shadow = folder / "without"
    shadow.mkdir(parents=True, exist_ok=True)
    (shadow / "pandas.py").write_text("raise ImportError\n", encoding="utf-8")
    return shadow


def command(*arguments: str | Path) -> list[str]:
    """`mingcha …` as run by the interpreter of the tests."""
    return [str(Path(sys.executable).parent / "mingcha"), *map(str, arguments)]


class Done(NamedTuple):
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run(home: Path, *arguments: str | Path) -> Done:
    """Runs `mingcha …` in this process: a new one would spend most of its time on imports."""
    from mingcha.cli.main import main

    extra = ("--workers", "0") if arguments[0] == "match" else ()
    out, err = io.StringIO(), io.StringIO()
    handler = signal.getsignal(signal.SIGINT)
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setenv("XDG_CONFIG_HOME", str(home))
        patch.setenv("COLUMNS", "200")
        patch.setattr("sys.argv", ["mingcha", *map(str, arguments), *extra])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        finally:
            signal.signal(signal.SIGINT, handler)
    return Done(code, out.getvalue(), err.getvalue())


def run_apart(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs `mingcha …` in a process of its own, reading in guarded children."""
    return subprocess.run(command(*arguments), capture_output=True, text=True, env=environment(home), check=False)
