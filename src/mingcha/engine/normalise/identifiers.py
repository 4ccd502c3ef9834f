"""Identifier columns: text → validated plain text → keyed pseudonyms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise.cells import Cell, Column, Mask, Scalar, Texts, byte_table, completed
from mingcha.engine.normalise.credit_codes import clean_credit_codes
from mingcha.engine.normalise.persons import swept_persons
from mingcha.engine.normalise.words import ref, source_trimmed
from mingcha.kernel import identifiers as reference

if TYPE_CHECKING:
    from mingcha.engine.sealing.keys import Keys

_NOT_DIGIT = ~byte_table(range(0x30, 0x3A))
_LETTER = byte_table(range(0x41, 0x58), 0x59)  # capitals but X and Z
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")


def _cell(read: Callable[[str], reference.Identified]) -> Scalar:
    return lambda text: Cell(*read(text)[:3])


def read_ref(text: str) -> Cell:
    """A document number as in the file; scientific notation has lost its digits and is refused."""
    word = ref(text)
    if word is None:
        return Cell(None, "MISSING_ID")
    return Cell(None, "EXCEL_SCI") if _SCIENTIFIC.fullmatch(word) else Cell(word)


def person_column(source: Texts, keys: Keys) -> Column:
    """Resident ids."""
    clean, upper = swept_persons(source)
    return _keyed(completed(source, clean, upper, _cell(reference.person_id)), "person", keys)


def credit_code_column(source: Texts, keys: Keys) -> Column:
    """Unified social credit codes."""
    fast = clean_credit_codes(source)
    return _keyed(completed(source, fast, source.array, _cell(reference.credit_code)), "uscc", keys)


def party_column(source: Texts, keys: Keys) -> Column:
    """People and companies in one column, each under the key of its kind."""
    persons, upper = swept_persons(source)
    companies = clean_credit_codes(source) & source.holding(_LETTER)  # of digits only: maybe a damaged person
    column = completed(source, persons | companies, upper, _cell(reference.party_id))
    plain = column.arrays[0]
    person = persons.copy()
    rest = np.flatnonzero(~persons & ~companies)
    person[rest] = _people_among(plain.take(pa.array(rest)))
    return Column((_pseudonyms_by_kind(plain, person, keys),), column.flaws, plain)


def plate_column(source: Texts, keys: Keys) -> Column:
    """Plate numbers; few distinct ones."""
    return _keyed(completed(source, _none(source), source.array, _cell(reference.plate)), "plate", keys)


def account_column(source: Texts, keys: Keys) -> Column:
    """Bank accounts: clean where digits only and no zeros at the end that could be the trace of a spreadsheet."""
    clean = ~source.holding(_NOT_DIGIT) & (source.lengths >= 6) & (source.lengths <= 32)
    zeros = (source.byte(-1) == 48) & (source.byte(-2) == 48) & (source.byte(-3) == 48)
    return _keyed(completed(source, clean & ~zeros, source.array, _cell(reference.account)), "account", keys)


def phone_column(source: Texts, keys: Keys) -> Column:
    """Telephone numbers: clean where 11 digits beginning with 1."""
    clean = ~source.holding(_NOT_DIGIT) & (source.lengths == 11) & (source.byte(0) == 0x31)
    return _keyed(completed(source, clean, source.array, _cell(reference.phone)), "phone", keys)


def ref_column(source: Texts, keys: Keys) -> Column:
    """Document and object numbers: clean where nothing is to trim and nothing looks like scientific notation."""
    scientific = source.holding(byte_table(0x2B)) | (source.byte(1) == 0x2E) | (source.lengths < 6)
    clean = source_trimmed(source) & ~scientific
    return _keyed(completed(source, clean, source.array, read_ref), "ref", keys)


def _none(source: Texts) -> Mask:
    return np.zeros(len(source), bool)


def _keyed(column: Column, kind: str, keys: Keys) -> Column:
    plain = column.arrays[0]
    return Column((keys.pseudonyms(kind, plain),), column.flaws, plain)


def _people_among(plain: Any) -> Mask:
    """Which of these normalised texts are resident ids; null is none."""
    encoded = plain.fill_null("").dictionary_encode()
    kinds = [reference.party_id(text).kind == "person" for text in encoded.dictionary.to_pylist()]
    found: Mask = np.array(kinds, bool)[np.asarray(encoded.indices)]
    return found


def _pseudonyms_by_kind(plain: Any, person: Mask, keys: Keys) -> Any:
    chosen, empty = pa.array(person), pa.scalar(None, pa.string())
    people = keys.pseudonyms("person", pc.if_else(chosen, plain, empty))
    companies = keys.pseudonyms("uscc", pc.if_else(chosen, empty, plain))
    return pc.coalesce(people, companies)
