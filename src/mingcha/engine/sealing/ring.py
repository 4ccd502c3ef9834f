"""
The sealing keys of an installation, and how one is added or taken away while the site runs.

What is sealed says the number of its key; number 0 is the first line of the key file. Every process looks whether the
key file changed before it seals something new, and when it meets a number that it does not know.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mingcha.engine.sealing.secret import SECRET_BYTES, SealingKey, Secret
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: By key file: what told it from an earlier one, and the keys that stood in it.
_READ: dict[Path, tuple[tuple[int, int, int], tuple[SealingKey, ...]]] = {}


def keys_of(secret: Secret) -> tuple[SealingKey, ...]:
    """The sealing keys as they stand in the key file now, oldest first."""
    if secret.path is None:
        return secret.later
    try:
        stat = secret.path.stat()
        state = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if secret.path not in _READ or _READ[secret.path][0] != state:
            _READ[secret.path] = (state, Secret.parse(secret.path.read_text(), secret.path.name).later)
    except OSError:  # taken away while this process runs: it goes on with what it knows
        return secret.later
    return _READ[secret.path][1]


def newest(secret: Secret) -> int:
    """The number of the key under which something new is sealed."""
    keys = keys_of(secret)
    return keys[-1].number if keys else 0


def numbered(secret: Secret, number: int) -> Secret:
    """The secret that seals under a number. KeyError when there is none (any more)."""
    if number == 0:
        return Secret(secret.value, secret.cipher)
    known = {key.number: key for key in secret.later} | {key.number: key for key in keys_of(secret)}
    return Secret(known[number].value, secret.cipher)


def add_key(secret: Secret, *, on: date) -> SealingKey:
    """A new sealing key at the end of the key file. Refused (`key.variable`) when the secret came in a variable."""
    made = SealingKey(newest(secret) + 1, on, secrets.token_bytes(SECRET_BYTES))
    _write(secret, (*keys_of(secret), made))
    return made


def remove_key(secret: Secret, number: int) -> None:
    """Takes a key out of the key file; what is sealed under it never opens again. Refused (`key.variable`)."""
    _write(secret, tuple(key for key in keys_of(secret) if key.number != number))


def _write(secret: Secret, keys: Sequence[SealingKey]) -> None:
    """The whole file or the old one: on the disk before it has the name."""
    if secret.path is None:
        raise Refused(
            "key.variable",
            Message(
                "密钥由变量 MINGCHA_KEY 给出，程序不能更换。请改用密钥文件（MINGCHA_KEY_PATH）后重试。",
                "The key is given in the variable MINGCHA_KEY, which no program can change. Put it into a key file "
                "(MINGCHA_KEY_PATH) and try again.",
            ),
        )
    text = "".join(line + "\n" for line in (f"{secret.cipher}:{secret.value.hex()}", *(key.line() for key in keys)))
    draft = secret.path.with_name(f".{secret.path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(secret.path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(secret.path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
