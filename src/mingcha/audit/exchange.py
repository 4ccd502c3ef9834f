"""The audit log outside the database: files of records and of anchors, and what is said about their problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from mingcha.audit.chain import Anchor, Entry, Problem
from mingcha.engine.results.writing import replacing
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

T = TypeVar("T")


def write_records(path: Path, entries: Iterable[Entry]) -> int:
    """One JSON object per line, in order; returns how many. The file is whole or not there: half looks cut off."""
    count = 0
    with replacing(path) as draft, draft.open("w", encoding="utf-8") as file:
        for count, entry in enumerate(entries, start=1):  # noqa: B007 - the count is the result
            line = {**asdict(entry), "at": entry.at.isoformat()}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return count


def read_records(path: Path) -> Iterator[Entry]:
    """The records of a file, streamed. Refused (`audit.file`) at the first line that is none."""
    return _read(path, _entry)


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors of a file, one per line: `number link moment`. Refused (`audit.file`) when a line is none."""
    return [anchor for anchor in _read(path, _anchor) if anchor]


def _read(path: Path, parse: Callable[[str], T]) -> Iterator[T]:
    """What `parse` makes of each line; its ValueError, TypeError or KeyError means: none."""
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):  # noqa: B007 - the refusal says where
                yield parse(line)
    except OSError as error:
        raise Refused(
            "audit.file",
            Message(
                f"文件 {path.name} 无法打开（{error.strerror}）。请检查路径和读取权限。",
                f"{path.name} cannot be opened ({error.strerror}). Check the path and that it may be read.",
            ),
        ) from None
    except (ValueError, TypeError, KeyError):
        raise Refused(
            "audit.file",
            Message(
                f"{path.name} 第{number}行无法识别。请使用 mingcha audit export 或锚定文件的原样。",
                f"Line {number} of {path.name} is not understood. Use the file exactly as `mingcha audit` wrote it.",
            ),
        ) from None


def _entry(line: str) -> Entry:
    known = json.loads(line)
    return Entry(**{**known, "at": datetime.fromisoformat(known["at"])})


def _anchor(line: str) -> Anchor | None:
    """None for a blank line: printouts that were typed in have some."""
    if not line.strip():
        return None
    seq, link, at = line.split()
    return Anchor(int(seq), link, datetime.fromisoformat(at))


_SENTENCES = {
    "edited": Message(
        "第{seq}条记录的内容被改动，或其前一条被替换。", "Record {seq} was edited, or the one before it was replaced."
    ),
    "gap": Message(
        "第{seq}条记录之前缺号、重号或次序颠倒。", "Before record {seq}, numbers are missing, doubled or out of order."
    ),
    "resealed": Message(
        "第{seq}条记录的封印不是本系统密钥所作：从此处起可能被重写。",
        "The seal of record {seq} was not made with this system's key: the log may be rewritten from here.",
    ),
    "anchor": Message(
        "第{seq}条记录与锚定不符：历史被重写。", "Record {seq} contradicts its anchor: history was rewritten."
    ),
    "truncated": Message(
        "记录只到第{seq}条，少于锚定所示：末尾被截去。",
        "The log ends at record {seq}, before an anchor: its end was cut off.",
    ),
    "silent": Message(
        "第{seq}条起超过一小时没有锚定：请检查锚定任务和锚定文件的位置。",
        "Since record {seq} there has been no anchor for over an hour: check the anchor job and its file.",
    ),
}


def problem_message(problem: Problem) -> Message:
    """What is wrong, in both languages."""
    zh, en = _SENTENCES[problem.kind]
    return Message(zh.format(seq=problem.seq), en.format(seq=problem.seq))
