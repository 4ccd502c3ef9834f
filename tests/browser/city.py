"""The site under test: an installation of its own with a small demo city, served as in earnest."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.architecture.tree import ROOT
from tests.factories.folder import environment
from tests.factories.home import Home

#: Rows of other counties and months would be read, released and matched without a page more to look at.
_COUNTY, _CITY, _MONTH = "衡东县", "衡阳市", re.compile(r"_2020年([4-9]|1[0-2])月|_2019年")
_PEOPLE = 600

_LOAD = """
import json
import sys
from pathlib import Path

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from mingcha.accounts.models import User
from mingcha.accounts.sessions import SessionStore
from mingcha.cli.house import furnish
from mingcha.demo.loading import load
from mingcha.demo.people import titles
from mingcha.kernel.clock import wall_clock
from mingcha.org.operations import days
from mingcha.deadlines.operations import install_promises

furnish()
at = wall_clock()
days.seed_published_years(by="system", at=at)
install_promises(by="system", at=at)
load(files=Path(sys.argv[1]), password=sys.argv[2], at=at)
sessions = {}
for user in User.objects.filter(username__in=titles()):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session.create()
    sessions[user.username] = session.session_key
print(json.dumps(sessions))
"""


@dataclass(frozen=True)
class Site:
    """A served site: its address, its installation, the password of its accounts, a session for every role."""

    address: str
    home: Home
    password: str
    sessions: dict[str, str]

    def fetch(self, path: str, role: str, language: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of a page without a browser. Redirects are followed, refusals come as they are."""
        cookies = f"mingcha-session={self.sessions[role]}; mingcha-language={language}"
        request = Request(self.address + path, headers={"Cookie": cookies})
        try:
            with urlopen(request, timeout=30) as answer:
                text = answer.read() if answer.headers.get_content_type() == "text/html" else b""
                return answer.status, dict(answer.headers), text.decode()
        except OSError as refused:
            return getattr(refused, "code", 0), {}, str(refused)


def make_files(home: Home, folder: Path) -> Path:
    """The files of one county and of the city."""
    city, kept = folder / "city", folder / "files"
    done = home.mingcha("city", city, "--people", str(_PEOPLE))
    assert done.returncode == 0, done.stderr
    kept.mkdir()
    for path in (city / "files").iterdir():
        if path.name.startswith((_COUNTY, _CITY)) and not _MONTH.search(path.name):
            shutil.copy(path, kept)
    return kept


@contextmanager
def served(root: Path, files: Path | None = None, *, demo: bool = True) -> Iterator[Site]:
    """
    The site up, until the block ends, with the demo city or, quicker, with other `files` loaded. As a demonstration
    (`demo`) it does without second factors.
    """
    # Its commands find these settings from wherever their script lies: `worker` too.
    found = os.pathsep.join((environment(root / "config")["PYTHONPATH"], str(ROOT)))
    quick = {"DJANGO_SETTINGS_MODULE": "tests.browser.quick", "PYTHONPATH": found}
    home = Home(root, {"MINGCHA_DEMO": "yes" if demo else "no", **quick})
    password = "Browser-9f3k-Tests"
    sessions = json.loads(home.python(_LOAD, str(files or make_files(home, root)), password).splitlines()[-1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Home.script("from mingcha.cli.serving import serve; serve('127.0.0.1', int(sys.argv[1]), 1, False)")
    command[-1] = "import sys; " + command[-1]
    log = (root / "serve.log").open("w")
    server = subprocess.Popen([*command, str(port)], env=home.variables, stdout=log, stderr=log)
    try:
        site = Site(f"http://127.0.0.1:{port}", home, password, sessions)
        _await(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _await(site: Site, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if site.fetch("/health", "auditor", "en")[0] == 200:
            return
        assert server.poll() is None, "the server ended"
        time.sleep(0.1)
    raise AssertionError("the server did not answer")
