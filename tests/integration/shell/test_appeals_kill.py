"""
R1 and R8 for appeals: villagers hand in matters and send the same form again until they hold a code, clerks accept, a
clock that runs fast lets them climb, while site and clock are killed again and again. No acknowledged appeal is lost,
no step is doubled. A hundred kills in the long suite, one in the short one.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.factories.home import Home
from tests.factories.killing import CSRF, SERVE, SESSIONS, Poster, free_port, posting, serve_and_kill

VILLAGERS, CLERKS = 4, 2
PREPARE = (
    SESSIONS
    + """
import json
from mingcha.cli.house import furnish
from mingcha.kernel.clock import wall_clock
from tests.factories.appeals import build_house
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
furnish()
house = build_house()
print(json.dumps({"clerks": [session(house[name]) for name in ("clerk", "second")]}))
"""
)
#: The clock, three hours further each round: an hour's promise is broken at once, a week's soon.
CLOCK = """
from datetime import timedelta
from itertools import count
from mingcha.accounts import second_lock
from mingcha.appeals import jobs as appeals
from mingcha.deadlines import jobs as deadlines
from mingcha.kernel.clock import wall_clock
second_lock.keep_everything_open(second_lock.Reason.WORKER)
for n in count():
    at = wall_clock() + timedelta(hours=3 * n)
    deadlines.tick(at)
    appeals.tick(at)
"""
LOOK = """
import json
from collections import Counter
from django.db import connection
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import receipts
from mingcha.appeals.models import Appeal, Card, Climb, Petitioner, Task
from mingcha.appeals.states import OPEN
from mingcha.audit import queries
from mingcha.audit.models import AuditRecord
from mingcha.deadlines.models import Breach, Clock
from mingcha.kernel.clock import wall_clock

appeals = list(Appeal.objects.all().for_system("test"))
by_receipt = {p.receipt: p.appeal_id for p in Petitioner.objects.all()}
texts = {a.pk: text_of(a, "sealed_text") for a in appeals}
def per_subject(action):
    found = AuditRecord.objects.filter(action=action).values_list("subject", flat=True)
    return Counter(subject.removeprefix("appeal:") for subject in found)
with connection.cursor() as cursor:
    integrity = cursor.execute("PRAGMA integrity_check").fetchall()
import sys
codes = json.load(sys.stdin)
print(json.dumps({
    "found": {name: texts.get(by_receipt.get(receipts.hash_of(code))) for name, code in codes.items()},
    "texts": sorted(texts.values()),
    "petitioners": len(by_receipt),
    "states": {a.public_id: a.state for a in appeals},
    "filed": per_subject("appeal.filed"),
    "accepted": per_subject("appeal.accepted"),
    "climbed": sum(per_subject("appeal.climbed").values()),
    "climbs": Climb.objects.count(),
    "breaches": Breach.objects.count(),
    "steps": Climb.objects.values("breach").distinct().count(),
    "cards": [Card.objects.count(), sum(per_subject("appeal.card_given").values())],
    "leads": Counter(Task.objects.filter(lead=True, until=None).values_list("appeal__public_id", flat=True)),
    "clocks": [[*line] for line in Clock.objects.values_list("subject", "code", "state")],
    "open": [a.public_id for a in appeals if a.state in OPEN],
    "audit": [p.kind for p in queries.problems(at=wall_clock()) if p.kind != "silent"],
    "integrity": [list(line) for line in integrity],
}))
"""
VILLAGE = "430421103201"


class Villager(Poster):
    """Hands in one matter after another; each form is sent until its code has come."""

    codes: dict[str, str]
    waiting: str = ""

    def deed(self, name: str) -> tuple[bool, str]:
        self.waiting = self.waiting or name
        fields = {"token": f"{self.number:08d}{len(self.codes):024d}", "text": text(self.waiting)}
        body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
        status, _, page = self.ask("POST", f"/s/{VILLAGE}/new/", body)
        code = re.search(r"(\d{4} ){4}\d{4}", page)
        if status != 200 or code is None:
            return False, f"{status} {page[-3000:]}"
        self.codes[self.waiting], self.waiting = code[0], ""
        return True, ""


class Clerk(Poster):
    """Accepts what waits at the desk."""

    accepted: set[str]
    tried: set[str]

    def deed(self, name: str) -> tuple[bool, str]:
        status, _, page = self.ask("GET", "/appeals/?state=received")
        if status != 200:
            return False, f"{status} {page[-3000:]}"
        mine = [one for one in re.findall(r"/appeals/([0-9a-f]{16})/", page) if int(one, 16) % CLERKS == self.at_desk]
        for one in dict.fromkeys(mine):
            if one not in self.accepted:
                return self.accept(one)
        return True, ""

    @property
    def at_desk(self) -> int:
        return self.number - VILLAGERS

    def accept(self, one: str) -> tuple[bool, str]:
        known = {"category": "road", "kind": "request", "summary": "村道塌陷影响通行"}
        again = one in self.tried
        self.tried.add(one)
        body = urlencode({"csrfmiddlewaretoken": CSRF, **known}).encode()
        status, to, page = self.ask("POST", f"/appeals/{one}/accept/", body)
        if status == 302 or again:  # tried before: it was accepted and the answer got lost
            self.accepted.add(one)
            return True, ""
        return False, f"{status} {to} {page[-3000:]}"


def has_climbed(home: Home) -> bool:
    """Whether the clock has let anything climb yet."""
    with closing(sqlite3.connect(f"file:{home.data / 'mingcha.sqlite3'}?mode=ro", uri=True)) as database:
        return bool(database.execute("SELECT count(*) FROM appeals_climb").fetchone()[0])


def text(name: str) -> str:
    """What a matter called `name` says."""
    return f"村口的水泥路塌了一块，车过不去。{name}。"


@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.slow)])
def test_r1_no_acknowledged_appeal_is_lost_and_no_step_doubled(tmp_path: Path, kills: int) -> None:
    root = Path(__file__).parents[3]
    home = Home(
        tmp_path,
        {
            "PYTHONPATH": f"{root / 'src'}:{root}",
            "MINGCHA_WITHOUT_MFA": "1",
            "MINGCHA_PASSWORD_DAYS": "0",
            "MINGCHA_FLOOD_FILINGS": "1000000",  # all these villagers sit at one machine
        },
    )
    clerks = json.loads(home.python(PREPARE).splitlines()[-1])["clerks"]
    known = {"sessions": [""] * VILLAGERS + clerks}
    port, chance, over = free_port(), random.Random(2), threading.Event()
    people: list[Poster] = [Villager(number, known, port, over) for number in range(VILLAGERS)]
    people += [Clerk(VILLAGERS + number, known, port, over) for number in range(CLERKS)]
    for one in people:
        one.__dict__.update(codes={}, accepted=set(), tried=set())
    with posting(people, over):
        for _ in range(kills):
            scripts = [(SERVE, str(port)), (CLOCK,)]
            serve_and_kill(home, scripts, people, len(people), chance.uniform(0.03, 0.6), lambda: has_climbed(home))
    assert [one.refused for one in people if one.refused] == [], (home.root / "site.log").read_text()[-3000:]
    check_whole(home, people, kills)


def check_whole(home: Home, people: list[Poster], kills: int) -> None:
    codes = {name: code for one in people if isinstance(one, Villager) for name, code in one.codes.items()}
    seen = json.loads(home.python(LOOK, given=json.dumps(codes)))
    # Every code leads to what was written under it; nothing is there twice, nor without having been written.
    assert len(codes) >= kills and seen["found"] == {name: text(name) for name in codes}
    assert len(seen["texts"]) == len(set(seen["texts"])) == seen["petitioners"] <= len(codes) + VILLAGERS
    assert set(seen["filed"].values()) == {1} and seen["filed"].keys() == seen["states"].keys()
    # Accepted means accepted, once.
    accepted = {one for clerk in people if isinstance(clerk, Clerk) for one in clerk.accepted}
    assert accepted and accepted <= seen["accepted"].keys() and set(seen["accepted"].values()) == {1}
    assert all(seen["states"][one] != "received" for one in seen["accepted"])
    # Each has one owner, and its clocks once each: the second begins when the first ends.
    assert seen["leads"] == dict.fromkeys(seen["states"], 1)
    assert len(seen["clocks"]) == len({(subject, code) for subject, code, _ in seen["clocks"]})
    assert {subject for subject, _, state in seen["clocks"] if state in ("running", "late", "breached")} == set(
        seen["open"]
    )
    # One step and one record for each time of being late.
    assert seen["climbs"] == seen["steps"] == seen["climbed"] > 0 and seen["climbs"] <= seen["breaches"]
    assert seen["cards"][0] == seen["cards"][1] > 0
    assert seen["audit"] == [] and seen["integrity"] == [["ok"]]
