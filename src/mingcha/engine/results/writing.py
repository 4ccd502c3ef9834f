"""Files appear whole or not at all, and a full disk or an open workbook is a sentence, not a traceback."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    A place to write to, beside `path`, that becomes `path` when the body ends well and vanishes when it does not.

    Its folder is private to this writing, so that scratch files of a library can go there too: what they hold is as
    confidential as the result.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_open(path)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            yield draft
            _flush(draft)
            draft.replace(path)
    except (OSError, FileCreateError) as error:
        raise refusal(path, error) from error


def refusal(path: Path, error: Exception) -> Refused:
    """What is said when `path` could not be written."""
    number = getattr(error, "errno", None) or getattr(error.__context__, "errno", None)
    if number in _FULL or "No space left" in str(error):
        return Refused(
            "out.disk_full",
            Message(
                f"磁盘空间不足，“{path.name}”没有写成；原有文件未动。请清理磁盘或换一个输出文件夹后重试。",
                f"The disk is full and {path.name} was not written; an older one is untouched. "
                "Free some space or choose another output folder, then run again.",
            ),
        )
    return Refused(
        "out.not_writable",
        Message(
            f"“{path.name}”无法写入：文件可能正被打开，或输出文件夹没有写权限。请关闭文件、检查权限后重试。",
            f"{path.name} cannot be written: it may be open in another program, or the output folder is not yours to "
            "write. Close it, check the permissions, then run again.",
        ),
    )


def _refuse_open(path: Path) -> None:
    """Spreadsheet programs leave a lock file beside an open workbook; replacing it would part a reviewer's work."""
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        lock = path.with_name(name)
        if lock.exists():
            raise Refused(
                "out.not_writable",
                Message(
                    f"“{path.name}”正被打开（旁边有锁文件“{name}”）。请先保存并关闭；若确已关闭，请删除锁文件后重试。",
                    f"{path.name} is open (there is a lock file {name} beside it). Save and close it first; "
                    "if it is closed, delete the lock file and run again.",
                ),
            )


def _flush(draft: Path) -> None:
    """On disk before it takes the place of an older file."""
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
