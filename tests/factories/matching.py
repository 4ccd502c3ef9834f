"""Runs and findings without an engine: rows as it would give them, taken in the way a run takes them in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db import transaction

from mingcha.accounts.models import User
from mingcha.datasets.models import Purpose
from mingcha.deadlines.operations import install_promises
from mingcha.engine.running.found import Findings
from mingcha.engine.running.model import KEPT_SCHEMA
from mingcha.kernel import transitions
from mingcha.matching import catalogue, recounting, taking_in
from mingcha.matching.models import Finding, RuleVersion, Run
from mingcha.matching.states import RUN

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CITY_AREA = 430400000000


def purpose_of(user: User, approver: User, title: str = "低保专项") -> Purpose:
    """An approved purpose for the city of `user`."""
    from mingcha.org.models import Area

    return Purpose.objects.create(
        title=title,
        legal_basis="监察法第二十五条",
        datasets=["payment", "death"],
        area=Area.objects.get(code=str(CITY_AREA)),
        valid_until=date(2036, 1, 1),
        proposed_by=user,
        proposed_at=AT,
        approved_by=approver,
        approved_at=AT,
        state="approved",
        state_at=AT,
    )


def digest(*parts: object) -> str:
    """Thirty-two hex digits that stand for something."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def row(number: int, **known: Any) -> dict[str, Any]:
    """Finding `number` of rule 1 as the engine keeps it; `known` replaces any column."""
    person = f"4304**********{number % 10_000:04d}"
    evidence = [
        {
            "dataset": "payment",
            "file": "民政局_低保发放.csv",
            "sheet": "",
            "row": number + 2,
            "values": {
                "fund": "农村低保",
                "payee_name": "张*",
                "person": person,
                "amount": "240.00",
                "period": "202004",
            },
        },
        {
            "dataset": "death",
            "file": "公安局_死亡注销.csv",
            "sheet": "",
            "row": number + 2,
            "values": {"person": person, "name": "张*", "died_on": "2020-03-15"},
        },
    ]
    plain = {
        "rule_id": "dead_low_income",
        "catalogue": 1,
        "rule_version": 1,
        "subject": f"{number:016x}|农村低保",
        "strength": "A",
        "excluded": False,
        "exclusion": "",
        "amount": Decimal(number % 1000) + Decimal("0.50"),
        "explanation_zh": f"张*（{person}）于2020年3月15日死亡，此后仍有发放。",
        "explanation_en": f"张* ({person}) died on 2020-03-15 and was still paid.",
        "evidence": json.dumps(evidence, ensure_ascii=False, separators=(",", ":")),
        "fingerprint": digest("dead_low_income", number),
        "evidence_digest": digest("evidence", number),
        "untested": "arrears_alive",
        "county": 430421,
        "fund": "农村低保",
        "month": 202004,
        "named": [number],
        "area": 430421103201,
    }
    return {**plain, **known}


def found(rows: Iterable[dict[str, Any]]) -> Findings:
    """Rows as findings of the engine."""
    return Findings.of(pa.Table.from_pylist(list(rows), KEPT_SCHEMA))


def enter_rules() -> None:
    """The rules and promises of the checkout in their catalogues."""
    if not RuleVersion.objects.exists():
        catalogue.enter_shipped(by="system", at=AT)
        install_promises(by="system", at=AT)


def new_run(purpose: Purpose, by: User) -> Run:
    """A run that a worker has begun."""
    run = Run.objects.create(purpose=purpose, started_by=by, started_at=AT, state="running", state_at=AT)
    return Run.objects.all().for_system("test").select_related("purpose__area").get(pk=run.pk)


def place_of(purpose: Purpose) -> taking_in.Place:
    """Every rule of the catalogue, no office, the city."""
    enter_rules()
    versions = {v.rule_id: v.pk for v in RuleVersion.objects.filter(state__in=("approved", "suspended"))}
    return taking_in.Place(versions, {}, CITY_AREA)


def run_with(
    purpose: Purpose, by: User, rows: Sequence[dict[str, Any]], ran: Sequence[str] = ("dead_low_income",)
) -> Run:
    """A finished run that found these rows."""
    place, run = place_of(purpose), new_run(purpose, by)
    taking_in.stage(run, found(rows), place, AT)
    with transaction.atomic():
        taking_in.publish(run, ran, AT)
        reports = [{"rule": r, "version": 1, "status": "ran", "zh": "", "en": "", "untested": []} for r in ran]
        transitions.move(run, RUN, "finished", at=AT, as_of=date(2020, 12, 31), reports=reports)
        recounting.rebuild()
    return run


def findings() -> Any:
    """All findings, for looking at them in a test."""
    return Finding.objects.all().for_system("test")
