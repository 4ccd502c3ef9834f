"""An error that is written down keeps its class and places, and loses its words."""

from __future__ import annotations

from traceback import format_exception

import pytest

from mingcha.kernel.defects import Defect, kind, places, without_words


def fail(text: str) -> None:
    secret = text
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise ValueError(f"cannot read {secret}") from error


def test_r29_class_and_places_stay_and_the_words_go() -> None:
    with pytest.raises(Defect) as told, without_words():
        fail("张三430421")
    written = "".join(format_exception(told.value))
    assert "张三" not in written and "cannot read" not in written and "KeyError" not in written
    assert "builtins.ValueError" in written and "test_defects.py" in written and " fail" in written
    assert (kind(told.value), places(told.value)[-1].split()[-1]) == ("builtins.ValueError", "fail")


def test_what_ends_well_is_left_alone() -> None:
    with without_words():
        pass
