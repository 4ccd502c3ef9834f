"""The machine: room on the disk, a clock that tells the time, limits that let the engine work."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from mingcha.audit.models import AuditRecord
from mingcha.doctor.model import check
from mingcha.kernel.messages import Message

#: Nothing was recorded before this program existed.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)
_ENGINE_MB = 2000
_OPEN_FILES = 1024
_PROBE = 8_000_000


@check(
    "machine.disk",
    "error",
    why=("磁盘写满后，上传、比对和审计都会停止。", "When the disk is full, uploads, matching and the audit log stop."),
    fix=(
        "清理磁盘，或把 MINGCHA_HOME 移到更大的磁盘；界限由 MINGCHA_MIN_FREE_MB 设定。",
        "Free some space or move MINGCHA_HOME to a larger disk; MINGCHA_MIN_FREE_MB sets the limit.",
    ),
    needs="",
)
def disk(_at: datetime) -> Message | None:
    """Room is left where the data lie and where temporary files go."""
    wanted = settings.MIN_FREE_MB
    for place in (Path(settings.HOME), Path(tempfile.gettempdir())):
        free = shutil.disk_usage(place).free // 1_000_000
        if free < wanted:
            return Message(
                f"{place} 只剩 {free:,} MB，应不少于 {wanted:,} MB。",
                f"{place} has {free:,} MB left; {wanted:,} are wanted.",
            )
    if not _holds(Path(settings.HOME)):
        return Message("数据目录写不进 8 MB（配额或限制）。", "The data folder does not take 8 MB (a quota or limit).")
    return None


def _holds(folder: Path) -> bool:
    """Whether so much can really be written: quotas and limits do not show in the free space of a disk."""
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".room-") as file:
            file.write(bytes(_PROBE))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


@check(
    "machine.folders",
    "error",
    why=("上传和比对会失败。", "Uploads and matching fail."),
    fix=(
        "恢复这些目录，并让运行本系统的用户可写。",
        "Restore these folders, writable for the user that runs the site.",
    ),
    needs="",
)
def folders(_at: datetime) -> Message | None:
    """Every folder that is written to can be written to."""
    home = Path(settings.HOME)
    wanted = [home, Path(settings.FILE_UPLOAD_TEMP_DIR), Path(settings.STATIC_ROOT)]
    wanted += [p for p in (home / "store", home / "sources", home / "uploads", settings.ANCHORS.parent) if p.exists()]
    wrong = [p.name for p in wanted if not (p.is_dir() and os.access(p, os.R_OK | os.W_OK | os.X_OK))]
    names = ", ".join(wrong)
    return Message(f"不能写入：{names}。", f"Not writable: {names}.") if wrong else None


@check(
    "machine.clock",
    "error",
    why=("期限、审计和会话都依赖时间。", "Deadlines, the audit log and sessions depend on the time."),
    fix=(
        "校准系统时间（如启用 chrony），再检查最近的记录。",
        "Set the time of the system (chrony), then look at the newest records.",
    ),
)
def clock(at: datetime) -> Message | None:
    """The time is not before what was already recorded."""
    newest = AuditRecord.objects.order_by("-at").first()
    if at < _EARLIEST or (newest is not None and newest.at > at + _AHEAD):
        return Message("系统时间早于已有的审计记录。", "The clock is behind records that exist already.")
    return None


@check(
    "machine.zone",
    "warning",
    why=(
        "日志与页面的时间会相差几个小时，容易误读期限。",
        "Times in logs and on pages differ by hours; deadlines get misread.",
    ),
    fix=(
        "把系统时区设为 Asia/Shanghai（环境变量 TZ 或 timedatectl）。",
        "Set the zone to Asia/Shanghai (TZ or timedatectl).",
    ),
    needs="",
)
def zone(at: datetime) -> Message | None:
    """The zone of the process is the zone of the pages."""
    if at.astimezone(ZoneInfo(settings.TIME_ZONE)).utcoffset() == ZoneInfo(_local()).utcoffset(at):
        return None
    return Message(f"系统时区是 {_local()}。", f"The zone of the system is {_local()}.")


def _local() -> str:
    """Django sets TZ to its own zone; what the administrator set is remembered by the settings."""
    return str(settings.SYSTEM_ZONE)


@check(
    "machine.limits",
    "warning",
    why=("比对引擎可能在大文件上失败。", "The engine may fail on large files."),
    fix=(
        f"给服务至少 {_ENGINE_MB} MB 内存和 {_OPEN_FILES} 个打开文件（systemd：MemoryMax、LimitNOFILE）。",
        f"Give the service {_ENGINE_MB} MB of memory and {_OPEN_FILES} open files (systemd: MemoryMax, LimitNOFILE).",
    ),
    needs="",
)
def limits(_at: datetime) -> Message | None:
    """Memory and open files are enough for the engine."""
    wrong = []
    if (memory := _memory_mb()) < _ENGINE_MB:
        wrong.append(f"{memory} MB")
    if (files := _open_files()) < _OPEN_FILES:
        wrong.append(f"{files} files")
    return Message(f"只有 {'、'.join(wrong)}。", f"Only {', '.join(wrong)}.") if wrong else None


def _memory_mb() -> int:
    """What this process may use: the machine's memory, or less where the service is limited."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text().strip()).isdecimal():
        found = min(found, int(text))
    return found // 1_000_000


def _open_files() -> int:
    import resource

    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _OPEN_FILES if soft == resource.RLIM_INFINITY else soft
