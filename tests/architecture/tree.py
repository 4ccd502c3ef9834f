"""The committed files, as the tests of this folder look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("src", "tests", "bench")
TEXTS = {".py", ".md", ".yml", ".toml", ".sql", ".j2", ".css", ".txt", ".csv", ".html", ""}


@cache
def committed() -> tuple[Path, ...]:
    """Files under version control; where there is none (an unpacked archive), every file outside hidden folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)]
    return tuple(p for p in sorted(found) if p.is_file())


def python_files(*folders: str) -> list[Path]:
    """Committed Python files below the folders."""
    return [p for p in committed() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in folders]


def text_files() -> list[Path]:
    """Committed files that hold text."""
    return [p for p in committed() if p.suffix in TEXTS]


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length in lines, decorators left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
