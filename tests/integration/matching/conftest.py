"""A city with people in every role, and an approved purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mingcha.accounts.models import User
from mingcha.datasets.models import Purpose
from mingcha.org.models import Area
from tests.factories.home import own_home
from tests.factories.matching import enter_rules, purpose_of
from tests.factories.staff import CITY, COUNTY, OTHER, TOWN, areas, staff


@dataclass(frozen=True)
class City:
    """Areas by code, people by what they do, the purpose of all runs."""

    areas: Mapping[str, Area]
    people: Mapping[str, User]
    purpose: Purpose

    def __getitem__(self, name: str) -> User:
        return self.people[name]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """A home of its own for every test."""
    return own_home(settings, tmp_path)


def build_city() -> City:
    """Everybody."""
    places = areas()
    people = {
        "analyst": staff("analyst", "analyst", CITY),
        "supervisor": staff("supervisor", "city_supervisor", CITY),
        "county": staff("county", "county_supervisor", COUNTY),
        "reviewer": staff("reviewer", "reviewer", COUNTY, person_key=-9_000),
        "colleague": staff("colleague", "reviewer", COUNTY),
        "elsewhere": staff("elsewhere", "reviewer", OTHER),
        "village": staff("village", "reviewer", TOWN),
        "releaser": staff("releaser", "data_releaser", CITY),
        "clerk": staff("clerk", "responder", CITY),
        "auditor": staff("auditor", "auditor", CITY),
    }
    enter_rules()
    return City(places, people, purpose_of(people["analyst"], people["supervisor"]))


@pytest.fixture
def city(db: None) -> City:
    return build_city()
