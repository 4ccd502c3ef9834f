"""Platforms at the door, at a steady pace or all at once, and staff at work meanwhile."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from tests.factories.channels import APP, Platform, message_xml

from bench.web.visits import Visit

#: Calls at the same moment: what a platform's own pool would hold.
_CALLERS = 8


class Caller:
    """公众号 messages, each prepared before it is sent: its ciphertext costs the platform, not us."""

    def __init__(self, port: int) -> None:
        self.port, self.platform = port, Platform("mp", "bench", APP)
        self.connections = threading.local()

    def message(self, number: str) -> tuple[str, bytes]:
        """Address and body of one delivery."""
        text = f"{int(number[-4:]) % 12 + 1}组的路灯坏了，晚上走路看不见。"
        sealed = self.platform.cipher.encrypt(message_xml(number, text, sender=f"o{number}").encode())
        asked = self.platform.asked(sealed, f"n{number}{random.randrange(10**9)}")
        return f"{self.platform.path}?{urlencode(asked)}", self.platform.body(sealed).encode()

    def send(self, prepared: tuple[str, bytes]) -> float:
        """Sends one; milliseconds."""
        clock = time.perf_counter()
        connection = getattr(self.connections, "one", None) or http.client.HTTPConnection("127.0.0.1", self.port)
        self.connections.one = connection
        connection.request("POST", prepared[0], prepared[1], {"Content-Type": "text/xml"})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"callback: {answer.status} {said[:200]!r}")
        return (time.perf_counter() - clock) * 1_000


def at_pace(caller: Caller, prefix: str, rate: int, seconds: float) -> list[float]:
    """`rate` messages a second; milliseconds from the moment each was due, so that waiting for a caller counts too."""
    count = int(rate * seconds)
    begun = time.perf_counter()

    def one(number: int) -> float:
        due = begun + number / rate
        prepared = caller.message(f"{prefix}{number:06d}")
        time.sleep(max(0.0, due - time.perf_counter()))
        late = max(0.0, time.perf_counter() - due) * 1_000
        return late + caller.send(prepared)

    with ThreadPoolExecutor(_CALLERS) as pool:
        return list(pool.map(one, range(count)))


def redelivered(caller: Caller, prefix: str, messages: int, times: int = 4) -> float:
    """Every message so many times at once; seconds."""
    chance = random.Random(5)
    deliveries = [f"{prefix}{number:06d}" for number in range(messages) for _ in range(times)]
    # Those of one message stay near each other: they meet.
    order = sorted(range(len(deliveries)), key=lambda n: n // times + chance.random() * 2)
    prepared = [caller.message(deliveries[n]) for n in order]
    begun = time.perf_counter()
    with ThreadPoolExecutor(_CALLERS) as pool:
        list(pool.map(caller.send, prepared))
    return time.perf_counter() - begun


def pages_of(known: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    """One round of somebody at the desk."""
    found = [("home", "/"), ("deadlines", "/deadlines/"), ("routes", "/appeals/routes/")]
    found += [(f"list, {name}", f"/appeals/?list={name}") for name in ("todo", "watch", "done", "all")]
    found += [("list, state", "/appeals/?list=all&state=handling"), ("list, late", "/appeals/?list=all&lamp=over")]
    found += [("list, page 20", "/appeals/?list=all&page=20")]
    return found + [
        ("appeal", f"/appeals/{one}/") for one in chance.sample(known["numbers"], min(3, len(known["numbers"])))
    ]


def visiting(port: int, known: dict[str, dict[str, Any]], go_on: Callable[[], bool]) -> list[Visit]:
    """A township's clerk, a county's and the city's supervisor, a page a second each, until told to stop."""
    found: list[Visit] = []
    failed: list[BaseException] = []

    def work(reader: str, mine: dict[str, Any]) -> None:
        try:
            _work(port, reader, mine, go_on, found)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=each) for each in known.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return found


def _work(port: int, reader: str, mine: dict[str, Any], go_on: Callable[[], bool], found: list[Visit]) -> None:
    chance = random.Random(reader)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    cookie = {"Cookie": f"mingcha-session={mine['session']}"}
    pages: Sequence[tuple[str, str]] = ()
    while go_on() or not any(one.reader == reader for one in found):
        pages = pages or chance.sample(some := pages_of(mine, chance), len(some))
        (page, address), pages = pages[0], pages[1:]
        clock = time.perf_counter()
        connection.request("GET", address, headers=cookie)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 403):
            raise RuntimeError(f"{reader} {address}: {answer.status} {answer.headers.get('Location', '')}")
        if answer.status == 200:
            found.append(Visit(page, reader, (time.perf_counter() - clock) * 1_000))
        time.sleep(max(0.0, 1 - (time.perf_counter() - clock)))
