"""Pages of the documentation, read as instructions: files to save, commands to run, output that is promised."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.factories.folder import environment

ROOT = Path(__file__).parents[3]
_FENCE = re.compile(r"(?:[Ss]ave as `(?P<path>[^`]+)`:\n\n)?```(?P<kind>\w+)\n(?P<body>.*?)\n```", re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, its text, the file it is to be saved as."""

    kind: str
    body: str
    path: str | None


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in its order."""
    for match in _FENCE.finditer((ROOT / page).read_text(encoding="utf-8")):
        yield Block(match["kind"], match["body"], match["path"])


def dress(folder: Path) -> Path:
    """Makes `folder` look like the checkout to somebody who types commands."""
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    return folder


def follow(page: str, folder: Path, instead: Mapping[str, str] | None = None) -> str:
    """Does what the page says; what its commands printed. `instead` swaps whole blocks (`./run test` in a test)."""
    printed = ""
    for block in blocks(page):
        if block.path:
            target = folder / block.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body + "\n", encoding="utf-8")
        elif block.kind == "sh":
            printed += shell((instead or {}).get(block.body, block.body), folder)
    return printed


def shell(commands: str, folder: Path, *, seconds: int = 600) -> str:
    """Standard output of commands that must succeed, with a home of their own."""
    variables = environment(folder / "config")
    for name in ("MINGCHA_LANGUAGE", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"):  # of the tests, not of a reader
        variables.pop(name, None)
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=folder, env=variables, capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout
