"""Pseudonyms: equal for equal texts, different else, and nothing without the key."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret

KEYS = Keys(Secret(b"k" * 32))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=40)), max_size=30))
def test_a_column_means_what_its_values_mean(values: list[str | None]) -> None:
    column = KEYS.pseudonyms("person", pa.array(values, pa.string()))
    alone = [None if v is None else KEYS.pseudonym("person", v) for v in values]
    assert column.to_pylist() == alone
    distinct = {v for v in values if v is not None}
    assert len({a for a in alone if a is not None}) == len(distinct)


def test_slices_and_chunks_of_a_column() -> None:
    values = [f"43042119900307{i:04d}" for i in range(50)]
    whole = KEYS.pseudonyms("person", pa.array(values)).to_pylist()
    assert KEYS.pseudonyms("person", pa.array(values).slice(10, 20)).to_pylist() == whole[10:30]
    assert KEYS.pseudonyms("person", pa.chunked_array([values[:7], values[7:]])).to_pylist() == whole


@pytest.mark.parametrize("kind", ["uscc", "plate", "account", "ref"])
def test_kinds_never_mix(kind: str) -> None:
    assert KEYS.pseudonym("person", "430421199003074518") != KEYS.pseudonym(kind, "430421199003074518")


def test_another_secret_or_cipher_gives_other_pseudonyms() -> None:
    text = "430421199003074518"
    others = [Keys(Secret(b"j" * 32)), Keys(Secret(b"k" * 32, "sm4"))]
    assert all(o.pseudonym("person", text) != KEYS.pseudonym("person", text) for o in others)
