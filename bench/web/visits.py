"""People at work: each in a thread with a connection that stays open, one page after another without a pause."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

LIST = "/findings/"


@dataclass(frozen=True)
class Visit:
    """How long a page took, in milliseconds, from asking to its last byte."""

    page: str
    reader: str
    took: float


def pages_of(reader: str, known: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, str]]:
    """The pages that a reader goes through in one round: what it is called in the table, and its address."""
    if reader == "administrator":
        yield "accounts", "/people/"
        yield "accounts, page 50", "/people/?page=50"
        yield "accounts, by a name", "/people/?name=" + quote(f"某{chance.randrange(10, 60)}")
        return
    yield "home", "/"
    yield "list", LIST
    for name, query in _queries(known, chance):
        yield f"list, {name}", f"{LIST}?{urlencode(query)}"
    yield "list, nine tenths down", f"{LIST}?{urlencode({'after': known['mark']})}"
    for number in chance.sample(known["numbers"], min(3, len(known["numbers"]))):
        yield "finding", f"{LIST}{number}/"
    yield "overview", f"{LIST}overview/"
    yield "rules", "/rules/"
    rule, version = chance.choice(known["rules"])
    yield "rule", f"/rules/{rule}/{version}/"
    if reader != "reviewer":
        yield "runs", "/runs/"
        yield "run", f"/runs/{known['runs'][0]}/"


def _queries(known: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every filter of the list with a value that some finding has, the usual two together, every order."""
    values = {name: chance.choice(found) for name, found in known["values"].items()}
    for name in ("rule", "county", "fund", "month"):
        yield name, {name: values[name]}
    yield "township", {"county": str(values["township"])[:6], "township": values["township"]}
    yield "strength", {"strength": chance.choice("ABC")}
    yield "state", {"state": chance.choice(("open", "assigned", "reviewed"))}
    yield "presence", {"presence": chance.choice(("new", "persisting", "gone"))}
    yield "verdict", {"verdict": chance.choice(("data_error", "confirmed_misconduct"))}
    yield "purpose", {"purpose": known["purpose"]}
    yield "first run", {"run": chance.choice(known["runs"])}
    yield "yuan from", {"least": chance.choice((1_000, 10_000, 100_000))}
    yield "yuan to", {"most": chance.choice((10, 100, 1_000))}
    yield "only excluded", {"excluded": "yes"}
    yield "assigned to me", {"mine": "1"}
    yield "rule and month", {"rule": values["rule"], "month": values["month"]}
    yield "fund and state", {"fund": values["fund"], "state": "reviewed"}
    yield "by amount", {"order": "amount"}
    yield "by area", {"order": "area"}


def visit(port: int, known: dict[str, Any], desks: list[list[str]], rounds: int) -> list[Visit]:
    """Everybody at once: each desk is a thread that goes through the pages of its readers, `rounds` times."""
    found: list[Visit] = []
    failed: list[BaseException] = []

    def work(seed: int, readers: list[str]) -> None:
        try:
            found.extend(_work(port, known, readers, rounds, random.Random(seed)))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=desk) for desk in enumerate(desks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return found


def _work(port: int, known: dict[str, Any], readers: list[str], rounds: int, chance: random.Random) -> list[Visit]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    found = []
    for _ in range(rounds):
        for reader in readers:
            pages = list(pages_of(reader, known[reader], chance))
            chance.shuffle(pages)
            cookie = {"Cookie": f"mingcha-session={known[reader]['session']}"}
            for page, address in pages:
                clock = time.perf_counter()
                connection.request("GET", address, headers=cookie)
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    raise RuntimeError(f"{reader} {address}: {response.status} {response.headers.get('Location', '')}")
                found.append(Visit(page, reader, (time.perf_counter() - clock) * 1_000))
    return found
