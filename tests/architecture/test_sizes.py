"""Sizes that are refused (CONTRIBUTING.md). There is no list of exemptions: split instead."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.tree import CODE, committed, functions, name, python_files

MODULE, FUNCTION, TEST_MODULE, TEMPLATE = 500, 60, 700, 200
TEMPLATES = {".j2", ".html", ".css"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_small() -> None:
    assert {name(p): n for p in python_files("src", "bench") if (n := lines(p)) > MODULE} == {}


def test_test_modules_are_small() -> None:
    assert {name(p): n for p in python_files("tests") if (n := lines(p)) > TEST_MODULE} == {}


def test_functions_are_small() -> None:
    found = {f"{name(p)}::{f}": n for p in python_files(*CODE) for f, n in functions(p) if n > FUNCTION}
    assert found == {}


def test_templates_are_small() -> None:
    templates = [p for p in committed() if p.suffix in TEMPLATES and name(p).startswith("src/")]
    assert templates
    assert {name(p): n for p in templates if (n := lines(p)) > TEMPLATE} == {}


def test_no_file_is_named_after_nothing() -> None:
    inside = [p for p in committed() if name(p).split("/")[0] in CODE]
    assert [name(p) for p in inside if NAMELESS & {part.split(".")[0] for part in Path(name(p)).parts}] == []
