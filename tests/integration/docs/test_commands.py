"""The commands of all pages exist and take what the pages give them: the short way of following the long pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from mingcha.cli.main import app
from tests.integration.docs.pages import ROOT, blocks

PAGES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")) + ["README.md", "README.zh-CN.md"]
_COMMAND = re.compile(r"(?:\.venv/bin/mingcha|\./run (?!test|check|fix|bench))(?P<words>[^\n|&;>#]*)")


def commands(page: str) -> list[list[str]]:
    """The words of every command of a page's blocks that are followed."""
    bodies = [block.body.replace("\\\n", " ") for block in blocks(page) if block.kind == "sh"]
    return [shlex.split(match["words"]) for body in bodies for match in _COMMAND.finditer(body)]


def refusal(words: list[str]) -> str:
    """Why the command line would not take these words; a value that only the page's folder has is no reason."""
    command: Any = typer.main.get_command(app)
    context = None
    try:
        while hasattr(command, "resolve_command"):
            context = command.make_context("mingcha", list(words), parent=context)
            _, command, words = command.resolve_command(context, words)
        command.make_context("mingcha", list(words), parent=context)
    except Exception as error:
        names = {kind.__name__ for kind in type(error).__mro__}
        return "" if names & {"BadParameter", "Exit"} and "MissingParameter" not in names else repr(error)
    return ""


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_every_command_of_a_page_is_understood(page: str) -> None:
    assert {" ".join(words): why for words in commands(page) if (why := refusal(words))} == {}


def test_what_does_not_exist_is_noticed() -> None:
    assert refusal(["nonsense"]) and refusal(["keys", "nonsense"]) and refusal(["backup", "--nonsense", "x"])
    assert refusal(["keys", "rotate"]) == ""
    assert len([words for page in PAGES for words in commands(page)]) > 20


def test_the_pages_are_found() -> None:
    assert {Path(page).name for page in PAGES if commands(page)} >= {"operate.md", "backup.md", "give-feedback.md"}
