"""Our validators against python-stdnum's check digits and dates, on random and damaged values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bench.identifiers import run
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from mingcha.engine.normalise.cells import texts
from mingcha.engine.normalise.identifiers import credit_code_column, person_column
from mingcha.kernel.identifiers import CREDIT_ALPHABET
from tests.unit.normalise.mutants import mutated_codes, mutated_persons
from tests.unit.normalise.sheets import KEYS

#: Blanks and hyphens are ours to repair; stdnum repairs them too, in fewer places. Compared are texts without them.
_DIGITS = frozenset("0123456789")


def oracle_person(text: str) -> bool:
    """stdnum's check digit and date, not its areas; and ours: no 000 at the end, years 1850 to 2100."""
    number = text.upper()
    if len(number) != 18 or not _DIGITS.issuperset(number[:17]) or number[17] not in "0123456789X":
        return False
    try:
        year = ric.get_birth_date(number).year
    except ValidationError:
        return False
    return ric.calc_check_digit(number) == number[17] and not number.endswith("000") and 1850 <= year <= 2100


def oracle_code(text: str) -> bool:
    """stdnum's check character; the first two may be letters too (rural collectives); no 000 after digits only."""
    number = text.upper()
    if len(number) != 18 or not set(CREDIT_ALPHABET).issuperset(number) or not _DIGITS.issuperset(number[2:8]):
        return False
    lost = number.isdigit() and number.endswith("000")
    return uscc.calc_check_digit(number[:17]) == number[17] and not lost


def differing(count: int, seed: int) -> list[str]:
    """Texts on which we and the oracle disagree, of `count` ids and `count` codes."""
    wrong = []
    for array, column, oracle in (
        (mutated_persons(count, seed), person_column, oracle_person),
        (mutated_codes(count, seed), credit_code_column, oracle_code),
    ):
        accepted = np.asarray(column(texts(array), KEYS).plain.is_valid())
        listed = array.to_pylist()
        expected = np.array([oracle(text) for text in listed])
        comparable = np.array([" " not in t and "-" not in t and "." not in t and len(t) != 15 for t in listed])
        wrong += [listed[i] for i in np.flatnonzero((accepted != expected) & comparable)]
    return wrong


def test_two_hundred_thousand_values_agree() -> None:
    assert differing(100_000, 11) == []


@pytest.mark.slow
def test_ten_million_values_agree() -> None:
    for seed in range(20):
        assert differing(500_000, 100 + seed) == []


@pytest.mark.slow
def test_a_hundred_times_faster_than_the_loop(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Any] = run(500_000, 20_000)
    with capsys.disabled():
        print(f"\nids {found['ids/s'] / found['stdnum ids/s']:.0f} ×", end=", ")
        print(f"codes {found['codes/s'] / found['stdnum codes/s']:.0f} × stdnum's loop")
    assert found["ids/s"] >= 100 * found["stdnum ids/s"]
    assert found["ids/s"] >= 100 * found["stdnum full ids/s"]
