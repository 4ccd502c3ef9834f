"""The city of matching, with a finding to attach to."""

from __future__ import annotations

import pytest

from mingcha.matching.models import Finding
from tests.factories.matching import findings, row, run_with
from tests.integration.matching.conftest import City, build_city, city, home

__all__ = ["City", "build_city", "city", "home"]


@pytest.fixture
def finding(city: City) -> Finding:
    """A finding in the county of the reviewer."""
    run_with(city.purpose, city["analyst"], [row(1)])
    made: Finding = findings().get()
    return made
