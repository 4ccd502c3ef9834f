"""docs/reference/bad-input.md: every sentence said about a file, a table or a cell that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from mingcha.engine.normalise import REASONS
from mingcha.engine.reading.limits import DEFAULT
from mingcha.engine.reading.model import Origin
from mingcha.engine.reading.sentences import REFUSALS, size
from mingcha.engine.understanding import sentences
from mingcha.kernel.messages import Message
from mingcha.reference.markdown import code, table

HEAD = """# 问题数据 · Bad input

由程序中的提示语生成，请勿手改。Generated from the sentences themselves; do not edit.

坏文件、坏表、坏单元格都不影响其余数据：能读的照读，读不了的说明原因和改法。任何一行都不会无声丢失。

A bad file, table or cell never sinks the rest: what can be read is read, and what cannot is named with the reason and
how to mend it. No row is lost in silence.
"""
ORIGIN = Origin("…", "")
HEADINGS = ("代码 code", "提示 中文", "English")


def bad_input_page() -> str:
    """The whole page."""
    lines = [HEAD, *_limits(), *_files(), *_tables(), *_cells()]
    return "\n".join(lines).rstrip() + "\n"


def _limits() -> Iterator[str]:
    yield "## 上限 · Limits"
    yield ""
    bound = DEFAULT
    rows = (
        ("工作簿、压缩包 workbook or zip", size(bound.workbook_bytes)),
        ("旧版 xls 工作簿 old xls workbook", size(bound.old_workbook_bytes)),
        ("文本、Parquet 文件 text or Parquet", size(bound.file_bytes)),
        ("压缩包中一个文件，解压后 one member of a zip, unpacked", size(bound.member_bytes)),
        ("压缩包中的文件数 members of a zip", f"{bound.members:,}"),
        ("膨胀倍数 expansion", f"{bound.expansion}×，且 and > {size(bound.expansion_from)}"),
        ("有内容的列数 columns with content", f"{bound.columns:,}"),
    )
    yield from table(("对象 what", "上限 limit"), rows)


def _files() -> Iterator[str]:
    yield "## 读不了的文件 · Files that cannot be read"
    yield ""
    yield from table(HEADINGS, ((code(name), zh, en) for name, (zh, en) in REFUSALS.items()))


def _tables() -> Iterator[str]:
    yield "## 看不懂的表 · Tables that are not understood"
    yield ""
    yield "答案写进 `--mapping` 文件即可。The answer goes into a `--mapping` file: [run it](../how-to/run-it.md)."
    yield ""
    title = Message("…", "…")
    told = {
        "empty": sentences.empty(ORIGIN),
        "instructions": sentences.instructions(ORIGIN),
        "no_header": sentences.no_header(ORIGIN),
        "unknown_dataset": sentences.unknown(ORIGIN, ["…"]),
        "missing_columns": sentences.missing(ORIGIN, title, ["…"], ["…"]),
    }
    yield from table(HEADINGS, ((code(name), m.zh, m.en) for name, m in told.items()))


def _cells() -> Iterator[str]:
    yield "## 退回的单元格 · Cells that go back"
    yield ""
    yield "原因写在 `quarantine.xlsx` 最右一栏：[退回数据](../how-to/return-data-to-departments.md)。"
    yield "The reason stands in the last column of `quarantine.xlsx`."
    yield ""
    yield from table(HEADINGS, ((code(name), m.zh, m.en) for name, m in REASONS.items()))
