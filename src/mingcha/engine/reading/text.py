"""csv, txt and tsv as one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from mingcha.engine.reading.batches import pack
from mingcha.engine.reading.delimiter import find_delimiter
from mingcha.engine.reading.encoding import Census, Encoding, take_census, text_lines
from mingcha.engine.reading.fasttext import FastLayout, fast_batches, plan_fast
from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.model import Origin, RawSheet
from mingcha.engine.reading.records import Survey, read_lines, read_records, survey, survey_lines
from mingcha.engine.reading.remarks import unbalanced_quotes
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.source import Source
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Layout:
    """How the general path reads a text. `by_line`: every line is a record, because quotes are unclosed somewhere."""

    encoding: Encoding
    delimiter: str
    width: int
    by_line: bool


def read_text(source: Source, origin: Origin, limits: Limits, notes: tuple[Message, ...] = ()) -> RawSheet:
    """The text as one sheet. Refused when it is empty, binary or too wide."""
    census = take_census(source)
    delimiter = find_delimiter(text_lines(source, census.encoding))
    layout = plan_fast(source, census, delimiter, limits)
    if layout:
        return fast_sheet(source, origin, limits, layout, (*notes, *census.notes))
    return general_sheet(source, origin, limits, census, delimiter, notes)


def fast_sheet(
    source: Source, origin: Origin, limits: Limits, layout: FastLayout, notes: tuple[Message, ...]
) -> RawSheet:
    """The sheet over Arrow's csv parser."""
    blank: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        return fast_batches(source, layout, limits, blank)

    return RawSheet(origin, batches, encoding=layout.encoding, notes=notes, blank_rows=blank)


def general_sheet(
    source: Source, origin: Origin, limits: Limits, census: Census, delimiter: str, notes: tuple[Message, ...]
) -> RawSheet:
    """The sheet over Python's csv module."""
    found = survey(text_lines(source, census.encoding), delimiter)
    said = [*notes, *census.notes]
    by_line = found.unbalanced
    if by_line:
        found, odd = survey_lines(text_lines(source, census.encoding), delimiter)
        said.append(unbalanced_quotes(odd))
    _gate(found, source, limits)
    layout = Layout(census.encoding, delimiter, min(found.width, limits.columns), by_line)
    blank: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        return general_batches(source, layout, limits, blank)

    return RawSheet(origin, batches, encoding=census.encoding, notes=tuple(said), blank_rows=blank)


def general_batches(source: Source, layout: Layout, limits: Limits, blank: list[int]) -> Iterator[pa.RecordBatch]:
    """Stream the text through Python's csv module."""
    lines = text_lines(source, layout.encoding)
    read = read_lines if layout.by_line else read_records
    yield from pack(enumerate(read(lines, layout.delimiter), 1), layout.width, limits.batch_rows, blank)


def _gate(found: Survey, source: Source, limits: Limits) -> None:
    if found.filled == 0:
        raise refused("file.empty", source.label)
    if found.filled > limits.columns:
        raise refused("sheet.too_wide", source.label, count=found.filled, limit=limits.columns)
