"""Plain words that fit: cut at the end of a sentence, with the way to the rest."""

from __future__ import annotations

import re

#: WeCom pages 91770 and 94677: bytes in UTF-8 of a text message.
BYTES = 2_048
_ENDS = re.compile(r"[。！？!?；;\n]")


def fitted(head: str, text: str, tail: str, limit: int = BYTES) -> str:
    """
    Head, text and tail on lines of their own in at most `limit` bytes. What is too long ends after a whole sentence,
    or when even the first is too long with an ellipsis; head and tail stay whole.
    """
    parts = [part for part in (head.strip(), text.strip(), tail.strip()) if part]
    whole = "\n".join(parts)
    if len(whole.encode()) <= limit:
        return whole
    frame = len("\n".join([*(one for one in (head.strip(), tail.strip()) if one), ""]).encode())
    short = _cut(text.strip(), max(limit - frame, 0))
    return "\n".join(part for part in (head.strip(), short, tail.strip()) if part)


def _cut(text: str, room: int) -> str:
    """The longest run of whole sentences within so many bytes; else as many characters as fit, and an ellipsis."""
    fits = text.encode()[:room].decode(errors="ignore")
    ends = [found.end() for found in _ENDS.finditer(fits)]
    if ends:
        return fits[: ends[-1]].strip()
    return text.encode()[: max(room - 3, 0)].decode(errors="ignore") + "…" if room >= 3 else ""
