"""Nothing committed knows the machine it was written on, or the host a package came from."""

from __future__ import annotations

import re

from tests.architecture.tree import name, text_files

# Written in pieces, so that this file does not hold what it looks for.
PATHS = re.compile(
    "|".join((r"(?<![\w.])/" + "work/", "/" + r"home/\w", "/" + "root/", "/" + r"Users/\w", "C:" + r"\\Users"))
)
TEMPORARY = re.compile("/" + r"tmp/\w")
HOSTS = re.compile("|".join(("files.python" + "hosted", "pypi" + r"\.org", "index" + "-url", "local" + r"host:\d")))


def found(pattern: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
    places = []
    for path in text_files():
        if name(path) in but:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                places.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    return places


def test_no_machine_path() -> None:
    assert found(PATHS) == []


def test_no_fixed_temporary_path() -> None:
    assert found(TEMPORARY) == []


def test_no_package_host() -> None:
    assert found(HOSTS, but=("run",)) == []  # `run` tells the lock writer to leave the index out
