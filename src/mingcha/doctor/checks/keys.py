"""The one key, and the folder it protects."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingcha.doctor.model import check
from mingcha.engine.sealing.secret import default_key_path
from mingcha.kernel.messages import Message


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
