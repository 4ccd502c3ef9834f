"""Sealed files: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mingcha.engine.rules.duck import connect
from mingcha.engine.sealing.ciphers import NONCE, TAG
from mingcha.engine.sealing.files import CHUNK, HEADER, SealedFileSystem, SealedReader, SealedWriter
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused

STEP = CHUNK + NONCE + TAG
SECRETS = [Secret(b"k" * 32, "aes"), Secret(b"k" * 32, "sm4")]


def write(path: Path, content: bytes, secret: Secret) -> None:
    with SealedWriter(path, secret) as writer:
        for start in range(0, len(content), 100_000):
            writer.write(content[start : start + 100_000])


def read(path: Path, secret: Secret) -> bytes:
    with SealedReader(path, secret) as reader:
        return reader.read()


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: s.cipher)
@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17])
def test_content_of_every_length_comes_back(tmp_path: Path, secret: Secret, length: int) -> None:
    content = os.urandom(length)
    write(tmp_path / "f", content, secret)
    assert read(tmp_path / "f", secret) == content
    with SealedReader(tmp_path / "f", secret) as reader:
        assert reader.size == length
        reader.seek(length // 2)
        assert reader.read(10) == content[length // 2 :][:10]
        reader.seek(-min(5, length), 2)
        assert reader.read() == content[-5:] if length else True


def damage(kind: str, raw: bytes) -> bytes:
    body = raw[HEADER:]
    first, second, rest = body[:STEP], body[STEP : 2 * STEP], body[2 * STEP :]
    return {
        "a flipped bit": raw[: HEADER + 20] + bytes([raw[HEADER + 20] ^ 1]) + raw[HEADER + 21 :],
        "cut off at a chunk": raw[: HEADER + 2 * STEP],
        "cut off inside": raw[:-3],
        "chunks swapped": raw[:HEADER] + second + first + rest,
        "a chunk repeated": raw[:HEADER] + first + first + rest,
        "another file's id": raw[:16] + bytes(16) + raw[32:],
        "no sealed file": b"PAR1" + raw[4:],
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "a flipped bit",
        "cut off at a chunk",
        "cut off inside",
        "chunks swapped",
        "a chunk repeated",
        "another file's id",
        "no sealed file",
    ],
)
def test_forgeries_are_refused(tmp_path: Path, kind: str) -> None:
    secret = SECRETS[0]
    write(tmp_path / "f", os.urandom(2 * CHUNK + 500), secret)
    (tmp_path / "f").write_bytes(damage(kind, (tmp_path / "f").read_bytes()))
    with pytest.raises(Refused, match="damaged") as refusal:
        read(tmp_path / "f", secret)
    assert refusal.value.code == "store.damaged"


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    write(tmp_path / "f", b"x" * 100, SECRETS[0])
    with pytest.raises(Refused):
        read(tmp_path / "f", Secret(b"j" * 32))


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: s.cipher)
def test_duckdb_reads_and_writes_sealed_parquet_with_two_threads(tmp_path: Path, secret: Secret) -> None:
    connection = connect(secret)
    url = SealedFileSystem.url(tmp_path / "t.parquet")
    connection.execute(
        f"COPY (SELECT range AS a, 'x' || range % 7 AS s FROM range(300000)) TO '{url}' (FORMAT parquet)"
    )
    found = connection.execute(f"SELECT sum(a), count(DISTINCT s), count(*) FROM read_parquet('{url}')").fetchall()
    assert found == [(300_000 * 299_999 // 2, 7, 300_000)]
    assert b"PAR1" not in (tmp_path / "t.parquet").read_bytes()
    connection.close()


def test_the_key_file_is_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "config" / "secret.key"
    secret = Secret.load(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Secret.load(path) == secret
    with pytest.raises(FileExistsError):
        Secret.create(path)
    path.write_text("rubbish")
    with pytest.raises(Refused, match="malformed"):
        Secret.load(path)
