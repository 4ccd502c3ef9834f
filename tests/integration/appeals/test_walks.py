"""
Criterion 13 for solving in depth: whatever is merged, unmerged, split, asked of others, answered, checked and rated in
whatever order, nothing open is without an owner, nobody waits for a later moment than they were told, and no receipt
leads nowhere. `MINGCHA_WALK_STEPS` (slow) sets how long the long walk is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingcha.appeals import jobs, operations
from mingcha.appeals.family import matters_of
from mingcha.appeals.models import Appeal, Merge, Petitioner, Task
from mingcha.appeals.operations.merging import MOST_PARTS
from mingcha.appeals.states import MERGED, OPEN
from mingcha.deadlines import jobs as deadlines
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import MingchaError
from tests.factories.appeals import AT, House, accept, answer, appeals, build_house, category, check, file

_STAFF = ("clerk", "second", "county", "city", "engineer", "deputy")
_MOST = 12
_OPEN = ("received", "handling")
#: In which states a deed makes sense: it is tried there mostly, and elsewhere now and then.
_FITS = {
    "accept": ("received",),
    "answer": ("handling",),
    "check": ("answered",),
    "peer": ("answered",),
    "hand_over": ("handling",),
    "merge": _OPEN,
    "split": ("handling",),
    "share": ("handling",),
    "share_answer": ("handling",),
    "unmerge": ("merged",),
}
_OF_LEADS = ("accept", "answer", "share", "share_answer", "hand_over")
#: Filing costs a slow hash; leading away and looking on are rare.
_OFTEN = {"file": 2, "tick": 1, "lead_away": 1, "accept": 6, "answer": 8, "check": 8, "merge": 8, "unmerge": 6}


@dataclass
class Walk:
    """People of a house do what they may, or may not, one thing after another; what must hold is asked each time."""

    house: House
    lot: Random
    at: datetime = AT + timedelta(hours=2)
    done: dict[str, int] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)
    deed: str = ""
    chosen: Appeal | None = None

    def step(self) -> None:
        """One thing that somebody tries."""
        self.at += timedelta(minutes=self.lot.choice((1, 1, 20, 60, 400)))
        name = self.lot.choices(list(_DEEDS), [_OFTEN.get(name, 4) for name in _DEEDS])[0]
        self.deed = name
        try:
            _DEEDS[name](self)
        except MingchaError:
            name = "refused"
        self.done[name] = self.done.get(name, 0) + 1
        self.check()

    def one(self) -> Appeal:
        """An appeal in a state that fits what is tried, or now and then any."""
        states = _FITS.get(self.deed, ())
        found = appeals().order_by("-filed_at", "-pk")
        fits = list(found.filter(state__in=states)[:_MOST]) if states and self.lot.random() < 0.9 else []
        self.chosen = self.lot.choice(fits or list(found[:_MOST]))
        return self.chosen

    def who(self) -> str:
        """Whoever has it or sees to it, or now and then anybody."""
        near = []
        if self.chosen is not None and self.lot.random() < 0.7:
            tasks = Task.objects.filter(appeal=self.chosen, until=None, lead=self.deed != "share_answer")
            seen_to = appeals().filter(pk=self.chosen.pk).values_list("supervisor__username", flat=True)
            near = list(tasks.values_list("owner__username", flat=True)) if self.deed in _OF_LEADS else list(seen_to)
        return str(self.lot.choice([one for one in near if one in _STAFF] or _STAFF))

    def check(self) -> None:
        """What must hold after every step."""
        leads = dict.fromkeys(Task.objects.filter(lead=True, until=None).values_list("appeal_id", flat=True))
        for pk, state, into, supervisor in appeals().values_list("pk", "state", "merged_into__state", "supervisor"):
            assert state not in OPEN or (pk in leads and supervisor is not None), (pk, state)
            assert state not in (MERGED, "declined", "led_away") or pk not in leads, (pk, state)
            assert state != MERGED or into not in (None, MERGED, "led_away", "declined"), (pk, into)
        held = Task.objects.filter(until=None, lead=False)
        assert not held.exclude(appeal__state="handling").exists() and not held.filter(share=None).exists()
        for pk, due in Clock.objects.filter(kind="appeal").values_list("pk", "due_at"):
            assert self.due.setdefault(pk, due) >= due, "a due moment moved later"
        self._parts_are_due_with_the_whole()

    def _parts_are_due_with_the_whole(self) -> None:
        for part in appeals().filter(split_from__isnull=False):
            first = Clock.objects.filter(subject=part.public_id).order_by("pk").first()
            assert first is None or first.due_at in set(self.due.values())


def _two(walk: Walk) -> tuple[str, str]:
    return walk.one().public_id, walk.one().public_id


def _merge(walk: Walk) -> None:
    one, into = _two(walk)
    operations.merge_appeal(public_id=one, into=into, reason="同一事项", by=walk.house[walk.who()], at=walk.at)


def _unmerge(walk: Walk) -> None:
    merged = list(appeals().filter(state=MERGED)[:_MOST])
    one = walk.lot.choice(merged) if merged else walk.one()
    before = Merge.objects.filter(appeal=one, undone_at=None).first()
    operations.unmerge_appeal(public_id=one.public_id, reason="另一事项", by=walk.house[walk.who()], at=walk.at)
    assert before is not None
    running = Clock.objects.filter(subject=one.public_id, state__in=("running", "late"))
    assert running.exists(), "taken out again without a clock"


def _split(walk: Walk) -> None:
    one = walk.one()
    if appeals().filter(split_from=one.split_from_id or one.pk).count() >= min(MOST_PARTS, 2):
        return
    known: dict[str, Any] = {
        "category": category(walk.lot.choice(("power", "road"))),
        "kind": "request",
        "summary": "另一件事情",
    }
    operations.split_appeal(public_id=one.public_id, reason="两件事情", by=walk.house[walk.who()], at=walk.at, **known)


def _share(walk: Walk) -> None:
    post = walk.house.posts[walk.lot.choice(("town", "county", "roads"))]
    by = walk.house[walk.who()]
    operations.ask_share(public_id=walk.one().public_id, post=post, what="请协助核实", by=by, at=walk.at)


def _share_answer(walk: Walk) -> None:
    by = walk.house[walk.who()]
    operations.answer_share(public_id=walk.one().public_id, text="已经核实清楚。", by=by, at=walk.at)


def _rate(walk: Walk) -> None:
    who = walk.lot.choice(list(Petitioner.objects.order_by("-pk")[:_MOST]))
    part = walk.lot.choice(matters_of(who)).public_id
    grade = walk.lot.choice(("satisfied", "unsatisfied"))
    operations.rate_reply(petitioner=who, grade=grade, reason="没有修好", part=part, at=walk.at)


def _tick(walk: Walk) -> None:
    deadlines.tick(walk.at)
    jobs.tick(walk.at)


def _accept(walk: Walk) -> None:
    about = walk.lot.choice(((), (), (77,)))
    accept(walk.house, walk.one(), by=walk.who(), at=walk.at, about=about)


def _peer(walk: Walk) -> None:
    agreed, by = walk.lot.random() < 0.6, walk.house[walk.who()]
    operations.review_infeasible(public_id=walk.one().public_id, agreed=agreed, reason="查过规划", by=by, at=walk.at)


def _file(walk: Walk) -> None:
    file(walk.house, at=walk.at)


def _lead_away(walk: Walk) -> None:
    operations.lead_away(public_id=walk.one().public_id, by=walk.house[walk.who()], at=walk.at)


_DEEDS: dict[str, Callable[[Walk], Any]] = {
    "file": _file,
    "accept": _accept,
    "answer": lambda w: answer(
        w.house, w.one(), by=w.who(), at=w.at, outcome=w.lot.choice(("solved", "solved", "infeasible"))
    ),
    "check": lambda w: check(w.house, w.one(), by=w.who(), at=w.at, passed=w.lot.random() < 0.6),
    "hand_over": lambda w: operations.hand_over(
        public_id=w.one().public_id, category=category("road"), reason="不归我们管", by=w.house[w.who()], at=w.at
    ),
    "lead_away": _lead_away,
    "merge": _merge,
    "unmerge": _unmerge,
    "split": _split,
    "share": _share,
    "share_answer": _share_answer,
    "peer": _peer,
    "rate": _rate,
    "tick": _tick,
}


def walked(seed: int, steps: int, house: House) -> Walk:
    """A walk of so many steps from a seed."""
    walk = Walk(house, Random(seed))
    for _ in range(4):
        accept(house, file(house).appeal)
    for _ in range(steps):
        walk.step()
    return walk


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_nothing_is_without_an_owner_and_no_moment_moves_later(seed: int, home: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        walk = walked(seed, 50, build_house())
        assert sum(walk.done.values()) == 50
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_over_a_hundred_thousand_steps(home: Any, capsys: Any) -> None:
    from django.db import transaction

    steps, each = int(os.environ.get("MINGCHA_WALK_STEPS", "100000")), 250
    began = time.monotonic()
    done: dict[str, int] = {}
    with transaction.atomic():
        house = build_house()
        for seed in range(steps // each):
            with transaction.atomic():
                for name, count in walked(seed, each, house).done.items():
                    done[name] = done.get(name, 0) + count
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n{sum(done.values())} steps in {took:.0f} s, {sum(done.values()) / took:.0f} a second: {done}")
    assert all(done.get(name) for name in _DEEDS)
