"""The kinds of files that are kept beside records, and how a kind is told: by content, never by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mingcha.attachments.sentences import refused
from mingcha.kernel.messages import Message

Family = Literal["picture", "document", "office", "text", "voice"]


@dataclass(frozen=True)
class Kind:
    """One kind: the extension and media type under which it is handed out."""

    code: str
    title: Message
    family: Family
    extension: str
    media: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("jpeg", Message("JPEG 图片", "JPEG picture"), "picture", "jpg", "image/jpeg"),
        Kind("png", Message("PNG 图片", "PNG picture"), "picture", "png", "image/png"),
        Kind("webp", Message("WebP 图片", "WebP picture"), "picture", "webp", "image/webp"),
        Kind("pdf", Message("PDF 文档", "PDF"), "document", "pdf", "application/pdf"),
        Kind("docx", Message("Word 文档", "Word document"), "office", "docx", f"{_OFFICE}.wordprocessingml.document"),
        Kind("xlsx", Message("Excel 表格", "Excel workbook"), "office", "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
        Kind("text", Message("纯文本", "plain text"), "text", "txt", "text/plain"),
        Kind("amr", Message("AMR 语音", "AMR voice"), "voice", "amr", "audio/amr"),
        Kind("mp3", Message("MP3 音频", "MP3 sound"), "voice", "mp3", "audio/mpeg"),
        Kind("m4a", Message("M4A 音频", "M4A sound"), "voice", "m4a", "audio/mp4"),
        Kind("ogg", Message("OGG 音频", "OGG sound"), "voice", "ogg", "audio/ogg"),
    )
}

#: What a browser would run or draw, wherever in a file it stands.
MARKUP = re.compile(
    rb"<\s*(?:script|html|iframe|!doctype|\?php|body|object|embed)[\s>/]|<svg[\s>][^<]{0,500}(?:xmlns|onload)|<svg\s*>",
    re.IGNORECASE,
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: First bytes, and the kind that has to be looked at more closely.
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "office"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
)
#: Kinds that people try and that have a sentence of their own.
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def suspect(name: str, data: bytes) -> str:
    """What the first bytes say it is: a code of KINDS, `office` for a zip, `text` when nothing else. Refused."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        if data[8:12] in _HEIC:
            raise refused("attachment.heic", name)
        return "m4a"
    if data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xE0 == 0xE0 and data[1] & 0x06 == 0x02:  # layer III
        return "mp3"
    if data.startswith(_OLD_OFFICE):
        raise refused("attachment.old_office", name)
    if data.startswith(_PROGRAMS):
        raise refused("attachment.program", name)
    if data.startswith(_ARCHIVES):
        raise refused("attachment.archive", name)
    return next((kind for start, kind in _STARTS if data.startswith(start)), "text")
