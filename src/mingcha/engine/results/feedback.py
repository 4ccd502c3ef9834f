"""Reads a findings workbook back after people have sorted, filtered, widened and answered it."""

from __future__ import annotations

import hashlib
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from mingcha.engine.reading.archive import check_archive
from mingcha.engine.reading.limits import DEFAULT
from mingcha.engine.reading.source import disk_source
from mingcha.engine.results import feedback_sentences as say
from mingcha.engine.results.seal import DAY, KEYS, NOTE, OUTCOME, SEAL, SUBJECT, VERIFIER, seal
from mingcha.engine.results.verdicts import BadRow, Feedback, Verdict
from mingcha.engine.results.wording import outcome_code
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_DAMAGE = (OSError, BadZipFile, zlib.error, EOFError, ValueError, KeyError, SyntaxError)  # a ParseError is the last
_NEEDED = (*KEYS, SEAL, SUBJECT, OUTCOME)
_ANSWER = (OUTCOME, NOTE, VERIFIER, DAY)
_LOOK_FOR_HEADER = 30  # rows; people put titles and remarks above
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


class _Unusable(Exception):
    """A row that cannot be taken, with the sentence why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


def read_feedback(path: Path) -> Feedback:
    """The verdicts in the workbook at `path`; rows that cannot be taken are reported and the others go on."""
    source = _digest(path)
    _gate(path)
    found = Feedback([], [])
    try:
        with warnings.catch_warnings():
            # openpyxl warns of decorations it does not keep and of days it cannot read; the latter we report ourselves.
            warnings.simplefilter("ignore")
            ours = _collect(path, source, found)
    except _DAMAGE as error:
        raise Refused("feedback.unreadable", say.unreadable(path.name)) from error
    if not ours:
        raise Refused("feedback.not_findings", say.not_findings(path.name))
    return _settled(*found)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise Refused("feedback.unreadable", say.unreadable(path.name)) from error


def _gate(path: Path) -> None:
    """A returned workbook comes from outside like any other file: no bombs, no giants."""
    try:
        check_archive(disk_source(path, path.name), DEFAULT)
    except Refused as error:
        if error.code == "zip.broken":
            raise Refused("feedback.unreadable", say.unreadable(path.name)) from error
        raise


def _collect(path: Path, source: str, found: Feedback) -> bool:
    """Read all sheets into `found`; whether any of them was ours."""
    ours = False
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            header, rows = _table(sheet)
            ours = ours or header is not None
            for number, cells in _body(header or {}, rows):
                _take(cells, sheet.title, number, source, found)
    finally:
        book.close()
    return ours


def _table(sheet: Any) -> tuple[dict[str, int] | None, Iterator[tuple[int, tuple[Any, ...]]]]:
    """Where the columns are (None: no such table on this sheet) and the rows below the header."""
    sheet.reset_dimensions()  # the size some programs write into the file is wrong
    rows = iter(enumerate(sheet.iter_rows(values_only=True), 1))
    for number, cells in rows:
        header = {_text(cell): i for i, cell in reversed(list(enumerate(cells))) if cell is not None}
        if all(name in header for name in _NEEDED):
            return header, rows
        if number >= _LOOK_FOR_HEADER:
            break
    return None, iter(())


def _body(header: dict[str, int], rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows by column name; columns that people inserted are passed over."""
    wanted = {name: header[name] for name in (*KEYS, SEAL, SUBJECT, *_ANSWER) if name in header}
    for number, cells in rows:
        yield number, {name: cells[i] if i < len(cells) else None for name, i in wanted.items()}


def _take(cells: dict[str, Any], sheet: str, number: int, source: str, found: Feedback) -> None:
    """Sort one row into verdicts or problems; rows that were not answered are neither."""
    if not any(_text(cells.get(name)) for name in _ANSWER):
        return
    try:
        found.verdicts.append(_verdict(cells, f"{sheet}!{number}", source))
    except _Unusable as problem:
        found.problems.append(BadRow(sheet, number, problem.message))


def _verdict(cells: dict[str, Any], where: str, source: str) -> Verdict:
    keys = tuple(_text(cells[name]) for name in KEYS)
    if not any(keys):
        raise _Unusable(say.ADDED)
    if seal(_text(cells[SUBJECT]), keys) != _text(cells[SEAL]):
        raise _Unusable(say.BROKEN_SEAL)
    word = _text(cells[OUTCOME])
    if not word:
        raise _Unusable(say.NO_OUTCOME)
    outcome = outcome_code(word)
    if outcome is None:
        raise _Unusable(say.unknown_outcome(word))
    rule_id, version, fingerprint, digest, excluded = keys
    return Verdict(
        rule_id=rule_id,
        rule_version=int(version),
        fingerprint=fingerprint,
        evidence_digest=digest,
        outcome=outcome,
        note=_text(cells.get(NOTE)),
        verifier=_text(cells.get(VERIFIER)),
        verified_on=_day(cells.get(DAY)),
        excluded=excluded == "yes",
        source=source,
        where=where,
    )


def _text(value: object) -> str:
    """A cell as text; whole numbers as people see them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value).replace(" ", "")
    for form in _DATE_FORMS if text else ():
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    if text:
        raise _Unusable(say.bad_day(text))
    return None


def _settled(verdicts: list[Verdict], problems: list[BadRow]) -> Feedback:
    """Copied rows: the same answer counts once; different answers to one finding are for a person to settle."""
    answers: dict[tuple[str, int, str, str], list[Verdict]] = {}
    for verdict in verdicts:
        answers.setdefault(verdict.matter, []).append(verdict)
    kept = []
    for group in answers.values():
        if len({v.outcome for v in group}) == 1:
            kept.append(group[-1])
            continue
        for verdict in group:
            sheet, row = verdict.where.rsplit("!", 1)
            problems.append(BadRow(sheet, int(row), say.CONTRADICTION))
    return Feedback(kept, sorted(problems, key=lambda p: (p.sheet, p.row)))
