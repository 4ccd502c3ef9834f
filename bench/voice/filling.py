"""Fills a database with a city's desks and a history of appeals. Imported inside an installation."""

from __future__ import annotations

import hashlib
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from bench.web.filling import bare, write_rows
from mingcha.accounts.models import Grant, User
from mingcha.accounts.sealed_text import sealed_for
from mingcha.appeals.models import Appeal, Category, Check, Petitioner, Rating, Reply, Route, RoutingDecision, Task
from mingcha.cli.house import enter_shipped
from mingcha.deadlines import operations as deadlines
from mingcha.deadlines.models import Clock, Promise
from mingcha.engine.understanding.areas import OWN_AREAS
from mingcha.kernel.clock import wall_clock
from mingcha.org import operations as org
from mingcha.org import queries as places
from mingcha.org.models import Area, Duty, DutyPost, Office

BY = "system:bench"
PORTION = 5_000
CITY = "430400000000"
TEXTS = (
    "村口到{n}组的路塌了一块，下雨天车过不去。",
    "{n}组的抽水机坏了半个月，秧田干裂。",
    "{n}组的路灯坏了，晚上看不见。",
    "垃圾池满了没人拉，{n}组味道大。",
    "高龄津贴从三月起没有到账，住{n}组。",
)
_MODELS = (Appeal, Petitioner, Task, RoutingDecision, Reply, Check, Rating, Clock)


@dataclass(frozen=True)
class House:
    """Keys of what appeals refer to: villages, their township's desk and clerk, the county's desk and supervisor."""

    villages: Sequence[tuple[str, int]]
    desks: Mapping[str, tuple[int, int]]
    categories: Sequence[int]
    promises: Mapping[str, int]
    revision: int


def fill(appeals: int, running: int) -> None:
    """Everything, into the empty database that the environment names."""
    enter_shipped()
    at = wall_clock()
    org.import_areas(path=OWN_AREAS, by=BY, at=at)
    org.seed_published_years(by=BY, at=at)
    deadlines.install_promises(by=BY, at=at)
    house = _house(at)
    done, started = 0, time.perf_counter()
    with bare([model._meta.db_table for model in _MODELS]):
        while done < appeals:
            size = min(PORTION, appeals - done)
            with transaction.atomic():
                for model, rows in _portion(house, done, size, appeals - running, at).items():
                    write_rows(model._meta.db_table, _columns(model), rows)
            done += size
            if done % max(PORTION, appeals // 10) < PORTION:
                print(f"  {done:,} appeals after {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_MODELS)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _house(at: datetime) -> House:
    """A desk with a clerk in every township, one with a supervisor in every county and in the city."""
    areas = {a.code: a for a in Area.objects.filter(code__startswith="4304")}
    desks: dict[str, tuple[int, int]] = {}
    since = at - timedelta(days=400)
    offices: dict[str, Office] = {}
    levels = {"city": ("city_commission", "city_supervisor"), "county": ("county_commission", "county_supervisor"),
              "township": ("township_office", "township_supervisor")}  # fmt: skip
    for level, (kind, role) in levels.items():
        for area in (a for a in areas.values() if a.level == level):
            above = {"county": CITY, "township": f"{area.code[:6]:0<12}"}.get(level, "")
            office = Office.objects.create(name_zh=f"{area.name}监督", kind=kind, area=area, parent=offices.get(above))
            name = f"{level}{area.prefix}"
            user = User.objects.create(
                username=name,
                name=f"某{area.prefix}",
                office=office,
                password=f"!{name}",
                password_at=at,
                created_at=at,
            )
            Grant.objects.create(user=user, role=role, area=area, since=since, granted_by=BY)
            post = DutyPost.objects.create(office=office, title_zh="诉求值班")
            Duty.objects.create(post=post, person=user, rank=1, since=since)
            Route.objects.create(area=area, post=post, reason="首次设置", set_by=BY, since=since)
            desks[area.code], offices[area.code] = (post.pk, user.pk), office
    villages = [(a.code, a.pk) for a in areas.values() if a.level == "village"]
    return House(
        sorted(villages),
        desks,
        list(Category.objects.order_by("pk").values_list("pk", flat=True)),
        dict(Promise.objects.filter(valid_to=None).values_list("code", "pk")),
        places.revision(),
    )


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def _row(model: type[models.Model], **known: Any) -> tuple[Any, ...]:
    """A row with a model's own defaults, as its database takes it."""
    fields = model._meta.local_concrete_fields
    return tuple(f.get_db_prep_save(known.get(f.attname, f.get_default()), connection) for f in fields)


def _portion(house: House, start: int, size: int, closed: int, at: datetime) -> dict[type[models.Model], Any]:
    found: dict[type[models.Model], list[tuple[Any, ...]]] = {model: [] for model in _MODELS}
    for number in range(start, start + size):
        for model, row in _appeal(house, number, number >= closed, at):
            found[model].append(row)
    return found


def _appeal(house: House, number: int, is_open: bool, at: datetime) -> Iterator[tuple[type[models.Model], Any]]:
    """One appeal with all that belongs to it: closed ones over a year, open ones over the last days."""
    chance, key = random.Random(number), number + 1
    code, place = house.villages[chance.randrange(len(house.villages))]
    post, owner = house.desks[f"{code[:9]:0<12}"]
    above, supervisor = house.desks[f"{code[:6]:0<12}"]
    filed = at - timedelta(days=chance.uniform(0, 4) if is_open else chance.uniform(10, 375))
    public_id = hashlib.sha256(f"{number}".encode()).hexdigest()[:16]
    state = chance.choice(("received", "handling")) if is_open else "closed"
    text = TEXTS[number % len(TEXTS)].format(n=number % 12 + 1)
    yield Appeal, _row(
        Appeal, id=key, public_id=public_id, state=state, state_at=filed + timedelta(days=0 if is_open else 6),
        way="web", area_code=code, place_id=place, sealed_text=sealed_for(Appeal, "sealed_text", public_id, text),
        category_id=None if state == "received" else chance.choice(house.categories),
        summary="" if state == "received" else text[:20], filed_at=filed,
        supervisor_id=supervisor, supervising_post_id=above,
    )  # fmt: skip
    yield Petitioner, _row(
        Petitioner, id=key, number=public_id, appeal_id=key, area_code=code, since=filed,
        receipt=hashlib.sha256(public_id.encode()).hexdigest(),
    )  # fmt: skip
    yield Task, _row(
        Task, id=key, appeal_id=key, post_id=post, owner_id=owner, since=filed,
        until=None if is_open else filed + timedelta(days=6),
    )  # fmt: skip
    yield (
        RoutingDecision,
        _row(RoutingDecision, id=key, appeal_id=key, post_id=post, owner_id=owner, why="filed", by=BY, at=filed),
    )
    yield from _clocks(house, key, public_id, state, filed)
    if not is_open:
        yield from _solved(key, public_id, owner, supervisor, filed, chance)


def _clocks(
    house: House, key: int, public_id: str, state: str, filed: datetime
) -> Iterable[tuple[type[models.Model], Any]]:
    promise = "appeal_accept" if state == "received" else "appeal_simple"
    due = filed + timedelta(days=8)
    ended = state == "closed"
    known = {"kind": "appeal", "subject": public_id, "started_at": filed, "due_at": due, "state_at": filed}
    yield Clock, _row(
        Clock, id=key, promise_id=house.promises[promise], code=promise, warn_at=due - timedelta(days=1),
        next_at=None if ended else due, revision=house.revision, state="met" if ended else "running", **known,
    )  # fmt: skip


def _solved(
    key: int, public_id: str, owner: int, supervisor: int, filed: datetime, chance: random.Random
) -> Iterable[tuple[type[models.Model], Any]]:
    at, text = filed + timedelta(days=3), "已经处理完毕，请查看。"
    sealed = sealed_for(Reply, "sealed_text", public_id, text)
    yield (
        Reply,
        _row(Reply, id=key, number=public_id, appeal_id=key, outcome="solved", sealed_text=sealed, by_id=owner, at=at),
    )
    yield Check, _row(Check, id=key, reply_id=key, how="field", passed=True, note="看过", by_id=supervisor, at=at)
    if chance.random() < 0.5:
        grade = "satisfied" if chance.random() < 0.9 else "unsatisfied"
        yield Rating, _row(Rating, id=key, number=public_id, reply_id=key, petitioner_id=key, grade=grade, at=at)
