"""Which dataset a table is: by the columns it has, how telling they are, and the words around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.engine.understanding.constants import Places, find_constants
from mingcha.engine.understanding.doubts import Doubt, find_doubts
from mingcha.engine.understanding.leftovers import by_content, by_head
from mingcha.engine.understanding.looks import Looks
from mingcha.engine.understanding.matching import Header, match_columns
from mingcha.engine.understanding.model import ColumnMatch, Constant
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.engine.understanding.vocabulary import Entry, Vocabulary
from mingcha.engine.understanding.wording import fold

#: A table of which less is explained resembles the dataset by chance.
FLOOR = 0.4
#: Candidates closer than this are left to a person.
CLOSE = 0.05
#: How many datasets are matched in full after a quick look.
SHORTLIST = 7
#: A header that at most three datasets claim tells something.
TELLING = 0.5
_LACKING = 0.3
_MUTE = 0.2


@dataclass(frozen=True)
class Candidate:
    """One dataset's reading of a table. `score` ranks; `explained` (0..1) is the weighted share of headers claimed."""

    spec: DatasetSpec
    columns: tuple[ColumnMatch, ...]
    constants: tuple[Constant, ...]
    explained: float
    score: float
    missing: tuple[str, ...]
    telling: bool = True  # some column or word speaks for this dataset and for few others
    doubts: tuple[Doubt, ...] = ()
    said: float = 0.0  # how much file, sheet and title speak for it


def candidates(
    headers: Sequence[Header],
    looks: Mapping[int, Looks],
    words: Vocabulary,
    places: Places,
    answered: Mapping[str, str | None],
    only: str | None = None,
) -> list[Candidate]:
    """Datasets by score, best first; `only` one when a person said which."""
    if only is not None:
        return [_candidate(words.entries[only], headers, looks, words, places, answered)]
    quick = {name: _quick(entry, headers, words, places) for name, entry in words.entries.items()}
    short = sorted(quick, key=lambda name: -quick[name])[:SHORTLIST]
    found = [_candidate(words.entries[name], headers, looks, words, places, answered) for name in short]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.spec.dataset))


def _quick(entry: Entry, headers: Sequence[Header], words: Vocabulary, places: Places) -> float:
    from mingcha.engine.understanding.wording import wording

    hit = sum(
        words.weight(header.readings[0])
        for header in headers
        if any(spelling in entry.exact for reading in header.readings for spelling in wording(reading).spellings)
    )
    return hit / (_total(headers, words) or 1.0) + 0.5 * spoken(entry.spec, places)


def _total(headers: Sequence[Header], words: Vocabulary) -> float:
    return sum(_weight(header, words) for header in headers if not header.is_serial())


def _weight(header: Header, words: Vocabulary) -> float:
    return max(words.weight(reading) for reading in header.readings)


def _candidate(
    entry: Entry,
    headers: Sequence[Header],
    looks: Mapping[int, Looks],
    words: Vocabulary,
    places: Places,
    answered: Mapping[str, str | None],
) -> Candidate:
    matched = match_columns(headers, looks, entry, answered)
    columns, constants, doubts = _filled(entry, headers, looks, matched.columns, places, answered)
    doubts += find_doubts(entry.spec, headers, columns, matched.claims, looks)
    held = {match.column for match in columns} | {constant.column for constant in constants}
    open_columns = held | {doubt.column for doubt in doubts}
    missing = tuple(c.name for c in entry.spec.columns.values() if c.required and c.name not in open_columns)
    explained = _explained(columns, headers, words)
    said = spoken(entry.spec, places)
    telling = said > 0 or _tells(columns, headers, words)
    score = 0.6 * explained + 0.15 * _complete(entry.spec, held) + 0.25 * said
    score -= _LACKING * bool(missing) + _MUTE * (not telling)
    return Candidate(entry.spec, columns, constants, explained, score, missing, telling, tuple(doubts), said)


def _filled(
    entry: Entry,
    headers: Sequence[Header],
    looks: Mapping[int, Looks],
    columns: Sequence[ColumnMatch],
    places: Places,
    answered: Mapping[str, str | None],
) -> tuple[tuple[ColumnMatch, ...], tuple[Constant, ...], list[Doubt]]:
    """Columns with those that their content tells, constants for what no column holds, and what stays open."""
    held = {match.column for match in columns}
    open_columns = [c for name, c in entry.spec.columns.items() if name not in held and c.elsewhere]
    constants = find_constants(open_columns, places)
    asked = [header for header in headers if header.text not in answered]
    told, unclear = by_content(entry.spec, asked, looks, columns, constants)
    told += by_head(entry, asked, looks, [*columns, *told])
    instead = {match.column for match in told} | set(unclear)
    kept = tuple(constant for constant in constants if constant.column not in instead)
    doubts = [Doubt(column, texts) for column, texts in unclear.items()]
    return tuple(sorted((*columns, *told), key=lambda match: match.index)), kept, doubts


def _tells(columns: Sequence[ColumnMatch], headers: Sequence[Header], words: Vocabulary) -> bool:
    aliases = {match.index for match in columns if match.how in ("alias", "answer")}
    return any(_weight(header, words) >= TELLING for header in headers if header.index in aliases)


def _explained(columns: Sequence[ColumnMatch], headers: Sequence[Header], words: Vocabulary) -> float:
    weights = {header.index: _weight(header, words) for header in headers if not header.is_serial()}
    claimed = sum(weights.get(match.index, 0.0) * match.confidence for match in columns)
    return claimed / (sum(weights.values()) or 1.0)


def _complete(spec: DatasetSpec, held: set[str]) -> float:
    """Share of the dataset's columns that are there, required ones counting thrice."""
    weights = {column.name: 3.0 if column.required else 1.0 for column in spec.columns.values()}
    return sum(weight for name, weight in weights.items() if name in held) / sum(weights.values())


def spoken(spec: DatasetSpec, places: Places) -> float:
    """-1..1: how much file, sheet and title speak for (or against) the dataset; two long words are certainty."""
    text = places.all_text()
    against = any(fold(word) in text for word in spec.not_words)
    said = 0
    for word in sorted(map(fold, (*spec.words, spec.title_zh)), key=len, reverse=True):
        if word in text:
            said += len(word)
            text = text.replace(word, " ")
    return min(1.0, said / 6) - (0.8 if against else 0.0)
