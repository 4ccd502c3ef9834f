"""
The format of a backup: one sealed file that is written and read front to back in bounded memory.

Inside the sealing (`engine.sealing.files`) lie entries: a length and a JSON head, then compressed blocks each with its
length, then a length of zero and the SHA-256 of the content. The key is derived from the installation's secret, which
is not in the archive.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

Head = dict[str, Any]
_LENGTH = 4


def key_of(secret: Secret) -> Secret:
    """The secret that seals the backups of an installation."""
    return Secret(secret.derive("backup", 32), secret.cipher)


class ArchiveWriter:
    """Writes entries to a file that did not exist."""

    def __init__(self, path: Path, secret: Secret) -> None:
        self._file = SealedWriter(path, key_of(secret))

    def add(self, head: Head, blocks: Iterable[bytes]) -> str:
        """Writes an entry; the SHA-256 of its content as hexadecimal digits."""
        self._put(json.dumps(head, ensure_ascii=False).encode())
        digest = hashlib.sha256()
        for block in blocks:
            if block:
                digest.update(block)
                self._put(zlib.compress(block, 1))
        self._file.write(bytes(_LENGTH) + digest.digest())
        return digest.hexdigest()

    def _put(self, data: bytes) -> None:
        self._file.write(len(data).to_bytes(_LENGTH, "big") + data)

    def close(self) -> None:
        """Seals the end and waits for the disk."""
        self._file.close()


@dataclass(frozen=True)
class Entry:
    """What is read of an entry: its head, and its content, which must be read before the next entry is asked for."""

    head: Head
    blocks: Iterator[bytes]


def entries(path: Path, secret: Secret) -> Iterator[Entry]:
    """
    The entries of an archive. What a caller leaves of an entry is read all the same: every hash is checked.

    Refused: `backup.absent` no such file; `backup.key` the first bytes do not open; `backup.damaged` later ones.
    """
    read = _reader(path, secret)
    while start := read(_LENGTH):
        blocks = _blocks(read)
        yield Entry(json.loads(read(int.from_bytes(start, "big"))), blocks)
        for _ in blocks:
            pass


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    while length := int.from_bytes(read(_LENGTH), "big"):
        block = zlib.decompress(read(length))
        digest.update(block)
        yield block
    if read(digest.digest_size) != digest.digest():
        raise _damaged()


def _reader(path: Path, secret: Secret) -> Callable[[int], bytes]:
    """Reads exactly so many bytes, or none at the end."""
    try:
        file = SealedReader(path, key_of(secret))
    except OSError as error:
        raise Refused(
            "backup.absent",
            Message(
                f"备份文件 {path} 无法打开（{error.strerror}）。请检查路径和读取权限。",
                f"The backup {path} cannot be opened ({error.strerror}). Check the path and that it may be read.",
            ),
        ) from None
    except Refused:
        raise _not_ours(path, secret) from None

    opened = False

    def read(size: int) -> bytes:
        nonlocal opened
        try:
            data = file.read(size)
        except Refused:
            raise (_damaged() if opened else _not_ours(path, secret)) from None
        if data and len(data) != size:
            raise _damaged()
        opened = True
        return data

    return read


def _not_ours(path: Path, secret: Secret) -> Refused:
    return Refused(
        "backup.key",
        Message(
            f"用本机密钥（{secret.id}）打不开备份 {path.name}：它不是本系统的备份，或由另一密钥制作，或开头已损坏。"
            "请把制作备份时的密钥文件放到 MINGCHA_KEY_PATH 后重试。没有写入任何内容。",
            f"The key of this installation ({secret.id}) does not open {path.name}: it is no backup, was made with "
            "another key, or is damaged at its start. Put the key file of the installation that made it at "
            "MINGCHA_KEY_PATH and try again. Nothing was written.",
        ),
    )


def _damaged() -> Refused:
    return Refused(
        "backup.damaged",
        Message(
            "备份文件已损坏或不完整，不能恢复。请使用另一份备份。没有写入任何内容。",
            "The backup is damaged or incomplete and cannot be restored. Use another one. Nothing was written.",
        ),
    )
