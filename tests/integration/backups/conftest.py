"""Homes on both databases, and one with a backup beside it."""

from __future__ import annotations

import secrets

import pytest

from tests.factories.home import Home
from tests.factories.installations import Make, maker

PLANT = """
import os, sys
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from mingcha.accounts import operations
from mingcha.audit import operations as audit
from mingcha.kernel.clock import wall_clock
for number, word in enumerate(sys.argv[1:]):
    uploaded = settings.MEDIA_ROOT / f"{word}.txt"
    uploaded.parent.mkdir(parents=True, exist_ok=True)
    uploaded.write_text(word * 3, encoding="utf-8")
    operations.open_account(username=word, name=f"陈{word}"[:40], password="x" * 12, by="system", at=wall_clock())
    audit.record("matter.seen", subject=word, by=f"user:{word}", at=wall_clock(), detail={"说明": word})
(settings.MEDIA_ROOT / "large.bin").write_bytes(os.urandom(900_000))
audit.anchor(at=wall_clock())
"""


@pytest.fixture(scope="session")
def canaries() -> list[str]:
    return [f"秘{secrets.token_hex(8)}" for _ in range(50)]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, canaries: list[str]) -> Home:
    """An installation with canaries in its tables, its uploads and their names, and a backup beside it."""
    made = Home(tmp_path_factory.mktemp("installation"))
    made.python(PLANT, *canaries)
    done = made.mingcha("backup", made.root / "a.backup")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a home on one database, then on the other."""
    return maker(request.param, request)
