"""
Criterion 24: one source cannot keep others from being heard. A limit for each source and none for all, kept over
restarts, without an address; who is refused reads when to come back.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from mingcha.appeals import flood
from mingcha.appeals.models import FloodCount, FloodDay
from mingcha.kernel.clock import wall_clock
from mingcha.org.calendar import day_of
from tests.factories.appeals import AT, VILLAGE, House, appeals
from tests.factories.home import Home
from tests.factories.killing import CSRF, FORM, SERVE, free_port
from tests.factories.racing import at_once

FEW, MANY = 400, 10_000
FLOODERS, SLOWEST = 8, 2.0
VENDOR = Path(__file__).parents[3] / "build/web/vendor/weui.css"
PREPARE = """
from mingcha.cli.house import furnish
from tests.factories.appeals import build_house
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
furnish()
build_house()
"""
COUNT = """
import json
from django.conf import settings
from mingcha.appeals.models import Appeal, FloodCount
found = (settings.HOME / "mingcha.sqlite3").read_bytes()
found += b"".join(path.read_bytes() for path in settings.HOME.glob("mingcha.sqlite3-*"))
print(json.dumps({"appeals": Appeal.objects.all().for_system("test").count(), "counts": FloodCount.objects.count(),
                  "address": b"127.0.0." in found}))
"""


def test_c24_so_many_and_no_more_until_the_window_ends(db: None) -> None:
    for _ in range(3):
        flood.spend("file", "203.0.113.7", most=3, at=AT)
    with pytest.raises(flood.Flooded) as refused:
        flood.spend("file", "203.0.113.7", most=3, at=AT + timedelta(minutes=4))
    assert refused.value.until == AT + timedelta(minutes=10) and refused.value.seconds(AT) == 601
    flood.spend("file", "203.0.113.8", most=3, at=AT)
    flood.spend("track", "203.0.113.7", most=3, at=AT)
    flood.spend("file", "203.0.113.7", most=3, at=AT + timedelta(minutes=10))


def test_c24_no_address_is_kept_and_marks_of_two_days_are_strangers(db: None) -> None:
    for at in (AT, AT + timedelta(days=1)):
        flood.spend("file", "203.0.113.7", most=3, at=at)
    marks = set(FloodCount.objects.values_list("source", flat=True))
    assert len(marks) == 2 and "203.0.113" not in str(list(FloodCount.objects.values()))
    assert flood.forget(at=AT + timedelta(days=2)) == 1 and not FloodDay.objects.exists()


def test_c24_the_first_ones_at_once_are_all_counted(committed: None) -> None:
    done = at_once(*[lambda: flood.spend("file", "203.0.113.7", most=5, at=AT) for _ in range(8)])
    assert sorted(done) == ["done"] * 5 + ["flood.wait"] * 3
    assert FloodCount.objects.get().count == 5


@pytest.mark.parametrize(
    ("behind", "known", "source"),
    [
        (False, {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "203.0.113.7"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"}, "203.0.113.7"),
        (True, {"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        (False, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"),
        (False, {"REMOTE_ADDR": "::ffff:203.0.113.7"}, "203.0.113.7"),
        (False, {"REMOTE_ADDR": "nonsense"}, "unknown"),
    ],
)
def test_c24_what_a_source_is(settings: Any, behind: bool, known: dict[str, str], source: str) -> None:
    settings.BEHIND_PROXY = behind
    assert flood.source_of(known) == source


def test_c24_the_refused_are_told_when_to_come_back(house: House, settings: Any) -> None:
    settings.FLOOD_FILINGS = settings.FLOOD_LOOKUPS = 2
    client, text = Client(), "三组路口的路灯坏了。"
    said = [client.post(f"/s/{VILLAGE}/new/", {"text": f"{text}{n}"}) for n in range(3)]
    assert [one.status_code for one in said] == [200, 200, 429]
    page = said[2].content.decode()
    assert "以后再试" in page and "12345" in page and int(said[2]["Retry-After"]) <= 601
    assert appeals().count() == 2
    looks = [client.post("/s/track/", {"code": "1" * 20}).status_code for _ in range(3)]
    assert looks == [200, 200, 429]
    assert client.post(f"/s/{VILLAGE}/new/", {"text": text}, REMOTE_ADDR="203.0.113.9").status_code == 200


@dataclass
class Source:
    """Somebody at an address of this machine who files one after another; seconds that each took, and how it ended."""

    address: str
    port: int
    took: list[float] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def file(self, number: int) -> None:
        """One form."""
        body = urlencode({"csrfmiddlewaretoken": CSRF, "text": f"{self.address}说第{number}处路灯坏了。"})
        started = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        try:
            line.request(
                "POST",
                f"/s/{VILLAGE}/new/",
                body,
                {"Content-Type": FORM, "Cookie": f"mingcha-csrf={CSRF}"},
            )
            self.ended.append(line.getresponse().status)
        finally:
            line.close()
        self.took.append(time.monotonic() - started)


@contextmanager
def served(home: Home, port: int) -> Iterator[None]:
    """The site, as one process of its own."""
    command = home.script(SERVE, str(port))
    with (home.root / "site.log").open("ab") as log:
        process = subprocess.Popen(command, env=home.variables, stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                line.request("GET", f"/s/{VILLAGE}/")
                if line.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.2)
            finally:
                line.close()
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def flooded(home: Home, filings: int) -> Source:
    """A flood of so many filings from one address, while others file every half second."""
    home.python(PREPARE)
    port, day = free_port(), day_of(wall_clock())
    with served(home, port):
        villager = Source("127.0.0.2", port)
        villager.file(0)
        floods = [Source("127.0.0.1", port) for _ in range(FLOODERS)]
        threads = [
            threading.Thread(target=lambda one=one: [one.file(n) for n in range(filings // FLOODERS)]) for one in floods
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            # Each time somebody else of the village: one alone would come to the limit, too.
            villager.address = f"127.0.0.{len(villager.took) % 250 + 2}"
            villager.file(len(villager.took))
            time.sleep(0.5)
        ended = [status for one in floods for status in one.ended]
        assert len(ended) == filings and ended.count(200) == 30 and ended.count(429) == filings - 30
    with served(home, port):  # a restart forgives nothing
        again = Source("127.0.0.1", port)
        again.file(0)
        assert again.ended == [429] or day_of(wall_clock()) != day  # a new day, a new key
    found = json.loads(home.python(COUNT))
    assert found == {"appeals": 30 + len(villager.took), "counts": 1 + len(villager.took), "address": False}
    print(f"{filings} filings; {len(villager.took)} of another source, slowest {max(villager.took):.2f} s")
    return villager


@pytest.mark.skipif(not VENDOR.exists(), reason="no front-end packages here: ./run test fetches them with npm")
def test_c24_a_flood_from_one_source_keeps_nobody_else_out(tmp_path: Path) -> None:
    # Everybody else was served. How fast is asked where nothing else runs: in the long suite.
    assert set(flooded(Home(tmp_path, {"MINGCHA_FLOOD_FILINGS": "30"}), FEW).ended) == {200}


@pytest.mark.slow
@pytest.mark.skipif(not VENDOR.exists(), reason="no front-end packages here: ./run test fetches them with npm")
def test_c24_ten_thousand_from_one_source_delay_nobody_else(tmp_path: Path) -> None:
    villager = flooded(Home(tmp_path, {"MINGCHA_FLOOD_FILINGS": "30"}), MANY)
    assert set(villager.ended) == {200} and max(villager.took) < SLOWEST, max(villager.took)
