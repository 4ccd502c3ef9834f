"""The one key, and the folder it protects."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from mingcha.doctor.model import check
from mingcha.engine.sealing import ring
from mingcha.engine.sealing.secret import default_key_path
from mingcha.kernel.messages import Message
from mingcha.keys import holdings


def _key() -> Path | None:
    """The key file; None when the key was given in a variable."""
    if os.environ.get("MINGCHA_KEY"):
        return None
    return Path(os.environ.get("MINGCHA_KEY_PATH", str(default_key_path()))).absolute()


@check(
    "key.permissions",
    "error",
    why=(
        "本机其他用户能读到密钥，封存就没有意义。",
        "Other users of the machine can read the key; sealing is worth nothing.",
    ),
    fix=("chmod 600 密钥文件。", "chmod 600 the key file."),
    needs="",
)
def permissions(_at: datetime) -> Message | None:
    """Only the owner reads the key."""
    key = _key()
    if key and key.exists() and key.stat().st_mode & 0o077:
        return Message("密钥文件对其他用户开放。", "The key file is open to other users.")
    return None


@check(
    "key.place",
    "error",
    why=("拿走数据目录的人同时拿走了密钥。", "Whoever takes the data folder takes the key with it."),
    fix=(
        "把密钥移到数据目录之外，用 MINGCHA_KEY_PATH 指向它。",
        "Move the key out of the data folder and let MINGCHA_KEY_PATH name it.",
    ),
    needs="",
)
def place(_at: datetime) -> Message | None:
    """The key lies outside the data."""
    key = _key()
    if key and key.resolve().is_relative_to(Path(settings.HOME).resolve()):
        return Message("密钥在数据目录里。", "The key lies in the data folder.")
    return None


@check(
    "home.permissions",
    "error",
    why=("本机其他用户能看到数据目录。", "Other users of the machine can look into the data folder."),
    fix=("chmod 700 MINGCHA_HOME。", "chmod 700 MINGCHA_HOME."),
    needs="",
)
def home(_at: datetime) -> Message | None:
    """Only the owner enters the data folder."""
    if Path(settings.HOME).stat().st_mode & 0o077:
        return Message("数据目录对其他用户开放。", "The data folder is open to other users.")
    return None


@check(
    "key.age",
    "warning",
    why=("同一密钥用得越久，泄露的后果越大。", "The longer one key is used, the more is lost with it."),
    fix=(
        "运行 mingcha keys rotate，然后另行备份密钥文件（见 docs/how-to/operate.md）。",
        "Run `mingcha keys rotate`, then back up the key file (docs/how-to/operate.md).",
    ),
    needs="",
)
def age(at: datetime) -> Message | None:
    """The newest sealing key is young enough."""
    keys, file = ring.keys_of(settings.SECRET), settings.SECRET.path
    if keys:
        days = (at.date() - keys[-1].since).days
    elif file and file.exists():
        days = (at - datetime.fromtimestamp(file.stat().st_mtime, UTC)).days
    else:
        return None  # given in a variable: nobody here knows when it was made
    if settings.KEY_DAYS and days > settings.KEY_DAYS:
        return Message(f"封存密钥已用{days}天。", f"The sealing key is {days} days old.")
    return None


@check(
    "key.rotation",
    "warning",
    why=("换钥没有完成，旧密钥还不能停用。", "A rotation is not finished, and the older key still needed."),
    fix=("再次运行 mingcha keys rotate。", "Run `mingcha keys rotate` again."),
)
def rotation(_at: datetime) -> Message | None:
    """Everything is sealed under the newest key."""
    left = holdings.older(ring.newest(settings.SECRET))
    return Message(f"{left}项仍用旧密钥封存。", f"{left} things are sealed under an older key.") if left else None
