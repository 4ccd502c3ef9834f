"""
Defects without their words: the text of an error may quote a cell of a register, so what is kept of an error outside
memory is its class and the places in the code it went through.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager


class Defect(Exception):
    """Another error, told by its class and its places alone."""

    def __init__(self, error: BaseException) -> None:
        self.kind, self.places = kind(error), places(error)
        super().__init__(" > ".join((*self.places, self.kind)))


@contextmanager
def without_words() -> Iterator[None]:
    """An error that leaves the block leaves it as Defect: for whoever would write it down."""
    try:
        yield
    except Exception as error:
        raise Defect(error) from None


def kind(error: BaseException) -> str:
    """The class of an error with its module; of a Defect that of the error behind it."""
    return error.kind if isinstance(error, Defect) else f"{type(error).__module__}.{type(error).__qualname__}"


def places(error: BaseException) -> list[str]:
    """`file:line function` of each frame, outermost first; paths are cut to their last two parts."""
    if isinstance(error, Defect):
        return error.places
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(f.filename.rsplit('/', 2)[-2:])}:{f.lineno} {f.name}" for f in frames]
