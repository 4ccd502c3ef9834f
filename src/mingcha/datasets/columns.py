"""
The mapping screen: what each table of a file was understood to be, what is in doubt, and a person's answer.

Pure. An answer is kept in the engine's own form (`engine.understanding.answers`) under the file's name with its digits
left open, so that it covers next month's file of the same office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mingcha.datasets.child import Blocks
from mingcha.engine.understanding import DatasetSpec, NotUnderstood
from mingcha.engine.understanding import Mapping as SheetMapping
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: A column recognised with less certainty is shown to a person before the file is used.
SURE = 0.8
#: Types of values that the next file of the same source has differently.
TIMES = ("period", "month", "year", "date", "datetime")
#: What only a person can decide; pages of instructions and empty sheets are no questions.
ASKED = ("no_header", "unknown_dataset", "ambiguous", "missing_columns")


@dataclass(frozen=True)
class Line:
    """One header of a table: the column it was taken for (empty: none), how, how surely, the other possibilities."""

    header: str
    column: str
    how: str
    confidence: float
    doubtful: bool


@dataclass(frozen=True)
class Table:
    """One table of a file on the screen."""

    file: str
    sheet: str
    dataset: str
    candidates: tuple[str, ...]
    header_row: int | None
    lines: tuple[Line, ...]
    constants: tuple[tuple[str, str], ...]
    problem: str = ""


@dataclass(frozen=True)
class Given:
    """A person's answer about one table. `columns`: header → column, None leaves it out."""

    sheet: str
    dataset: str = ""
    header_row: int | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    skip: bool = False


def questions(blocks: Blocks, allowed: Iterable[str], titles: Mapping[str, Message]) -> tuple[Message, ...]:
    """What a person must answer before the file can be used for a purpose that allows these datasets."""
    permitted = set(allowed)
    asked = [_unclear(block) for block in blocks.unclear if block.code in ASKED]
    for block in blocks.mapped:
        asked += [_doubt(block, c.header, titles) for c in block.columns if c.confidence < SURE and c.how != "answer"]
        if block.dataset not in permitted:
            asked.append(_outside(block, titles[block.dataset]))
    return tuple(asked)


def tables(blocks: Blocks) -> list[Table]:
    """The screen: tables that need an answer first."""
    unclear = [_unclear_table(block) for block in blocks.unclear if block.code in ASKED]
    return [*unclear, *(_mapped_table(block) for block in blocks.mapped)]


def pattern(text: str) -> str:
    """A file or sheet name as a glob in which every run of digits is open: `2020年1月.xlsx` covers every month."""
    return re.sub(r"[0-9]+", "*", literal(text)) or "*"


def literal(text: str) -> str:
    """A file or sheet name as a glob that covers nothing else."""
    return re.sub(r"([*?[])", r"[\1]", text) or "*"


def split_by_time(given: Given, spec: DatasetSpec | None) -> tuple[Given, Given]:
    """The answer for every file that is called alike, and what of it holds for this file only: months and days."""
    times = {n: v for n, v in given.constants.items() if spec and spec.columns[n].type in TIMES}
    lasting = {n: v for n, v in given.constants.items() if n not in times}
    return replace(given, constants=lasting), Given(given.sheet, constants=times)


def check(given: Given, specs: Mapping[str, DatasetSpec], allowed: Iterable[str]) -> None:
    """Refused when an answer names an unknown dataset or column, one outside the purpose, or a column twice."""
    if given.skip:
        return
    if given.dataset not in specs or given.dataset not in set(allowed):
        raise Refused(
            "mapping.dataset",
            Message(
                "所选数据集不在本使用目的范围内。请另选，或选择“跳过此表”。",
                "The dataset chosen is not one of this purpose. Choose another, or skip the table.",
            ),
        )
    known = specs[given.dataset].columns
    chosen = [column for column in given.columns.values() if column]
    if unknown := [name for name in (*chosen, *given.constants) if name not in known]:
        raise Refused(
            "mapping.column",
            Message(f"没有列 {unknown[0]}。请重新选择。", f"There is no column {unknown[0]}. Choose again."),
        )
    if twice := sorted({name for name in chosen if chosen.count(name) > 1}):
        title = known[twice[0]]
        raise Refused(
            "mapping.twice",
            Message(
                f"“{title.title_zh}”被选了两次。每一列只能对应一个表头。",
                f"“{title.title_en}” was chosen twice. A column belongs to one header only.",
            ),
        )


def _unclear(block: NotUnderstood) -> Message:
    place = block.origin.sheet or block.origin.file
    zh, en = _SENTENCES[block.code]
    return Message(f"“{place}”：{zh}", f"“{place}”: {en}")


_SENTENCES = {
    "no_header": ("没有找到表头，请指明表头在第几行、是哪一类数据。", "no header row was found; say where it is."),
    "unknown_dataset": ("看不出是哪一类数据，请选择，或跳过。", "resembles no known dataset; choose one, or skip it."),
    "ambiguous": ("像两类数据，请选择是哪一类。", "could be two datasets; choose one."),
    "missing_columns": ("缺少必需的列，请指明是哪一列。", "lacks required columns; say which header is which."),
}


def _doubt(block: SheetMapping, header: str, titles: Mapping[str, Message]) -> Message:
    match = next(c for c in block.columns if c.header == header)
    place = block.origin.sheet or block.origin.file
    return Message(
        f"“{place}”的表头“{header}”认作“{titles[block.dataset].zh}”的 {match.column}，"
        f"把握只有{match.confidence:.0%}，请确认。",
        f"“{place}”: “{header}” was taken for {match.column}, {match.confidence:.0%} sure. Confirm it.",
    )


def _outside(block: SheetMapping, title: Message) -> Message:
    place = block.origin.sheet or block.origin.file
    return Message(
        f"“{place}”是“{title.zh}”，不在本使用目的的数据集之内，不能用于比对。请跳过此表，或更正其类别。",
        f"“{place}” is “{title.en}”, which this purpose does not cover. Skip the table, or say what it is.",
    )


def _unclear_table(block: NotUnderstood) -> Table:
    proposed = dict(block.proposed)
    lines = tuple(Line(h, proposed.get(h) or "", "", 0.0, True) for h in block.headers)
    candidates = tuple(name for name, _ in block.candidates)
    # Of several candidates a person chooses; the columns are asked for afterwards.
    dataset = candidates[0] if block.code == "missing_columns" and candidates else ""
    return Table(block.origin.file, block.origin.sheet, dataset, candidates, None, lines, (), block.code)


def _mapped_table(block: SheetMapping) -> Table:
    lines = [Line(c.header, c.column, c.how, c.confidence, c.confidence < SURE) for c in block.columns]
    lines += [Line(header, "", "", 1.0, False) for header in block.ignored]
    row = block.header_rows[-1] if block.header_rows else None
    constants = tuple((c.column, c.value) for c in block.constants)
    return Table(block.origin.file, block.origin.sheet, block.dataset, (block.dataset,), row, tuple(lines), constants)
