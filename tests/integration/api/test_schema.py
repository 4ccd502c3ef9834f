"""
schemathesis, another people's program, makes up calls from our own description of the interface and holds the answers
against it: statuses, content types, bodies, what is refused and what is not. In process, over WSGI.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from mingcha.api.models import ApiKey
from tests.factories.appeals import appeals
from tests.integration.api.conftest import System
from tests.integration.api.test_open311 import published

CASES, MANY = 12, 2_000
_BETWEEN = (("start_date", "end_date"), ("updated_after", "updated_before"))


@pytest.fixture
def machine(committed_system: System) -> Any:
    """The interface as schemathesis sees it, with something to be read in it."""
    ApiKey.objects.update(most=100_000)
    published(committed_system)
    return schemathesis.openapi.from_wsgi("/open311/v2/schema.json", get_wsgi_application())


def tried(machine: Any, system: System, cases: int) -> dict[str, int]:
    """Calls every operation with so many made-up inputs that are right, and as many that are wrong; statuses seen."""
    seen: dict[str, int] = {}
    for found in machine.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, system, cases, seen)
    return seen


def _try(operation: Any, mode: GenerationMode, system: System, cases: int, seen: dict[str, int]) -> None:
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        derandomize=cases == CASES,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def call(case: Any, known: bool) -> None:
        if mode == GenerationMode.POSITIVE:
            _prepare(case, system, known)
        response = case.call()
        name = f"{case.method} {mode.value} {response.status_code}"
        seen[name] = seen.get(name, 0) + 1
        case.validate_response(response)

    call()


def _prepare(case: Any, system: System, known: bool) -> None:
    """
    What a description cannot say: two days lie at most 90 apart. And what nobody would hit upon: a key, and an area
    that is there.
    """
    query = case.query or {}
    for first, last in _BETWEEN:
        if first in query and last in query:
            del query[last]
    if isinstance(case.body, dict):
        case.body["api_key"] = system.secret
        for name in ("jurisdiction_id", "address_id"):
            if known and name in case.body:
                case.body[name] = system.house.village.code


def test_c22_schemathesis_finds_nothing(machine: Any, committed_system: System) -> None:
    seen = tried(machine, committed_system, CASES)
    assert seen["POST positive 200"] > 0 and not any(name.endswith((" 500", "405")) for name in seen), seen
    assert appeals().filter(way="open311").count() > 0


@pytest.mark.slow
def test_c22_schemathesis_finds_nothing_in_two_thousand(machine: Any, committed_system: System) -> None:
    seen = tried(machine, committed_system, MANY // 10)
    print(seen)
    assert sum(seen.values()) >= MANY, seen
