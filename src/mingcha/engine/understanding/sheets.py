"""Sheets to mappings: layout, then dataset, columns and constants of each block."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingcha.engine.reading.model import ROW, Origin, RawSheet
from mingcha.engine.understanding import sentences
from mingcha.engine.understanding.answers import Answer, Answers
from mingcha.engine.understanding.areas import Areas, load_areas
from mingcha.engine.understanding.body import find_anchors
from mingcha.engine.understanding.constants import Places, find_county, find_units
from mingcha.engine.understanding.deciding import CLOSE, FLOOR, Candidate, candidates
from mingcha.engine.understanding.headerless import by_values
from mingcha.engine.understanding.headers import Row, read_headers
from mingcha.engine.understanding.layout import Block, find_blocks
from mingcha.engine.understanding.looks import Looks, look
from mingcha.engine.understanding.model import Constant, Mapping, NotUnderstood
from mingcha.engine.understanding.remarks import remarks
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.engine.understanding.vocabulary import Vocabulary, vocabulary
from mingcha.kernel.messages import Message

#: Rows looked at; a sheet with more is not searched for a second table.
SEEN_ROWS = 5000
#: Body rows by whose values columns are judged.
JUDGED_ROWS = 80
_INSTRUCTIONS = re.compile(
    r"填表说明|填报说明|填写说明|填表须知|编制说明|指标解释|使用说明|数据字典|^说明$|^封面$|^目录$|readme", re.I
)


@dataclass(frozen=True)
class _Context:
    origin: Origin
    words: Vocabulary
    areas: Areas
    answer: Answer


def understand(
    sheet: RawSheet, specs: Table[str, DatasetSpec], answers: Answers | None = None, areas: Areas | None = None
) -> list[Mapping | NotUnderstood]:
    """
    What the tables of `sheet` are: one entry per table, in order; at least one entry. Looks at the first
    `SEEN_ROWS` rows. Never raises for the content of a sheet.
    """
    answer = (answers or Answers()).about(sheet.origin)
    context = _Context(sheet.origin, vocabulary(specs), areas or load_areas(), answer)
    if answer.skip:
        return [NotUnderstood(sheet.origin, "skipped", sentences.skipped(sheet.origin))]
    rows = _first_rows(sheet)
    if not rows:
        return [NotUnderstood(sheet.origin, "empty", sentences.empty(sheet.origin))]
    blocks = _blocks(rows, context)
    if not blocks:
        return [by_values(rows, context.words, context.origin, context.areas) or _no_table(rows, context)]
    return [_understand_block(block, context) for block in blocks]


def _first_rows(sheet: RawSheet) -> list[Row]:
    rows: list[Row] = []
    for batch in sheet.batches():
        part = batch.slice(0, SEEN_ROWS - len(rows))
        numbers = part.column(part.schema.get_field_index(ROW)).to_pylist()
        names = [name for name in part.schema.names if name != ROW]
        cells = [part.column(part.schema.get_field_index(name)).to_pylist() for name in names]
        rows += [Row(number, values) for number, values in zip(numbers, zip(*cells, strict=True), strict=False)]
        if len(rows) >= SEEN_ROWS:
            break
    return [row for row in rows if row.filled()]


def _blocks(rows: Sequence[Row], context: _Context) -> list[Block]:
    if context.answer.header_row is None:
        return find_blocks(rows, context.words)
    at = next((n for n, row in enumerate(rows) if row.number == context.answer.header_row), None)
    if at is None:
        return []
    header = (rows[at],)
    return [Block(tuple(rows[:at]), header, read_headers(header, context.words), tuple(rows[at + 1 :]))]


def _no_table(rows: Sequence[Row], context: _Context) -> NotUnderstood:
    texts = [cell for row in rows[:3] for cell in row.cells if cell.strip()]
    lone = sum(len(row.filled()) <= 2 for row in rows) >= 0.9 * len(rows)
    said = any(_INSTRUCTIONS.search(text.strip()) for text in (context.origin.sheet, *texts[:2]))
    if lone and (said or len(rows) < 60):
        return NotUnderstood(context.origin, "instructions", sentences.instructions(context.origin), len(rows))
    return NotUnderstood(context.origin, "no_header", sentences.no_header(context.origin), len(rows))


def _understand_block(block: Block, context: _Context) -> Mapping | NotUnderstood:
    headers = [header for header in block.headers]
    looks = judge(block)
    titles = tuple(cell.strip() for row in block.titles for cell in row.cells if cell.strip())
    places = Places.of(context.origin, titles, [header.text for header in headers])
    if context.answer.dataset is not None and context.answer.dataset not in context.words.entries:
        return _unknown(block, context, [])
    found = candidates(headers, looks, context.words, places, context.answer.columns, context.answer.dataset)
    found = [_with_answers(candidate, context.answer) for candidate in found]
    refusal = _refusal(found, block, context)
    return refusal or _mapping(found[0], block, context, places)


def judge(block: Block) -> dict[int, Looks]:
    """How the values of each column look, by the first rows of the body."""
    body = block.body[:JUDGED_ROWS]
    return {h.index: look([row.cells[h.index] for row in body if h.index < len(row.cells)]) for h in block.headers}


def _with_answers(candidate: Candidate, answer: Answer) -> Candidate:
    said = {name: value for name, value in answer.constants.items() if name in candidate.spec.columns}
    constants = [constant for constant in candidate.constants if constant.column not in said]
    constants += [Constant(name, value, "answer") for name, value in said.items()]
    columns = tuple(match for match in candidate.columns if match.column not in said)
    missing = tuple(name for name in candidate.missing if name not in said)
    doubts = tuple(doubt for doubt in candidate.doubts if doubt.column not in said)
    return replace(candidate, columns=columns, constants=tuple(constants), missing=missing, doubts=doubts)


def _refusal(found: Sequence[Candidate], block: Block, context: _Context) -> NotUnderstood | None:
    """Why the best of `found` is not taken; None when it is."""
    answered = context.answer.dataset is not None
    best = found[0]
    if not answered and (best.explained < FLOOR or _lacks_most(best)):
        return _unknown(block, context, found)
    if not answered and not best.telling:
        return _undecided(best, found[1], block, context, found)
    if best.missing:
        columns = [best.spec.columns[name] for name in best.missing]
        message = sentences.missing(
            context.origin,
            Message(best.spec.title_zh, best.spec.title_en),
            [column.title_zh for column in columns],
            [column.title_en for column in columns],
        )
        return _refused("missing_columns", message, block, context, found)
    rivals = [rival for rival in found[1:] if _rivals(rival, best)]
    if rivals and not answered:
        return _undecided(best, rivals[0], block, context, found)
    return _doubtful(best, block, context, found) if best.doubts else None


def _doubtful(best: Candidate, block: Block, context: _Context, found: Sequence[Candidate]) -> NotUnderstood:
    """The dataset is clear, and a person must say which column is whose number or the row's time."""
    open_columns = [(best.spec.columns[doubt.column], doubt.headers) for doubt in best.doubts]
    message = sentences.unclear_columns(context.origin, best.spec, open_columns)
    proposed: dict[str, str | None] = {}
    for doubt in best.doubts:
        for place, header in enumerate(doubt.headers):
            proposed.setdefault(header, None if place else doubt.column)
    refused = _refused("ambiguous", message, block, context, found)
    return replace(refused, proposed=tuple(proposed.items()))


def _rivals(rival: Candidate, best: Candidate) -> bool:
    """Whether `rival` fits about as well; or better, and lacks only what a title could have said (its month, fund)."""
    if rival.explained < FLOOR:
        return False
    if rival.missing:
        unsaid = all(rival.spec.columns[name].elsewhere for name in rival.missing)
        named = best.said >= 0.5 and rival.said <= 0
        return unsaid and not named and rival.explained > best.explained + CLOSE
    return best.score - rival.score < CLOSE


def _lacks_most(candidate: Candidate) -> bool:
    required = [column for column in candidate.spec.columns.values() if column.required]
    return len(candidate.missing) > len(required) / 2


def _undecided(
    best: Candidate, rival: Candidate, block: Block, context: _Context, found: Sequence[Candidate]
) -> NotUnderstood:
    message = sentences.ambiguous(context.origin, best.spec, rival.spec)
    return _refused("ambiguous", message, block, context, found)


def _unknown(block: Block, context: _Context, found: Sequence[Candidate]) -> NotUnderstood:
    headers = [header.text for header in block.headers]
    return _refused("unknown_dataset", sentences.unknown(context.origin, headers), block, context, found)


def _refused(code: str, message: Message, block: Block, context: _Context, found: Sequence[Candidate]) -> NotUnderstood:
    likely = tuple((c.spec.dataset, round(max(c.score, 0.0), 3)) for c in found[:4])
    headers = tuple(header.text for header in block.headers)
    return NotUnderstood(context.origin, code, message, len(block.body), likely, headers)  # type: ignore[arg-type]


def _mapping(best: Candidate, block: Block, context: _Context, places: Places) -> Mapping:
    money, area = find_units(places.titles)
    claimed = {match.index for match in best.columns}
    return Mapping(
        origin=context.origin,
        dataset=best.spec.dataset,
        header_rows=tuple(row.number for row in block.header_rows),
        first_row=block.header_rows[-1].number + 1,
        columns=best.columns,
        constants=best.constants,
        last_row=block.last_row,
        title_rows=tuple(row.number for row in block.titles),
        county=find_county(places, context.areas),
        unit_money=money,
        unit_area=area,
        confidence=_confidence(best),
        ignored=tuple(h.text for h in block.headers if h.index not in claimed and not h.is_serial()),
        header_texts=tuple(row.cells for row in block.header_rows),
        title_texts=places.titles,
        anchors=find_anchors(best.columns, best.spec),
        notes=remarks(
            context.origin, best.spec, best.columns, block.headers, judge(block), _month_cells(best, block.body)
        ),
    )


def _month_cells(best: Candidate, body: Sequence[Row]) -> dict[int, list[str]]:
    indices = [match.index for match in best.columns if best.spec.columns[match.column].type in ("month", "period")]
    return {index: [row.cells[index] for row in body if index < len(row.cells)] for index in indices}


def _confidence(best: Candidate) -> float:
    required = [match.confidence for match in best.columns if best.spec.columns[match.column].required]
    weakest = min(required, default=best.explained)
    return round(min(1.0, 0.5 * weakest + 0.5 * best.explained), 3)
