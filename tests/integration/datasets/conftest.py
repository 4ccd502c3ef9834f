"""A home of its own for every test: the store is found by content and would remember the test before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories.datasets import World, make_world


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Where store, sources and arrivals of this test lie."""
    settings.HOME = tmp_path / "home"
    settings.FILE_UPLOAD_TEMP_DIR = settings.HOME / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True)
    settings.MFA_REQUIRED = False
    return Path(settings.HOME)


@pytest.fixture
def world(db: None) -> World:
    """A city with its people and an approved purpose."""
    return make_world()
