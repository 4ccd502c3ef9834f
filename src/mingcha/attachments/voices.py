"""
Voice: the frames, pages or boxes of a recording are walked from its first byte to its last.

What is not a frame is something else that was put in; nothing is decoded. AMR: RFC 4867; Ogg: RFC 3533; M4A: ISO/IEC
14496-12; MP3: ISO/IEC 11172-3, 13818-3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mingcha.attachments.kinds import KINDS, MARKUP
from mingcha.attachments.sentences import refused

#: Bytes of a frame by its type, header byte included; what is missing is reserved.
_AMR = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_AMR_WIDE = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
_BITRATES = {
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
#: Frames of an MP3 that must be there, so that two bytes do not pass for one.
_LEAST_FRAMES = 3
#: Boxes that hold boxes, on the way to what kind of track it is.
_HOLDERS = (b"moov", b"trak", b"mdia")
_TOP = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"udta", b"moof", b"sidx"))


def check_voice(name: str, data: bytes, kind: str) -> None:
    """Refused unless it is a recording from end to end."""
    if MARKUP.search(data):
        raise refused("attachment.polyglot", name, zh_kind=KINDS[kind].title.zh, en_kind=KINDS[kind].title.en)
    try:
        end = _WALKS[kind](name, data)
    except (IndexError, KeyError, ValueError):
        end = 0
    if end == 0 or end > len(data):
        raise refused("attachment.broken", name, zh_kind=KINDS[kind].title.zh, en_kind=KINDS[kind].title.en)
    if data[end:].strip(b"\0"):
        raise refused("attachment.polyglot", name, zh_kind=KINDS[kind].title.zh, en_kind=KINDS[kind].title.en)


def _amr(_name: str, data: bytes) -> int:
    wide = data.startswith(b"#!AMR-WB\n")
    if not wide and not data.startswith(b"#!AMR\n"):
        raise ValueError
    sizes: Mapping[int, int] = _AMR_WIDE if wide else _AMR
    at = first = 9 if wide else 6
    while at < len(data) and not data[at] & 0x83 and (data[at] >> 3) & 15 in sizes:
        at += sizes[(data[at] >> 3) & 15]
    if at == first:
        raise ValueError
    return min(at, len(data))  # the last frame of a recording that was cut off is short


def _ogg(_name: str, data: bytes) -> int:
    at, first = 0, b""
    while data[at : at + 4] == b"OggS":
        segments = data[at + 26]
        body = at + 27 + segments
        first = first or data[body : body + 8]
        at = body + sum(data[at + 27 : body])
    if not first.startswith(tuple(codec[: len(first)] for codec in _CODECS)) or not first:
        raise ValueError
    return at


def _mp3(_name: str, data: bytes) -> int:
    at = frames = 0
    if data.startswith(b"ID3"):
        at = 10 + sum((data[6 + n] & 127) << (21 - 7 * n) for n in range(4)) + (10 if data[5] & 16 else 0)
    while at + 4 <= len(data) and (size := _mp3_frame(data[at : at + 4])):
        at, frames = at + size, frames + 1
    if frames < _LEAST_FRAMES:
        raise ValueError
    at = min(at, len(data))
    return at + 128 if data[at : at + 3] == b"TAG" and len(data) == at + 128 else at


def _mp3_frame(head: bytes) -> int:
    """Bytes of a layer III frame, 0 when it is none."""
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    rate, speed = head[2] >> 4, (head[2] >> 2) & 3
    if head[0] != 255 or head[1] < 0xE0 or version == 1 or layer != 1 or rate in (0, 15) or speed == 3:
        return 0
    kilobits = _BITRATES[(1 if version == 3 else 2, 3)][rate - 1]
    samples = 144 if version == 3 else 72
    return samples * kilobits * 1000 // _RATES[version][speed] + ((head[2] >> 1) & 1)


def _m4a(name: str, data: bytes) -> int:
    end, handlers = 0, set[bytes]()
    for path, start, stop in _boxes(data, 0, len(data), ()):
        if len(path) == 1:
            if path[0] not in _TOP:
                return end
            end = stop
        if path[-1] == b"hdlr":
            handlers.add(data[start + 8 : start + 12])
    if b"vide" in handlers:
        raise refused("attachment.video", name)
    if b"soun" not in handlers:
        raise ValueError
    return end


def _boxes(data: bytes, at: int, stop: int, above: tuple[bytes, ...]) -> Iterator[tuple[tuple[bytes, ...], int, int]]:
    """(path, start of the content, end) of every box between two places, and of those inside the holders."""
    while at + 8 <= stop:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = stop if size == 0 else at + size
        if end > stop or end < at + head:
            return
        path = (*above, kind)
        yield path, at + head, end
        if kind in _HOLDERS:
            yield from _boxes(data, at + head, end, path)
        at = end


_WALKS: Mapping[str, Callable[[str, bytes], int]] = {"amr": _amr, "ogg": _ogg, "mp3": _mp3, "m4a": _m4a}
