"""A house in which clues can be made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories.clues import House, build_house


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """A home of its own for every test."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    settings.MFA_REQUIRED = False
    return Path(settings.HOME)


@pytest.fixture
def house(db: None) -> House:
    return build_house()
