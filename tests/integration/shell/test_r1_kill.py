"""
R1: what the site acknowledged survives its being killed: eight people record verdicts and hand in files over HTTP while
the server and all its processes are killed again and again. A hundred kills in the long suite, one in the short one.
"""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.factories.home import Home
from tests.factories.killing import CSRF, FORM, SERVE, SESSIONS, Poster, free_port, posting, serve_and_kill

CLIENTS, FINDINGS = 8, 40
#: Four who verify and four who hand in, logged in; findings to judge. Prints what the clients need to know.
PREPARE = (
    SESSIONS
    + """
import json, sys
from django.core.management import call_command
from mingcha.kernel.clock import wall_clock
from tests.factories.datasets import make_world, person
from tests.factories.matching import enter_rules, findings, row, run_with
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("createcachetable")
settings.FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
enter_rules()
world = make_world(at=wall_clock())

half = int(sys.argv[1]) // 2
people = [person(f"reviewer{n}", "reviewer", world.county) for n in range(half)]
people += [person(f"clerk{n}", "responder", world.city, world.department) for n in range(half)]
run_with(world.purpose, world.analyst, [row(n) for n in range(int(sys.argv[2]))])
print(json.dumps({
    "sessions": [session(user) for user in people],
    "findings": [[f.number, f.evidence_digest] for f in findings().order_by("pk")],
    "purpose": world.purpose.pk,
}))
"""
)
LOOK = """
import json
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult
from mingcha.audit import queries
from mingcha.audit.models import AuditRecord
from mingcha.datasets.models import Progress, Upload
from mingcha.datasets.sealed import sources
from mingcha.engine.sealing.files import SealedReader
from mingcha.kernel.clock import wall_clock
from mingcha.matching import recounting
from mingcha.matching.models import Review
from tests.factories.matching import findings

def recorded(action):
    return AuditRecord.objects.filter(action=action).count()

uploads = list(Upload.objects.all().for_system("test"))
def content(upload):
    with SealedReader(sources() / upload.sealed, settings.SECRET) as file:
        return file.read().decode()
with connection.cursor() as cursor:
    integrity = cursor.execute("PRAGMA integrity_check").fetchall()
print(json.dumps({
    "notes": list(Review.objects.values_list("note", flat=True)),
    "files": {upload.name: content(upload) for upload in uploads},
    "uploads": [len(uploads), recorded("upload.received"), Progress.objects.count(), DBTaskResult.objects.count()],
    "reviews": [Review.objects.count(), recorded("finding.reviewed")],
    "standing": Review.objects.filter(standing=True).count() == findings().filter(state="reviewed").count(),
    "off": len(recounting.differences()),
    "audit": [p.kind for p in queries.problems(at=wall_clock()) if p.kind != "silent"],  # no clock ticks here
    "integrity": [list(line) for line in integrity],
}))
"""


class Client(Poster):
    """Judges findings or hands in files."""

    def deed(self, name: str) -> tuple[bool, str]:
        return self._judge(name) if self.number < CLIENTS // 2 else self._hand_in(name)

    def _judge(self, name: str) -> tuple[bool, str]:
        mine = self.known["findings"][self.number :: CLIENTS // 2]
        number, evidence = mine[self.sent % len(mine)]
        given = {"verdict": "data_error", "note": name, "evidence": evidence}
        body = urlencode({"csrfmiddlewaretoken": CSRF, **given})
        return self._post(f"/findings/{number}/verdict/", body.encode(), FORM)

    def _hand_in(self, name: str) -> tuple[bool, str]:
        fields = {"csrfmiddlewaretoken": CSRF, "purpose": str(self.known["purpose"])}
        parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}.csv"\r\nContent-Type: text/csv'
        body = "".join([*parts, f"{head}\r\n\r\n{content(name)}\r\n--x--\r\n"])
        return self._post("/data/hand-in/", body.encode(), "multipart/form-data; boundary=x")

    def _post(self, path: str, body: bytes, kind: str) -> tuple[bool, str]:
        status, to, page = self.ask("POST", path, body, kind)
        return status == 302 and to.startswith(("/findings/", "/data/hand-in/")), f"{path} {status} {page[:2000]}"


def content(name: str) -> str:
    """What a file called `name` holds: another content each."""
    return f"姓名,备注\n张三,{name}\n"


@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.slow)])
def test_r1_what_was_acknowledged_survives_kills(tmp_path: Path, kills: int) -> None:
    root = Path(__file__).parents[3]
    home = Home(
        tmp_path, {"PYTHONPATH": f"{root / 'src'}:{root}", "MINGCHA_WITHOUT_MFA": "1", "MINGCHA_PASSWORD_DAYS": "0"}
    )
    known = json.loads(home.python(PREPARE, str(CLIENTS), str(FINDINGS)).splitlines()[-1])

    port, chance, over = free_port(), random.Random(1), threading.Event()
    people = [Client(number, known, port, over) for number in range(CLIENTS)]
    with posting(people, over):
        for _ in range(kills):
            # R1 asks for 30 to 350 ms; the first answers, for which the site is still waking up, have come already.
            serve_and_kill(home, [(SERVE, str(port))], people, CLIENTS, chance.uniform(0.03, 0.35))
    assert [one.refused for one in people if one.refused] == [], (home.root / "site.log").read_text()[-3000:]
    half = CLIENTS // 2
    assert all(sum(len(one.acknowledged) for one in some) >= kills for some in (people[:half], people[half:]))
    check_whole(json.loads(home.python(LOOK)), people)


def check_whole(seen: dict[str, Any], people: list[Client]) -> None:
    """Every acknowledged thing is there, once and whole; rows, records and queue agree; nothing is damaged."""
    judged = [name for one in people[: CLIENTS // 2] for name in one.acknowledged]
    handed = [name for one in people[CLIENTS // 2 :] for name in one.acknowledged]
    assert set(judged) <= set(seen["notes"]) and len(seen["notes"]) == len(set(seen["notes"]))
    assert {f"{name}.csv" for name in handed} <= seen["files"].keys()
    assert all(text == content(name.removesuffix(".csv")) for name, text in seen["files"].items())
    assert len(set(seen["uploads"])) == 1 and len(set(seen["reviews"])) == 1, seen
    assert seen["standing"] and seen["off"] == 0
    assert seen["audit"] == [] and seen["integrity"] == [["ok"]]
