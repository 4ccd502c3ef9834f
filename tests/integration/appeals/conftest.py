"""A house in which appeals are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories.appeals import House, build_house
from tests.factories.home import own_home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """A home of its own for every test."""
    return own_home(settings, tmp_path)


@pytest.fixture
def house(db: None) -> House:
    return build_house()
