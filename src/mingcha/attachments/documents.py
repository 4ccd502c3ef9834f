"""
PDF (ISO 32000): kept as it is, when it holds nothing that acts.

Names are looked for in the plain parts and in object streams, `#xx` resolved: what a reader would find. Other streams
are unpacked only to see how far they swell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from mingcha.attachments.kinds import KINDS
from mingcha.attachments.sentences import refused

_TITLE = KINDS["pdf"].title
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_HEX = re.compile(rb"#([0-9a-fA-F]{2})")
_ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia\w*|XFA|GoToE|ImportData|SubmitForm|Movie|Sound|AA|3D)(?![A-Za-z0-9])"
)
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)(?![A-Za-z0-9])")
_PLAINLY = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)(?![A-Za-z0-9])")
#: What the streams of one document may swell to, and one block of it, in bytes.
MOST_UNPACKED = 1_500_000_000
_BLOCK = 1 << 22
#: Bytes of object streams that are kept to look for names.
_MOST_OBJECTS = 64_000_000
_TAIL = 1024


def check_pdf(name: str, data: bytes) -> None:
    """Refused unless it is a whole PDF without scripts, actions, embedded files or password."""
    end = data.rfind(b"%%EOF")
    if end < 0 or not data.startswith(b"%PDF-"):
        raise refused("attachment.broken", name, zh_kind=_TITLE.zh, en_kind=_TITLE.en)
    if (data[end + 5 :].strip() and len(data) - end > _TAIL) or zipfile.is_zipfile(io.BytesIO(data)):
        raise refused("attachment.polyglot", name, zh_kind=_TITLE.zh, en_kind=_TITLE.en)
    words = _resolved(_readable(name, data))
    if re.search(rb"/Encrypt(?![A-Za-z])", words):
        raise refused("attachment.encrypted", name)
    if _ACTS.search(words):
        raise refused("attachment.pdf_active", name)


def _readable(name: str, data: bytes) -> bytes:
    """Everything in which names stand: the plain parts, and object streams unpacked. Refused when it swells."""
    plain = bytearray()
    unpacked = 0
    for words, body in _parts(data):
        plain += words
        head = _resolved(words)  # all since the stream before: a comment could feign the start of an object
        hidden = b"/ObjStm" in head and b"/Filter" in head and not _PLAINLY.search(head)
        if hidden or (b"/ObjStm" in head and b"/Predictor" in head):  # packed so that names would not be found
            raise refused("attachment.pdf_active", name)
        if body is not None and len(_FLATE.findall(head)) > 1:  # packed twice: swells by the square
            raise refused("attachment.bomb", name, limit=MOST_UNPACKED // 1_000_000)
        for block in _inflated(body or b""):
            unpacked += len(block)
            plain += block if b"/ObjStm" in head else b""
            if unpacked > MOST_UNPACKED or len(plain) > _MOST_OBJECTS:
                raise refused("attachment.bomb", name, limit=MOST_UNPACKED // 1_000_000)
    return bytes(plain)


def _resolved(words: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), words)


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Words between streams, each with the stream that follows; the last without."""
    at = 0
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        if end < 0:
            break
        yield data[at : found.start()], data[found.end() : end]
        at = end + len(b"endstream")
    yield data[at:], None


def _inflated(body: bytes) -> Iterator[bytes]:
    """The blocks of a deflated stream; nothing for one that is packed otherwise, which no reader takes for objects."""
    unpacker = zlib.decompressobj()
    rest = body
    try:
        while rest:
            block = unpacker.decompress(rest, _BLOCK)
            yield block
            rest = unpacker.unconsumed_tail
            if not block and not rest:
                return
    except zlib.error:
        return
