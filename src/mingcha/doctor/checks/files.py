"""Files of departments and of the engine, what was left lying about, and the age of the newest backup."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mingcha.attachments import queries as attachments
from mingcha.audit.models import AuditRecord
from mingcha.datasets.models import Upload
from mingcha.doctor.model import check
from mingcha.engine.sealing.files import SealedReader
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_OPENED = 200
_DAY = 86_400.0
_BACKUP_AGE = timedelta(days=7)


def _home() -> Path:
    return Path(settings.HOME)


def _newest(*patterns: str) -> list[Path]:
    found = [p for pattern in patterns for p in _home().glob(pattern) if p.is_file() and not p.name.startswith(".")]
    return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)[:_OPENED]


def _opens(path: Path) -> bool:
    try:
        with SealedReader(path, settings.SECRET) as sealed:
            sealed.read(1)
            sealed.seek(max(sealed.size - 1, 0))
            sealed.read(1)
    except (Refused, OSError):
        return False
    return True


@check(
    "files.store",
    "error",
    why=("比对会在这些数据上失败。", "Matching fails on these data."),
    fix=(
        "确认密钥正确；损坏的文件删除后重新读取原始文件。",
        "See that the key is the right one; delete damaged files and read the sources again.",
    ),
    needs="",
)
def store(_at: datetime) -> Message | None:
    """The newest sealed files of the engine open at both ends."""
    broken = [p for p in _newest("store/versions/*", "store/repeats/*", "store/findings/*") if not _opens(p)]
    return (
        Message(f"{len(broken)}个引擎文件打不开。", f"{len(broken)} files of the engine do not open.")
        if broken
        else None
    )


@check(
    "files.sources",
    "error",
    why=("部门交来的文件不能再读取或退回。", "Files of departments can no longer be read or sent back."),
    fix=("从备份恢复缺少的文件。", "Restore the missing files from a backup."),
)
def sources(_at: datetime) -> Message | None:
    """Files that the database speaks of are there, and the newest of them open."""
    kept = Upload.objects.all().for_system("doctor").exclude(sealed="").order_by("-pk").values_list("sealed", flat=True)
    folder = _home() / "sources"
    missing = sum(not (folder / name).exists() for name in kept.iterator())
    broken = sum(not _opens(folder / name) for name in kept[:_OPENED] if (folder / name).exists())
    if not missing + broken:
        return None
    return Message(
        f"部门文件：{missing}个不见，{broken}个打不开。",
        f"Files of departments: {missing} missing, {broken} do not open.",
    )


@check(
    "files.attachments",
    "error",
    why=(
        "照片、文档等证据已经丢失或被改动。",
        "Photos, documents and other evidence are lost.",
    ),
    fix=("从备份恢复这些文件。", "Restore these files from a backup."),
)
def attached(_at: datetime) -> Message | None:
    """The newest files beside records are there, open, and have the hash with which they came."""
    count = len(attachments.damaged(newest=_OPENED))
    return Message(f"{count}个附件不见或已损坏。", f"{count} attached files are missing or damaged.") if count else None


@check(
    "files.leftovers",
    "warning",
    why=("被中断的工作留下的文件占地方，也可能含有数据。", "Files of interrupted work take room and may hold data."),
    fix=("停止服务后删除这些文件。", "Stop the site and delete them."),
    needs="",
)
def leftovers(_at: datetime) -> Message | None:
    """Nothing half written is older than a day."""
    old = [path for path in _half_written() if path.stat().st_mtime < time.time() - _DAY]
    return Message(f"{len(old)}个遗留文件。", f"{len(old)} leftover files.") if old else None


def _half_written() -> Iterator[Path]:
    for pattern in ("store/scratch/*", "store/*/.*.part", "attachments/.*.part", "incoming/*", ".restoring-*"):
        yield from _home().glob(pattern)


@check(
    "files.backup",
    "warning",
    why=("磁盘一坏，此后的一切都会丢失。", "If the disk fails, everything since is lost."),
    fix=(
        "运行 mingcha backup 到另一块磁盘，并定时执行（见 docs/how-to/backup.md）。",
        "Run `mingcha backup` to another disk, and do so by timer (docs/how-to/backup.md).",
    ),
)
def backup(at: datetime) -> Message | None:
    """The newest backup is less than a week old."""
    newest = AuditRecord.objects.filter(action="backup.made").order_by("-seq").first()
    if newest is None:
        return Message("还没有备份过。", "There is no backup yet.")
    if at - newest.at > _BACKUP_AGE:
        days = (at - newest.at).days
        return Message(f"最近的备份在{days}天前。", f"The newest backup is {days} days old.")
    return None
