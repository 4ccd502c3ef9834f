"""R11: without the key a backup says nothing; a wrong key, a damaged or another file is refused in a sentence."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from mingcha.accounts.models import User
from mingcha.accounts.operations import open_account
from mingcha.audit.models import AuditRecord
from mingcha.backups import operations
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused
from tests.factories.home import Home

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def forms(word: str) -> list[bytes]:
    """How a word might stand in a file."""
    coded = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    plain = word[1:].encode()
    return [*coded, plain, plain.hex().encode(), base64.b64encode(plain)[:-4]]


def test_r11_no_canary_is_found_without_the_key(home: Home, canaries: list[str]) -> None:
    sealed = (home.root / "a.backup").read_bytes()
    everything = b"".join(p.read_bytes() for p in home.data.rglob("*") if p.is_file())
    assert all(any(form in everything for form in forms(word)) for word in canaries)
    assert [word for word in canaries if any(form in sealed for form in forms(word))] == []
    assert home.key.read_text().split(":")[1].strip().encode() not in sealed


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    place = len(data) - 100
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": cut,
    "only its head": lambda data: data[:40],
    "empty": lambda data: b"",
    "flipped": flipped,
    "another file": lambda data: b"PK" + data,
}


@pytest.fixture
def here(home: Home, settings: Any) -> Path:
    """This process, with the key of that installation; its archive."""
    settings.SECRET = Secret.load(home.key)
    return home.root / "a.backup"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.message.zh and refused.value.message.en
    return refused.value.code


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_r11_a_damaged_backup_is_refused(here: Path, tmp_path: Path, damage: str) -> None:
    (tmp_path / "b.backup").write_bytes(DAMAGES[damage](here.read_bytes()))
    code = refusal(lambda: operations.inspect_backup(path=tmp_path / "b.backup"))
    assert code == ("backup.key" if damage in ("another file", "empty") else "backup.damaged")


def test_r11_a_wrong_key_restores_nothing_and_says_so(home: Home, tmp_path: Path) -> None:
    fresh = Home(tmp_path)
    done = fresh.mingcha("restore", home.root / "a.backup")
    assert done.returncode == 1
    assert "was made with another key" in " ".join(done.stderr.split()) and "Traceback" not in done.stderr
    assert {p.name for p in fresh.data.iterdir()} == {"static", "incoming", "mingcha.sqlite3"}
    with sqlite3.connect(fresh.data / "mingcha.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)


def back_up(target: Path) -> Callable[[], object]:
    return lambda: operations.make_backup(target=target, by="system", at=AT)


def restore(path: Path) -> Callable[[], object]:
    return lambda: operations.restore_backup(path=path, by="system", at=AT)


def test_where_a_backup_may_not_go(here: Path, tmp_path: Path, settings: Any) -> None:
    assert refusal(back_up(here)) == "backup.exists"
    assert refusal(back_up(settings.HOME)) == "backup.inside"
    assert refusal(back_up(tmp_path / "absent" / "b.backup")) == "backup.folder"


@pytest.mark.django_db
def test_a_backup_goes_into_an_empty_installation_of_its_version_only(here: Path, settings: Any) -> None:
    assert refusal(restore(here.with_name("absent"))) == "backup.absent"
    settings.AUDIT_HASH = "sha256"
    assert refusal(restore(here)) == "restore.hash"
    settings.AUDIT_HASH = "sm3"
    with transaction.atomic():
        open_account(username="chen", name="陈某", password="x" * 12, by="system", at=AT)
        assert refusal(restore(here)) == "restore.occupied"
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    assert refusal(restore(here)) == "restore.version"
    assert refusal(back_up(here.with_name("b.backup"))) == "backup.schema"


@pytest.mark.django_db
def test_a_backup_of_a_forged_log_is_not_restored(here: Path, settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.ANCHORS = tmp_path, tmp_path / "anchors" / "anchors.txt"
    settings.ANCHORS.parent.mkdir()
    settings.ANCHORS.write_text(f"3 {'0' * 64} 2026-03-02T10:00:00+00:00\n")
    assert refusal(restore(here)) == "restore.chain"
    assert User.objects.count() == AuditRecord.objects.count() == 0
    assert [p.name for p in tmp_path.iterdir()] == ["anchors"]


@pytest.mark.django_db
def test_when_the_log_cannot_be_written_nothing_is_restored(
    here: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    settings.HOME, settings.ANCHORS = tmp_path, tmp_path / "anchors.txt"
    settings.AUDIT_KEY = settings.SECRET.derive("audit", 32)
    monkeypatch.setattr("mingcha.backups.operations.audit.record", fail)
    with pytest.raises(OSError, match="no room"):
        restore(here)()
    assert User.objects.count() == 0 and list(tmp_path.iterdir()) == []
