"""People who post to a site without pause while it is killed with all its processes and served again."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.factories.home import Home

CSRF = "c" * 32
FORM = "application/x-www-form-urlencoded"
#: The site alone, as `mingcha serve --no-worker` runs it.
SERVE = """
import sys
from mingcha.cli.serving import run
run("127.0.0.1", int(sys.argv[1]), 1, with_worker=False)
"""
#: The sessions of users, logged in as their browsers would be; `people` is what the script before made.
SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

def session(user):
    one = import_module(settings.SESSION_ENGINE).SessionStore()
    one[SESSION_KEY] = str(user.pk)
    one[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    one[HASH_SESSION_KEY] = user.get_session_auth_hash()
    one.save()
    return one.session_key
"""


class Poster(threading.Thread):
    """Does one thing after another until told to stop, and notes what the site acknowledged and what it refused."""

    def __init__(self, number: int, known: dict[str, Any], port: int, over: threading.Event) -> None:
        super().__init__()
        self.number, self.known, self.port, self.over = number, known, port, over
        self.sent = 0
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        while not self.over.is_set():
            self.sent += 1
            name = f"第{self.number}人第{self.sent}件"
            try:
                done, said = self.deed(name)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)  # the server is gone; nothing was acknowledged
            else:
                (self.acknowledged if done else self.refused).append(name if done else said)

    def deed(self, name: str) -> tuple[bool, str]:
        """One thing called `name`: whether the site acknowledged it, and what it said."""
        raise NotImplementedError

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> tuple[int, str, str]:
        """Status, the address it leads to, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        session = (self.known["sessions"] + [""] * self.number)[self.number] if "sessions" in self.known else ""
        cookie = f"mingcha-csrf={CSRF}" + (f"; mingcha-session={session}" if session else "")
        try:
            connection.request(method, path, body, {"Cookie": cookie, "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        finally:
            connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def posting(people: Sequence[Poster], over: threading.Event) -> Iterator[None]:
    """People at work until the block ends."""
    for one in people:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in people:
            one.join(timeout=30)


def serve_and_kill(
    home: Home,
    scripts: Sequence[Sequence[str]],
    people: Sequence[Poster],
    least: int,
    seconds: float,
    seen: Callable[[], bool] = lambda: True,
) -> None:
    """Runs the scripts of a site until so much is acknowledged and `seen`, and some time longer; then kills all."""
    before = sum(len(one.acknowledged) for one in people)
    started: list[subprocess.Popen[bytes]] = []
    with (home.root / "site.log").open("ab") as log:
        for script in scripts:
            command = home.script(*script)
            started.append(
                subprocess.Popen(command, env=home.variables, stdout=log, stderr=log, start_new_session=True)
            )
    try:
        until = time.monotonic() + 60
        while sum(len(one.acknowledged) for one in people) < before + least or not seen():
            dead = [process.args for process in started if process.poll() is not None]
            assert time.monotonic() < until and not dead, (dead, [one.refused[-1:] for one in people])
            time.sleep(0.005)
        time.sleep(seconds)
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
