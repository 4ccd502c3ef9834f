"""What all tests with pages need: the translations, compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.web.translations import compile_catalogues


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    """Chinese as users see it."""
    compile_catalogues(Path(__file__).parents[2] / "locale")
