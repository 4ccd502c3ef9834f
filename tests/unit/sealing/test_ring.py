"""R34: sealing keys by number: added while others read and write, taken away, bound to their place."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from mingcha.engine.sealing import Keys, ring
from mingcha.engine.sealing.files import HEADER, SealedReader, SealedWriter, key_number
from mingcha.engine.sealing.secret import Cipher, Secret
from mingcha.engine.sealing.texts import open_text, seal_text
from mingcha.kernel.errors import Refused

ON = date(2026, 3, 2)


@pytest.fixture(params=["aes", "sm4"])
def secret(request: pytest.FixtureRequest, tmp_path: Path) -> Secret:
    cipher: Cipher = request.param
    return Secret.create(tmp_path / "secret.key", cipher)


def sealed(path: Path, secret: Secret, data: bytes = b"words", place: str = "") -> Path:
    with SealedWriter(path, secret, place) as writer:
        writer.write(data)
    return path


def read(path: Path, secret: Secret, place: str = "") -> bytes:
    with SealedReader(path, secret, place) as reader:
        return reader.read()


def test_a_process_that_runs_on_reads_old_and_new_and_writes_new(secret: Secret, tmp_path: Path) -> None:
    running, child = secret, pickle.loads(pickle.dumps(secret))
    old = sealed(tmp_path / "old", running)
    other = Secret.load(tmp_path / "secret.key")
    assert ring.add_key(other, on=ON).number == 1
    new = sealed(tmp_path / "new", other)
    for one in (running, child, other, Secret.load(tmp_path / "secret.key")):
        assert (read(old, one), read(new, one)) == (b"words", b"words")
        assert key_number(sealed(tmp_path / "next", one)) == 1
    assert (key_number(old), key_number(new), key_number(tmp_path / "secret.key")) == (0, 1, None)
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_pseudonyms_and_names_of_versions_stay(secret: Secret, tmp_path: Path) -> None:
    before = (secret.id, Keys(secret).pseudonym("person", "x"), secret.derive("audit", 32))
    ring.add_key(secret, on=ON)
    again = Secret.load(tmp_path / "secret.key")
    assert again == secret
    assert (again.id, Keys(again).pseudonym("person", "x"), again.derive("audit", 32)) == before


def test_a_forgotten_key_opens_nothing(secret: Secret, tmp_path: Path) -> None:
    ring.add_key(secret, on=ON)
    path, text = sealed(tmp_path / "f", secret), seal_text(secret, "话", "t/c/1")
    ring.add_key(secret, on=ON)
    ring.remove_key(secret, 1)
    fresh = Secret.load(tmp_path / "secret.key")
    with pytest.raises(Refused):
        read(path, fresh)
    with pytest.raises(Refused):
        open_text(fresh, text, "t/c/1")
    assert ring.add_key(fresh, on=ON).number == 3


def test_r34_what_was_sealed_for_one_place_opens_in_no_other(secret: Secret, tmp_path: Path) -> None:
    path, text = sealed(tmp_path / "f", secret, place="t/1"), seal_text(secret, "话", "t/c/1")
    assert (read(path, secret, "t/1"), open_text(secret, text, "t/c/1")) == (b"words", "话")
    for place in ("t/2", ""):
        with pytest.raises(Refused):
            read(path, secret, place)
        with pytest.raises(Refused):
            open_text(secret, text, place)


def test_another_number_in_front_opens_nothing(secret: Secret, tmp_path: Path) -> None:
    ring.add_key(secret, on=ON)
    path, text = sealed(tmp_path / "f", secret), seal_text(secret, "话", "t")
    for number in (0, 2):
        data = path.read_bytes()
        path.write_bytes(data[: HEADER - 8] + number.to_bytes(4, "big") + data[HEADER - 4 :])
        with pytest.raises(Refused):
            read(path, secret)
        with pytest.raises(Refused):
            open_text(secret, text.replace(".1.", f".{number}."), "t")


def test_a_key_in_a_variable_is_not_rotated(secret: Secret) -> None:
    given = Secret.parse(f"aes:{'0' * 64}\nseal:4:2026-03-02:{'1' * 64}\n", "MINGCHA_KEY")
    assert ring.newest(given) == 4
    with pytest.raises(Refused) as refusal:
        ring.add_key(given, on=ON)
    assert refusal.value.code == "key.variable"


@pytest.mark.parametrize("line", ["seal:0:2026-03-02:" + "1" * 64, "seal:1:2026-13-02:" + "1" * 64, "seal:1", "x"])
def test_a_broken_line_is_refused(line: str) -> None:
    with pytest.raises(Refused) as refusal:
        Secret.parse(f"aes:{'0' * 64}\n{line}", "secret.key")
    assert refusal.value.code == "key.broken"


def test_keys_are_not_shown(secret: Secret) -> None:
    made = ring.add_key(secret, on=ON)
    assert made.value.hex() not in repr(made) and repr(secret.value) not in repr(secret)
