"""
What a file is and whether it may be kept, found out in a limited child process that holds no key.

The child gets plain bytes through a pipe and answers with a kind and, for a picture, the redrawn bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mingcha.attachments.documents import check_pdf
from mingcha.attachments.kinds import KINDS, MARKUP, suspect
from mingcha.attachments.office_files import office_kind
from mingcha.attachments.pictures import redrawn
from mingcha.attachments.sentences import refused
from mingcha.attachments.voices import check_voice
from mingcha.engine.reading import Guard
from mingcha.engine.reading.guarded import Worker
from mingcha.kernel.errors import MingchaError

#: A picture of 64 million pixels with an alpha channel takes some 600 MB while it is drawn anew.
GUARD = Guard(memory_bytes=1_200_000_000, seconds=60)
_LIMITS = ("file.too_costly", "file.parser_died")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
#: A text that opens with this is the source of something that is drawn or run.
_SOURCE = re.compile(r"\s*(<\?xml|<svg|<!--|\{\\rtf|mime-version:|#!|%!ps)", re.IGNORECASE)


@dataclass(frozen=True)
class Examined:
    """The kind of a file; and of a picture what is shown in its place, None where the file itself is shown."""

    kind: str
    shown_kind: str
    shown: bytes | None = None


def examine_guarded(files: Iterable[tuple[str, bytes]]) -> Iterator[Examined]:
    """Examines files by name and content, one after the other, in a child of their own. Refused (`attachment.*`)."""
    with Worker() as worker:
        for name, data in files:
            try:
                yield worker.run(examine, name, data, subject=name, guard=GUARD)
            except MingchaError as error:
                if error.code in _LIMITS:
                    raise refused("attachment.too_costly", name) from None
                raise


def examine(name: str, data: bytes) -> Examined:
    """Runs in the child. Refused."""
    if not data:
        raise refused("attachment.empty", name)
    kind = suspect(name, data)
    if kind == "office":
        kind = office_kind(name, data)
        return Examined(kind, kind)
    family = KINDS[kind].family
    if family == "picture":
        return Examined(kind, *redrawn(name, data, kind))
    if family == "document":
        check_pdf(name, data)
    elif family == "voice":
        check_voice(name, data, kind)
    else:
        _check_text(name, data)
    return Examined(kind, kind)


def _check_text(name: str, data: bytes) -> None:
    """Text in an encoding that is used here, and nothing that a program would take for its own."""
    text = _decoded(data)
    if text is None or _CONTROLS.search(text):
        raise refused("attachment.active" if MARKUP.search(data) else "attachment.unknown", name)
    if _SOURCE.match(text) or MARKUP.search(text.encode()):
        raise refused("attachment.active", name)


def _decoded(data: bytes) -> str | None:
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    marked = next((encoding for mark, encoding in marks if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
