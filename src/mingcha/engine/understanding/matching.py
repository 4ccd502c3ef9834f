"""Source columns onto one dataset's columns: by spelling, likeness and looks, the best one-to-one assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mingcha.engine.understanding.likeness import likeness
from mingcha.engine.understanding.looks import TELLING, Looks
from mingcha.engine.understanding.meaning import tokens
from mingcha.engine.understanding.model import ColumnMatch, How
from mingcha.engine.understanding.roles import WHO
from mingcha.engine.understanding.spec import ColumnSpec
from mingcha.engine.understanding.vocabulary import SERIALS, Entry
from mingcha.engine.understanding.wording import MONEY_UNITS, wording

#: Below this a likeness is chance.
FLOOR = 0.6
#: A likeness below this decides no required column and nobody's identity.
SURE = 0.68
#: The most that likeness alone can be worth.
_MOST = 0.97


@dataclass(frozen=True)
class Header:
    """
    A source column: position, header as it stands, and the texts it may be read as (bottom, top with bottom).

    `known`: some dataset has a column of this name. Only a header that nobody knows is judged by values alone.
    """

    index: int
    text: str
    readings: tuple[str, ...]
    known: bool = False

    def is_serial(self) -> bool:
        """Whether it numbers the rows."""
        return all(wording(reading).folded in SERIALS for reading in self.readings)


@dataclass(frozen=True)
class Claim:
    """One possible pair of source column and dataset column."""

    score: float
    how: How
    reading: str


@dataclass(frozen=True)
class Matched:
    """The assignment and every claim it was chosen from: (position in the sheet, dataset column) → claim."""

    columns: tuple[ColumnMatch, ...]
    claims: Mapping[tuple[int, str], Claim]


def match_columns(
    headers: Sequence[Header], looks: Mapping[int, Looks], entry: Entry, answered: Mapping[str, str | None]
) -> Matched:
    """
    The best one-to-one assignment of `headers` to the columns of `entry`; `answered` (header → column) wins.

    An identifier that is not required is left out when it is unsure: better no second person than a wrong one.
    """
    from mingcha.engine.understanding.people import addressed, linked

    headers = addressed(headers)
    claims = linked(headers, looks, entry, _claims(headers, looks, entry, answered))
    names = list(entry.spec.columns)
    numbers = {name: number for number, name in enumerate(names)}
    matches = assign_claims({(index, numbers[name]): claim for (index, name), claim in claims.items()})
    position = {header.index: header for header in headers}
    found = (
        _as_match(position[index], entry.spec.columns[names[column]], claims[index, names[column]])
        for index, column in sorted(matches.items())
    )
    return Matched(tuple(match for match in found if not _unsure(match, entry.spec.columns[match.column])), claims)


def _unsure(match: ColumnMatch, column: ColumnSpec) -> bool:
    return column.type in WHO and not column.required and match.confidence < SURE


def assign_claims(claims: Mapping[tuple[int, int], Claim]) -> dict[int, int]:
    """Pairs of the greatest total; squares make one sure pair worth more than two doubtful ones."""
    from mingcha.engine.understanding.assignment import assign

    return assign({pair: claim.score**2 for pair, claim in claims.items()})


def _as_match(header: Header, column: ColumnSpec, claim: Claim) -> ColumnMatch:
    unit = wording(claim.reading).unit
    if column.type == "money" and unit not in MONEY_UNITS:
        unit = ""
    return ColumnMatch(column.name, header.index, header.text, claim.how, round(min(claim.score, 1.0), 3), unit)


def _claims(
    headers: Sequence[Header], looks: Mapping[int, Looks], entry: Entry, answered: Mapping[str, str | None]
) -> dict[tuple[int, str], Claim]:
    claims: dict[tuple[int, str], Claim] = {}
    for header in headers:
        if header.text in answered:
            column = answered[header.text]
            if column in entry.spec.columns:
                claims[header.index, column] = Claim(4.0, "answer", header.text)
        elif not header.is_serial():
            for name, claim in _claims_of(header, looks.get(header.index), entry).items():
                claims[header.index, name] = claim
    return claims


def _claims_of(header: Header, seen: Looks | None, entry: Entry) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for reading in header.readings:
        for name, claim in _by_spelling(reading, entry).items():
            judged = judge_claim(claim, entry.spec.columns[name], seen)
            if judged is not None and (name not in found or found[name].score < judged.score):
                found[name] = judged
    return found or _by_looks(header, seen, entry)


def _by_spelling(reading: str, entry: Entry) -> dict[str, Claim]:
    if reading not in entry.heard:
        entry.heard[reading] = _compare(reading, entry)
    found: dict[str, Claim] = entry.heard[reading]
    return found


def _compare(reading: str, entry: Entry) -> dict[str, Claim]:
    spellings = wording(reading).spellings
    for rank, spelling in enumerate(spellings):
        if spelling in entry.exact:
            return {
                name: Claim(1.0 - 0.05 * rank - 0.02 * place - _late(entry, spelling, name), "alias", reading)
                for place, name in enumerate(entry.exact[spelling])
            }
    found: dict[str, Claim] = {}
    for spelling in spellings:
        for known, name in entry.all:
            score = min(_MOST, likeness(spelling, known, entry.rarity))
            if score >= FLOOR - _KNOWN_WORDS and (name not in found or found[name].score < score):
                found[name] = Claim(score, "similar", reading)
    told = {name: _with_known_words(claim, spellings[0], name, entry) for name, claim in found.items()}
    return {name: claim for name, claim in told.items() if claim.score >= FLOOR}


def _late(entry: Entry, spelling: str, name: str) -> float:
    """Among equal claims the spelling that stands first in the spec wins: 所属月份 before 发放月份."""
    return 0.0001 * min(entry.rank[spelling, name], 40)


#: What it adds when every word of a header is known of a column, though no single spelling joins them.
_KNOWN_WORDS = 0.15
_HALF_SURE = 0.8


def _with_known_words(claim: Claim, spelling: str, name: str, entry: Entry) -> Claim:
    known = entry.bags[name]
    if all(token in known for token, weight in tokens(spelling) if weight > 0.2):
        return replace(claim, score=max(claim.score, min(_HALF_SURE, claim.score + _KNOWN_WORDS)))
    return claim


def judge_claim(claim: Claim, column: ColumnSpec, seen: Looks | None) -> Claim | None:
    """`claim` after a look at the values; None when the values say that it cannot be."""
    if seen is not None and seen.contradicts(column.type):
        return None
    fit = seen.fit(column.type, _words(column)) if seen else None
    if claim.how == "similar" and seen is not None and column.type == "text" and seen.shares.get("month", 0.0) >= 0.8:
        return None
    if fit is None:
        return claim
    if claim.how == "alias":
        return Claim(claim.score * (0.9 + 0.1 * fit), "alias", claim.reading)
    if fit < 0.2:
        return None
    return Claim(claim.score * (0.85 + 0.15 * fit), "similar", claim.reading)


def _by_looks(header: Header, seen: Looks | None, entry: Entry) -> dict[str, Claim]:
    """A header that says nothing over values that say everything: a column of valid identifiers."""
    if seen is None or seen.filled < 3 or header.known:
        return {}
    found = {}
    for name, column in entry.spec.columns.items():
        fit = seen.fit(column.type)
        kind = "person_id" if column.type == "party_id" else column.type
        if kind in TELLING and fit is not None and fit >= 0.8:
            found[name] = Claim(0.4 + 0.1 * column.required, "values", header.text)
    return found


def _words(column: ColumnSpec) -> tuple[str, ...]:
    return tuple(word for words in column.values.values() for word in words) + tuple(column.values)
