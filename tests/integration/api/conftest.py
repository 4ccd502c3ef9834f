"""A house with a key for another system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingcha.api import operations
from mingcha.api.models import ApiKey
from mingcha.org.models import Area
from tests.factories.appeals import House, build_house
from tests.factories.home import own_home
from tests.factories.staff import AT, CITY, COUNTY, staff


@dataclass
class System:
    """Another system with its key."""

    house: House
    key: ApiKey
    secret: str

    def form(self, **changed: Any) -> dict[str, Any]:
        """What it hands in."""
        known = {
            "api_key": self.secret,
            "service_code": "road",
            "attribute[kind]": "request",
            "jurisdiction_id": self.house.village.code,
            "address_string": "三组路口",
            "description": "村口到三组的水泥路塌了一块，下雨天车过不去。",
        }
        return {name: value for name, value in {**known, **changed}.items() if value is not None}

    def post(self, kind: str = "json", mark: str = "", **changed: Any) -> Any:
        """Hands in; the answer."""
        headers = {"Idempotency-Key": mark} if mark else {}
        return Client().post(f"/open311/v2/requests.{kind}", self.form(**changed), headers=headers)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    return own_home(settings, tmp_path)


def build_system() -> System:
    house = build_house()
    operator = staff("operator", "system_administrator", CITY)
    county = Area.objects.get(code=COUNTY)
    return System(house, *operations.issue_key(name="市民热线", area=county, by=operator, at=AT))


@pytest.fixture
def system(db: None) -> System:
    return build_system()


@pytest.fixture
def committed_system(committed: None) -> Iterator[System]:
    yield build_system()
