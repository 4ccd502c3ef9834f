"""
The secret of an installation, kept outside the data. Pseudonyms, the audit chain, sessions and backups are derived from
its first line for ever; what is sealed at rest is sealed under the newest of the sealing keys on the lines below it
(`ring.py`), or under the first line while there are none.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

Cipher = Literal["aes", "sm4"]
SECRET_BYTES = 32


def default_key_path() -> Path:
    """Where the key lies unless somebody says otherwise: the user's configuration folder, never beside the data."""
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "mingcha" / "secret.key"


@dataclass(frozen=True)
class SealingKey:
    """A key for sealing alone: its number, the day it was made, 32 random bytes."""

    number: int
    since: date
    value: bytes = field(repr=False)

    def line(self) -> str:
        """As it stands in the key file."""
        return f"seal:{self.number}:{self.since.isoformat()}:{self.value.hex()}"


@dataclass(frozen=True)
class Secret:
    """
    32 random bytes and the block cipher to use them with: `aes` (AES-256), or `sm4` (GB/T 32907) where the
    commercial-cryptography profile is required.
    """

    value: bytes = field(repr=False)
    cipher: Cipher = "aes"
    #: The sealing keys as they were read, oldest first; and where a process that runs on finds newer ones.
    later: tuple[SealingKey, ...] = field(default=(), compare=False)
    path: Path | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Twelve hex digits that name the secret without telling it; part of every dataset version's name."""
        return self.derive("id", 6).hex()

    def derive(self, label: str, length: int) -> bytes:
        """`length` (at most 32) bytes for one use; different labels give independent bytes (HMAC-SHA-256 as KDF)."""
        return hmac.new(self.value, f"mingcha/{self.cipher}/{label}".encode(), hashlib.sha256).digest()[:length]

    @property
    def key_length(self) -> int:
        """Key size of the cipher in bytes."""
        return 32 if self.cipher == "aes" else 16

    @classmethod
    def create(cls, path: Path, cipher: Cipher = "aes") -> Secret:
        """A new random secret, written to `path` readable by its owner only. Refuses to overwrite one."""
        value = secrets.token_bytes(SECRET_BYTES)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{cipher}:{value.hex()}\n")
        return cls(value, cipher, path=path)

    @classmethod
    def parse(cls, text: str, where: str, path: Path | None = None) -> Secret:
        """From `cipher:hex` and lines of sealing keys; `where` names the file or variable in the refusal."""
        first, *lines = [line.strip() for line in text.strip().splitlines()] or [""]
        cipher, _, digits = first.partition(":")
        later = tuple(found for line in lines if (found := _sealing_key(line)))
        numbers = [key.number for key in later]
        broken = cipher not in ("aes", "sm4") or not re.fullmatch(f"[0-9a-f]{{{2 * SECRET_BYTES}}}", digits)
        if broken or len(numbers) != len(lines) or numbers != sorted(set(numbers)):
            raise Refused(
                "key.broken",
                Message(
                    f"密钥“{where}”格式不对，应为 aes: 或 sm4: 加 64 位十六进制数。请从备份恢复原密钥文件。",
                    f"The key in “{where}” is malformed: aes: or sm4: and 64 hex digits are expected. "
                    "Restore the key file from its backup.",
                ),
            )
        return cls(bytes.fromhex(digits), "aes" if cipher == "aes" else "sm4", later, path)

    @classmethod
    def load(cls, path: Path) -> Secret:
        """From the variable MINGCHA_KEY when set, else from `path`, which is created on first use."""
        if text := os.environ.get("MINGCHA_KEY"):
            return cls.parse(text, "MINGCHA_KEY")
        if path.exists():
            return cls.parse(path.read_text(), path.name, path.absolute())
        return cls.create(path.absolute())


def _sealing_key(line: str) -> SealingKey | None:
    found = re.fullmatch(r"seal:([1-9][0-9]{0,8}):(\d{4}-\d{2}-\d{2}):([0-9a-f]{64})", line)
    try:
        return SealingKey(int(found[1]), date.fromisoformat(found[2]), bytes.fromhex(found[3])) if found else None
    except ValueError:
        return None
