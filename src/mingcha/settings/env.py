"""
Typed access to environment variables. A missing or malformed one stops the process with what to do.

Secrets may be given as a file: `NAME_FILE=/run/secrets/…` instead of `NAME=…`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml


class SettingError(SystemExit):
    """Ends the process: the sentence is all that the administrator needs to see."""


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that `NAME_FILE` names, or `default`."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE：{path} 无法读取（{error.strerror}）。 It cannot be read.") from None
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"环境变量 {name} 未设置，见 docs/reference/settings.md。 {name} is not set.")
    return value


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of `allowed`, the first by default."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise SettingError(f"{name}={value} 不对，只能是 must be one of: {', '.join(allowed)}.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """1, true, yes or 0, false, no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in ("1", "true", "yes", "0", "false", "no"):
        raise SettingError(f"{name}={value} 不对，请写 yes 或 no。 Write yes or no.")
    return value in ("1", "true", "yes")


def number(name: str, default: int) -> int:
    """A whole number, not negative."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise SettingError(f"{name}={value} 不对，请写整数。 Write a whole number.")
    return int(value)


def words(name: str, default: str) -> list[str]:
    """Comma separated."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def entries(name: str) -> list[dict[str, Any]]:
    """A list of mappings in YAML, which JSON is too; as it holds secrets it belongs in the file `NAME_FILE`."""
    try:
        found = yaml.safe_load(text(name, "")) or []
    except yaml.YAMLError:
        found = None  # what it says may be a secret: the sentence does not quote it
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SettingError(f"{name} 应为 YAML 列表，每项为“名称: 值”。 A YAML list of mappings is expected.")
    return found


def local_zone() -> str:
    """The zone of this machine by its name in the time zone database; UTC when it says none."""
    if name := os.environ.get("TZ", "").lstrip(":"):
        return name
    linked = Path("/etc/localtime")
    parts = linked.resolve().parts
    return "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"


def database(url: str, home: Path) -> dict[str, Any]:
    """
    Django's settings of one database: an empty `url` is SQLite in `home`; else `sqlite:///PATH` or
    `postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=…`.
    """
    parts = urlsplit(url or f"sqlite:///{home / 'mingcha.sqlite3'}")
    if parts.scheme == "sqlite":
        return _sqlite("/" + unquote(parts.path).lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingError(
            f"DATABASE_URL 以 {parts.scheme}:// 开头，只支持 only sqlite:// and postgresql:// are known."
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "mingcha.accounts.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


#: For every connection to SQLite; `synchronous` FULL, because an acknowledged write must survive a power cut.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    " PRAGMA temp_store=MEMORY;"
)


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # IMMEDIATE takes the write lock at the start: two writers wait for each other instead of failing half-way.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }
