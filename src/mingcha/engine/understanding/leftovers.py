"""
Columns that no header claims, taken by what they hold.

What file name or title say about time or fund is said of the whole sheet, and often only roughly. A column that holds
months or funds knows better, whatever its header; a constant never stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mingcha.engine.understanding.looks import Looks
from mingcha.engine.understanding.matching import Header
from mingcha.engine.understanding.meaning import concepts_of, opposed, tokens
from mingcha.engine.understanding.model import ColumnMatch, Constant
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.engine.understanding.vocabulary import Entry
from mingcha.engine.understanding.wording import DATE, KIND, MONTH, NAME, NUMBER, STRONG, fold, wording

TIMES = frozenset({"month", "year", "period"})
#: Words of times that are not the time a row is for.
_OTHER_TIMES = frozenset(
    "start end stop birth die cremate cancel approve apply file register enter graduate serve leave found report check "
    "sign effect issue valid insure lift pause free hold work tender firsttime".split()
)
_NAMED = ("姓名", "人", "者", "员", "户", "对象", "方")
_HEADS = frozenset(
    {NAME, NUMBER, KIND, "manner", "state", "org", "place", "item", "reason", "use", "relation", "grade"}
)
_ENOUGH = 3
_SEEN, _UNNAMED, _BY_HEAD = 0.65, 0.55, 0.5


def by_content(
    spec: DatasetSpec,
    headers: Sequence[Header],
    looks: Mapping[int, Looks],
    columns: Sequence[ColumnMatch],
    constants: Sequence[Constant],
) -> tuple[list[ColumnMatch], dict[str, tuple[str, ...]]]:
    """
    Matches for the columns that could be `constants`, and those that remain open: column → headers between which only
    a person can decide.
    """
    said = {constant.column: constant.value for constant in constants}
    held = {match.column for match in columns}
    taken = {match.index for match in columns}
    found: list[ColumnMatch] = []
    unclear: dict[str, tuple[str, ...]] = {}
    for column in spec.columns.values():
        if not column.elsewhere or column.name in held:
            continue
        free = [header for header in headers if header.index not in taken and not header.is_serial()]
        fitting = [header for header in free if _holds(header, looks.get(header.index), column, said.get(column.name))]
        if len(fitting) > 1 and not _equal(fitting, looks):
            unclear[column.name] = tuple(header.text for header in fitting)
        elif fitting:
            found.append(ColumnMatch(column.name, fitting[0].index, fitting[0].text, "values", _sure(fitting[0])))
            taken.add(fitting[0].index)
    return found, unclear


def rival_times(
    match: ColumnMatch, column: ColumnSpec, headers: Sequence[Header], looks: Mapping[int, Looks], taken: set[int]
) -> list[int]:
    """Unclaimed columns that speak of time and hold other months than `match`, which likeness alone chose."""
    if match.how != "similar" or not column.elsewhere or column.type not in TIMES:
        return []
    free = [header for header in headers if header.index not in taken]
    fitting = [header for header in free if _holds(header, looks.get(header.index), column, None)]
    return [header.index for header in fitting if looks[header.index].values != looks[match.index].values]


def _holds(header: Header, seen: Looks | None, column: ColumnSpec, said: str | None) -> bool:
    if seen is None or seen.filled < _ENOUGH:
        return False
    if column.type == "enum":
        words = [word for spelled in column.values.values() for word in spelled if len(word) > 1]
        return (seen.fit("enum", words) or 0.0) >= (0.8 if said is None else 0.95)
    if column.type not in TIMES or seen.shares[column.type] < 0.8:
        return False
    spelling = wording(header.readings[0]).spellings[0]
    if concepts_of(spelling) & _OTHER_TIMES or DATE in spelling:
        return False
    if STRONG.intersection(spelling) - {MONTH}:
        return False
    return _speaks_of_time(spelling) or _agrees(seen, said)


def _speaks_of_time(spelling: str) -> bool:
    return MONTH in spelling or bool(concepts_of(spelling) & {"period", "year", "quarter"})


def _agrees(seen: Looks, said: str | None) -> bool:
    """Whether values under a header that says nothing of time lie in the year that file name or title say."""
    year = (said or "")[:4]
    return bool(year) and sum(value.startswith(year) for value in seen.values) >= 0.8 * len(seen.values)


def _equal(headers: Sequence[Header], looks: Mapping[int, Looks]) -> bool:
    return len({looks[header.index].values for header in headers}) == 1


def _sure(header: Header) -> float:
    return _SEEN if _speaks_of_time(wording(header.readings[0]).spellings[0]) else _UNNAMED


def by_head(
    entry: Entry, headers: Sequence[Header], looks: Mapping[int, Looks], columns: Sequence[ColumnMatch]
) -> list[ColumnMatch]:
    """
    The one open column of a kind for the one unclaimed header of that kind: 组织方式 is the 方式 of a table that has
    one. Only for texts that identify nobody and decide no row.
    """
    held = {match.column for match in columns}
    taken = {match.index for match in columns}
    wanted: dict[str, list[str]] = {}
    offered: dict[str, list[Header]] = {}
    for column in entry.spec.columns.values():
        if column.type in ("text", "ref", "name") and not column.required and column.name not in held:
            for head in _heads(column, entry):
                wanted.setdefault(head, []).append(column.name)
    for header in headers:
        if header.index not in taken and not header.is_serial() and not _contradicts(looks.get(header.index)):
            offered.setdefault(_kind(header, looks.get(header.index)), []).append(header)
    return [
        ColumnMatch(names[0], offered[head][0].index, offered[head][0].text, "similar", _BY_HEAD)
        for head, names in wanted.items()
        if head in _HEADS and len(names) == len(offered.get(head, ())) == 1 and _may(offered[head][0], names[0], entry)
    ]


def _head(spelling: str) -> str:
    return tokens(spelling)[-1][0] if spelling else ""


def _kind(header: Header, seen: Looks | None) -> str:
    """The head of a header; NAME for one that names somebody over values that are names."""
    spelling = wording(header.readings[0]).spellings[0]
    named = NAME in spelling or fold(header.readings[0]).endswith(_NAMED)
    if named and seen is not None and seen.filled >= _ENOUGH and seen.shares["name"] >= 0.8:
        return NAME
    return _head(spelling)


def _heads(column: ColumnSpec, entry: Entry) -> set[str]:
    if column.type == "name":
        return {NAME}
    return {_head(spelling) for spelling, name in entry.all if name == column.name}


def _contradicts(seen: Looks | None) -> bool:
    return seen is not None and seen.filled >= _ENOUGH and seen.contradicts("text")


def _may(header: Header, column: str, entry: Entry) -> bool:
    mine = wording(header.readings[0]).spellings[0]
    return any(name == column and not opposed(mine, spelling) for spelling, name in entry.all)
