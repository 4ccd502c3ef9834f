"""Free text and names of people."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.normalise.cells import Cell, Column, Texts, byte_table, completed
from mingcha.kernel.identifiers import EDGE_BLANKS, EDGE_MARKS, FOLD

_DOTS = dict.fromkeys(map(ord, "·•‧・･∙⋅．●▪᛫"), "·")
_INNER_DOT = re.compile(r"(?<=[^\x00-\x7f])[.。](?=[^\x00-\x7f])")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
#: First bytes of characters that no rule of names or trimming touches: U+4000–U+9FFF.
_HAN = range(0xE4, 0xEA)
_CONTINUED = range(0x80, 0xC0)
_NOT_HAN = ~byte_table(_HAN, _CONTINUED)
_EDGE_SUSPECT = byte_table(range(0x21), 0x22, 0x27, 0x60, 0x7F, range(0x80, 0xE4), range(0xEF, 0x100))
_FULL_WIDTH_QUOTE = byte_table(0x80, 0x82, 0x87)
_NO_NAME = frozenset(("无", "不详", "未知", "空", "/", "-", "--", "—", "N/A", "NULL", "NONE", "NAN"))


def text(value: str) -> Cell:
    """Trimmed of blanks at both ends, zero-width ones too; otherwise as in the file."""
    word = value.strip(EDGE_BLANKS)
    return Cell(word) if word else Cell(None, "MISSING")


def ref(value: str) -> str | None:
    """A document number exactly as in the file but for blanks, quotes and zero-width characters around it."""
    return value.strip(EDGE_MARKS) or None


@lru_cache(maxsize=1 << 16)
def name(value: str) -> Cell:
    """A name without blanks, its dots `·`, compatibility forms folded; private characters stay and are noted."""
    word = value.translate(FOLD).translate(_DOTS)
    word = "".join(c if c == "·" else unicodedata.normalize("NFKC", c) for c in word)
    word = _INNER_DOT.sub("·", word.replace(" ", "")).strip("·")
    if not word or word.upper() in _NO_NAME:
        return Cell(None, "MISSING")
    return Cell(word, "PRIVATE_CHARACTER" if _PRIVATE.search(word) else "")


def text_column(source: Texts) -> Column:
    """Cells whose ends need no trimming are kept as they are."""
    return completed(source, source_trimmed(source), source.array, text)


def name_column(source: Texts) -> Column:
    """Cells of nothing but common Han characters are kept as they are."""
    clean = ~source.holding(_NOT_HAN) & (source.lengths > 0) & ~_one_placeholder(source)
    return completed(source, clean, source.array, name)


def source_trimmed(source: Texts) -> Any:
    """Cells that certainly begin and end with something that is neither blank nor quote (a few others are missed)."""
    last = source.byte(-1)
    lead = source.byte(-3)
    begin = ~_EDGE_SUSPECT[source.byte(0)] | _full_width(source, 0, 1, 2)
    end = (last < 0x80) & ~_EDGE_SUSPECT[last]
    end |= (last >= 0x80) & (((lead >= 0xE4) & (lead <= 0xE9)) | _full_width(source, -3, -2, -1))
    return (source.lengths > 0) & begin & end


def _full_width(source: Texts, first: int, second: int, third: int) -> Any:
    """Whether three bytes are a full-width sign such as （ or ）, U+FF01–U+FF3F, and no quote."""
    tail = source.byte(third)
    return (source.byte(first) == 0xEF) & (source.byte(second) == 0xBC) & ~_FULL_WIDTH_QUOTE[tail]


def _one_placeholder(source: Texts) -> Any:
    """Cells that are one of the words for nothing; they are short, so only short ones are compared."""
    if not len(source) or int(source.lengths.min()) > 6:
        return source.lengths < 0
    return pc.is_in(source.array, pa.array(sorted(_NO_NAME))).to_numpy(zero_copy_only=False)
