"""What the project stands on: every dependency says why, every lock pins by hash and names no host."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.tree import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def normal(requirement: str) -> str:
    """The name of a requirement in its one normal form."""
    found = _NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def wanted(*, dev: bool) -> list[str]:
    project = tomllib.loads(PROJECT)["project"]
    return [*project["dependencies"], *(project["optional-dependencies"]["dev"] if dev else [])]


def test_every_dependency_says_why() -> None:
    for requirement in wanted(dev=True):
        lines = [text for text in PROJECT.splitlines() if text.strip().startswith(f'"{requirement}"')]
        assert lines
        for line in lines:
            assert re.search(r'",\s+# \w.{8,}', line), f"no reason beside {requirement}"


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"http|://|--index|--extra-index|--find-links|--trusted-host", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert pins
    assert [p.split()[0] for p in pins if "==" not in p.split()[0] or "--hash=sha256:" not in p] == []


@pytest.mark.parametrize(("lock", "dev"), [(LOCKS[0], False), (LOCKS[1], True)])
def test_locks_hold_what_the_project_asks_for(lock: str, dev: bool) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = {normal(line) for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))}
    assert {normal(r) for r in wanted(dev=dev)} - pinned == set()
