"""Fills a database with a city, its people and its findings. Imported inside an installation."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from django.core.management.color import no_style
from django.db import connection, transaction

from bench.web import spread
from mingcha.accounts.models import Grant, RecusalFact, User
from mingcha.cli.house import enter_shipped
from mingcha.datasets.models import Purpose
from mingcha.engine.understanding.areas import OWN_AREAS
from mingcha.kernel.clock import wall_clock
from mingcha.matching import recounting
from mingcha.matching.models import Finding, Review, RuleVersion, Run
from mingcha.org import operations as org
from mingcha.org.models import Area, Office

#: Rules that have findings, of those that come with the platform.
RULES = 76
_SHARES = {
    "responder": 0.56,
    "township_supervisor": 0.2,
    "reviewer": 0.1,
    "county_supervisor": 0.06,
    "case_handler": 0.05,
    "analyst": 0.03,
}
#: Whose pages are measured: name → role, whether for the whole city.
READERS = {
    "reviewer": ("reviewer", False),
    "county": ("county_supervisor", False),
    "city": ("city_supervisor", True),
    "analyst": ("analyst", True),
    "administrator": ("system_administrator", True),
}
BY = "system:bench"
_TABLES = ("matching_finding", "matching_findingtext", "matching_findingkey")


def fill(findings: int, people: int) -> None:
    """Everything, into the empty database that the environment names."""
    enter_shipped()
    at = wall_clock()
    org.import_areas(path=OWN_AREAS, by=BY, at=at)
    chance = np.random.default_rng(2)
    users = _people(people, chance, at)
    _recusals(users, chance, at)
    city = _city(users, at)
    with bare(_TABLES):
        _findings(findings, city)
    _finish(findings, city, at)


def _people(count: int, chance: Any, at: datetime) -> dict[str, list[User]]:
    """Offices and accounts with one role each, by role; those whose pages are measured come first."""
    areas = {a.code: a for a in Area.objects.filter(code__startswith="4304", level__in=("city", "county", "township"))}
    towns = [a for a in areas.values() if a.level == "township"]
    counties = [areas[code] for code in sorted({a.code[:6] + "000000" for a in towns})]
    top = Office.objects.create(name_zh="市纪委监委", kind="city_commission", area=areas["430400000000"])
    offices = [
        Office(
            name_zh=f"{a.name}纪委监委", kind="county_commission", area=a, parent=top, unit_key=spread.body_key(200 + n)
        )
        for n, a in enumerate(counties)
    ]
    offices += [Office(name_zh=f"{a.name}政务数据局", kind="department", area=a) for a in counties]
    offices += [Office(name_zh=f"{a.name}监察办公室", kind="township_office", area=a) for a in towns]
    Office.objects.bulk_create(offices)
    at_work = {o.area_id: o for o in offices if o.kind != "department"} | {top.area_id: top}
    shares = np.array(list(_SHARES.values()))
    roles = [*(role for role, _ in READERS.values()), *chance.choice(list(_SHARES), count, p=shares / shares.sum())]
    wide = {n for n, (_, everywhere) in enumerate(READERS.values()) if everywhere}
    made, grants = [], []
    for n, role in enumerate(roles[:count]):
        local = towns if role in ("township_supervisor", "responder") else counties
        # Verifiers and supervisors sit in every county, and the ones measured in the first.
        area = top.area if n in wide or role == "analyst" else local[max(0, n - len(READERS)) % len(local)]
        name = list(READERS)[n] if n < len(READERS) else f"u{n:05d}"
        user = User(username=name, name=f"{'王李张刘陈'[n % 5]}某{n}", office=at_work[area.pk], password="!" + name)
        user.password_at = user.created_at = at
        user.person_key = spread.person_key(spread.PEOPLE + n)
        made.append(user)
        grants.append(Grant(user=user, role=role, area=area, since=at - timedelta(days=1), granted_by=BY))
    User.objects.bulk_create(made, batch_size=1_000)
    Grant.objects.bulk_create(grants, batch_size=1_000)
    found: dict[str, list[User]] = {}
    for user, role in zip(made, roles, strict=False):
        found.setdefault(str(role), []).append(user)
    return found


def _recusals(users: dict[str, list[User]], chance: Any, at: datetime) -> None:
    """Two of five have kin in the registers, and some an interest in a body; every measured one has both."""
    facts = []
    for n, user in enumerate(user for group in users.values() for user in group):
        measured = user.username in READERS
        kin = chance.integers(0, spread.PEOPLE, int(chance.integers(1, 6))) if measured or chance.random() < 0.4 else ()
        keys = {("kin", spread.person_key(int(k))) for k in kin}
        if measured or chance.random() < 0.05:
            keys.add(("interest", spread.body_key(5 + n % 20)))
        facts += [RecusalFact(user=user, kind=k, key=key, source="个人有关事项", since=at) for k, key in sorted(keys)]
    RecusalFact.objects.bulk_create(facts, batch_size=1_000)


def _city(users: dict[str, list[User]], at: datetime) -> spread.City:
    """Purposes, their runs, and what findings refer to."""
    rules = list(RuleVersion.objects.filter(state="approved").order_by("catalogue", "rule_id")[:RULES])
    towns = [int(c[:9]) for c in _codes(Area, "township")]
    analyst, supervisor = users["analyst"][0], users["city_supervisor"][0]
    reports = [
        {"rule": r.rule_id, "version": r.version, "status": "ran", "zh": "", "en": "", "untested": []} for r in rules
    ]
    purposes = []
    for title in ("惠民惠农补贴资金专项监督", "公务用车专项监督"):
        purpose = Purpose.objects.create(
            title=title,
            legal_basis="监察法第二十五条",
            datasets=["payment", "death"],
            area=Area.objects.get(code="430400000000"),
            valid_until=date(2036, 1, 1),
            proposed_by=analyst,
            proposed_at=at,
            approved_by=supervisor,
            approved_at=at,
            state="approved",
            state_at=at,
        )
        made = Run(
            purpose=purpose, as_of=date(2020, 12, 31), state="done", state_at=at, started_by=analyst, started_at=at
        )
        made.reports, made.versions = reports, {r.rule_id: r.pk for r in rules}
        runs = []
        for _ in range(20):
            made.pk = None
            made.save(force_insert=True)
            runs.append(made.pk)
        purposes.append((purpose.pk, runs[-2], runs[-1]))
    desks = Office.objects.filter(kind="department").values_list("area__code", "pk")
    counties = {o.pk: int(o.area.code[:6]) for o in Office.objects.select_related("area")}
    verifiers: dict[int, list[int]] = {}
    for town in towns:
        verifiers.setdefault(town // 1_000, [users["reviewer"][0].pk])
    for user in users["reviewer"]:
        verifiers[counties[user.office_id or 0]].append(user.pk)
    moment = connection.ops.adapt_datetimefield_value(at)
    known = [(r.pk, r.rule_id, r.strength) for r in rules]
    return spread.City(purposes, known, towns, verifiers, {int(code[:6]): pk for code, pk in desks}, moment)


def _codes(model: Any, level: str) -> list[str]:
    found = model.objects.filter(level=level, code__startswith="4304").order_by("code")
    return list(found.values_list("code", flat=True))


def _findings(count: int, city: spread.City) -> None:
    """Three tables, a portion and a transaction at a time; says how far it is every tenth."""
    done, started, said = 0, time.perf_counter(), 0
    for portion in spread.portions(count, city):
        with transaction.atomic():
            write_rows("matching_finding", spread.FINDING, portion.findings)
            write_rows("matching_findingtext", spread.TEXT, portion.texts)
            write_rows("matching_findingkey", spread.KEY, portion.keys)
        done += len(portion.findings)
        if done * 10 // count > said:
            said = done * 10 // count
            print(f"  {done:,} findings after {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """
    On PostgreSQL indices are made after the rows: a million rows into twenty of them would take ten minutes. Neither
    does COPY go through the second lock, which the owner may take off.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(tables)],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname = ANY(%s)", [list(tables)])
        locked = [name for (name,) in cursor.fetchall()]
        for table in locked:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield
        for table in locked:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for _, definition in found:
            cursor.execute(definition)


def write_rows(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """By COPY where there is one: four times as fast as INSERT."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("%s" for _ in columns)
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _finish(count: int, city: spread.City, at: datetime) -> None:
    """Verdicts, tallies, statistics: what a published run leaves behind."""
    judged = Finding.objects.all().for_system("verdicts").filter(state="reviewed")
    lines = judged.values_list("pk", "rule_id", "verdict", "evidence_digest", "excluded", "assignee_id").iterator()
    while some := list(islice(lines, spread.PORTION)):
        Review.objects.bulk_create(
            Review(finding_id=f, rule_id=r, verdict=v, evidence_digest=e, excluded=x, by_id=u, at=at)
            for f, r, v, e, x, u in some
        )
    with transaction.atomic():
        recounting.rebuild()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Finding]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
