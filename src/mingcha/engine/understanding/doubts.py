"""What a person must decide about an otherwise clear table: whose number a column holds, which column a value is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.engine.understanding.leftovers import rival_times
from mingcha.engine.understanding.lexicon import lexicon
from mingcha.engine.understanding.looks import Looks
from mingcha.engine.understanding.matching import SURE, Claim, Header
from mingcha.engine.understanding.meaning import concepts_of
from mingcha.engine.understanding.model import ColumnMatch
from mingcha.engine.understanding.roles import WHO, name_of, same_person, stem
from mingcha.engine.understanding.spec import DatasetSpec

#: Two claims closer than this are equally good.
MARGIN = 0.05


@dataclass(frozen=True)
class Doubt:
    """A dataset column and the headers that may be it."""

    column: str
    headers: tuple[str, ...]


def find_doubts(
    spec: DatasetSpec,
    headers: Sequence[Header],
    columns: Sequence[ColumnMatch],
    claims: Mapping[tuple[int, str], Claim],
    looks: Mapping[int, Looks],
) -> list[Doubt]:
    """Doubts about required and identifying columns, in spec order; those a person answered raise none."""
    text = {header.index: header.text for header in headers}
    taken = {match.index for match in columns}
    found = []
    for match in columns:
        column = spec.columns[match.column]
        if match.how == "answer" or not (column.required or column.type in WHO):
            continue
        rivals = _rivals(match, claims, taken, looks) if column.type in WHO else []
        rivals += rival_times(match, column, headers, looks, taken)
        lone = match.how == "values" and (column.elsewhere or _only(match, spec, looks, taken))
        if rivals or (match.confidence < SURE and not lone):
            found.append(Doubt(match.column, (match.header, *(text[index] for index in rivals))))
    return found + [doubt for doubt in _mismatches(spec, columns, claims) if doubt not in found]


def _rivals(
    match: ColumnMatch, claims: Mapping[tuple[int, str], Claim], taken: set[int], looks: Mapping[int, Looks]
) -> list[int]:
    """Unused columns that claim the same person as well as `match` does and hold other numbers."""
    mine = claims[match.index, match.column].score
    return [
        index
        for (index, column), claim in claims.items()
        if column == match.column
        and index not in taken
        and claim.score >= mine - MARGIN
        and not _same_values(looks.get(index), looks.get(match.index))
    ]


def _same_values(one: Looks | None, other: Looks | None) -> bool:
    return one is not None and other is not None and one.filled > 0 and one.values == other.values


def _only(match: ColumnMatch, spec: DatasetSpec, looks: Mapping[int, Looks], taken: set[int]) -> bool:
    """Whether no other column of the sheet holds such identifiers: then nobody else's number can be meant."""
    kind = "person_id" if spec.columns[match.column].type == "party_id" else spec.columns[match.column].type
    others = [index for index, seen in looks.items() if seen.shares.get(kind, 0.0) >= 0.5 and index not in taken]
    return not others


def _mismatches(
    spec: DatasetSpec, columns: Sequence[ColumnMatch], claims: Mapping[tuple[int, str], Claim]
) -> list[Doubt]:
    """An identifier of 收款人, who may be this person or that, beside the name of 户主 may be another person's."""
    by_column = {match.column: match for match in columns}
    found = []
    for who, called in name_of(spec).items():
        number, name = by_column.get(who), by_column.get(called)
        if number is None or name is None or "answer" in (number.how, name.how):
            continue
        if _may_be_several(number, spec, claims) and _speak_of_two(number.header, name.header):
            found.append(Doubt(who, (number.header, name.header)))
    return found


def _may_be_several(number: ColumnMatch, spec: DatasetSpec, claims: Mapping[tuple[int, str], Claim]) -> bool:
    near = [
        column
        for (index, column), claim in claims.items()
        if index == number.index and spec.columns[column].type in WHO and claim.score >= number.confidence - 2 * MARGIN
    ]
    return len(near) > 1


def _speak_of_two(number: str, name: str) -> bool:
    whose, whom = stem(number), stem(name)
    apart = (concepts_of(whose) ^ concepts_of(whom)) & lexicon().turns
    return bool(whose and whom and apart) and not same_person(whose, whom)
