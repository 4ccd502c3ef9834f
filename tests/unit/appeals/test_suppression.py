"""What is hidden cannot be had back by subtracting: for every hidden number another one fits as well."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from mingcha.appeals.rates import PUBLISHED
from mingcha.appeals.suppression import SMALL, row, small, table

PART_OF = {"ended": "received", "late": "received", "fit": "ended"}
CODES = ("received", *PART_OF)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    made = {}
    for name in "abcde"[: draw(st.integers(1, 5))]:
        counts = {"received": draw(st.integers(0, 14))}
        for part, whole in PART_OF.items():
            counts[part] = draw(st.integers(0, counts[whole]))
        made[name] = counts
    return made


def total_of(made: dict[str, dict[str, int]]) -> dict[str, int]:
    return {code: sum(counts[code] for counts in made.values()) for code in CODES}


@given(rows())
def test_no_small_number_is_shown_nor_one_that_is_short_by_a_small_number(made: dict[str, dict[str, int]]) -> None:
    for shown in (*table(made, PART_OF).values(), row(total_of(made), PART_OF)):
        for code, value in shown.items():
            whole = shown.get(PART_OF.get(code, ""))
            assert value is None or not small(value, whole)
            assert value is None or code not in PART_OF or whole is not None


@given(rows())
def test_subtracting_brings_nothing_back(made: dict[str, dict[str, int]]) -> None:
    shown, total = table(made, PART_OF), row(total_of(made), PART_OF)
    for code in CODES:
        hidden = [name for name in made if shown[name][code] is None]
        known = total[code]
        if known is None or not hidden:
            continue
        rest = known - sum(value for name in made if (value := shown[name][code]) is not None)
        if not rest:
            continue  # nothing of nobody
        assert rest >= SMALL
        whole = PART_OF.get(code)
        most = [_most(shown, name, whole, rest) for name in hidden]
        fits = [values for values in product(*(range(m + 1) for m in most[:-1])) if 0 <= rest - sum(values) <= most[-1]]
        for n, name in enumerate(hidden):
            if most[n] == 0:
                continue  # a part of nothing is nothing, and tells of nobody
            assert len({values[n] if n < len(values) else rest - sum(values) for values in fits}) > 1, name


def _most(shown: dict[str, dict[str, int | None]], name: str, whole: str | None, rest: int) -> int:
    known = shown[name][whole] if whole else None
    return rest if known is None else min(known, rest)


def test_what_is_large_everywhere_is_shown_as_it_is() -> None:
    made = {"a": dict.fromkeys(CODES, 20), "b": dict.fromkeys(CODES, 30)}
    assert table(made, PART_OF) == made


def test_one_small_row_takes_the_next_smallest_with_it() -> None:
    made = {name: {"received": n} for name, n in {"a": 3, "b": 9, "c": 40}.items()}
    assert {name: one["received"] for name, one in table(made, {}).items()} == {"a": None, "b": None, "c": 40}


def test_what_is_published_is_a_tree_of_parts() -> None:
    assert all(whole == "" or whole in PUBLISHED for whole in PUBLISHED.values())
