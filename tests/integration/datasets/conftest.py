"""A home of its own for every test: the store is found by content and would remember the test before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories.datasets import World, make_world
from tests.factories.home import own_home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Where store, sources and arrivals of this test lie."""
    return own_home(settings, tmp_path)


@pytest.fixture
def world(db: None) -> World:
    """A city with its people and an approved purpose."""
    return make_world()
