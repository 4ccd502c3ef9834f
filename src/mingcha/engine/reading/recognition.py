"""What a file is, by its content. The extension only serves to say that it is wrong."""

from __future__ import annotations

import zipfile
from typing import Literal, NamedTuple

from mingcha.engine.reading.compoundfile import MAGIC, CompoundFile
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.source import Source, extension

Format = Literal["xlsx", "xls", "zip", "parquet", "text"]

HEAD = 4_096

#: Compound files larger than this are not looked into; the limit for old workbooks is lower.
MOST_OLE = 500_000_000


class Foreign(NamedTuple):
    """A format that is recognised and refused."""

    magic: bytes
    zh: str
    en: str


_FOREIGN = (
    Foreign(b"%PDF", " PDF 文档", "a PDF document"),
    Foreign(b"Rar!", " RAR 压缩包", "a RAR archive"),
    Foreign(b"7z\xbc\xaf\x27\x1c", " 7z 压缩包", "a 7z archive"),
    Foreign(b"\x1f\x8b", " gzip 压缩文件", "a gzip file"),
    Foreign(b"\x89PNG", "图片", "a picture"),
    Foreign(b"\xff\xd8\xff", "图片", "a picture"),
    Foreign(b"GIF8", "图片", "a picture"),
    Foreign(b"{\\rtf", " RTF 文档", "an RTF document"),
    Foreign(b"SQLite format 3\0", " SQLite 数据库", "an SQLite database"),
)

#: Extensions that a format may carry; anything else is said to the user.
EXTENSIONS: dict[Format, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xls": (".xls", ".et", ".xlt"),
    "zip": (".zip",),
    "parquet": (".parquet", ".pq"),
    "text": (".csv", ".txt", ".tsv", ".tab", ".dat", ""),
}
KINDS: dict[Format, tuple[str, str]] = {
    "xlsx": ("xlsx 工作簿", "an xlsx workbook"),
    "xls": ("旧版 xls 工作簿", "an old xls workbook"),
    "zip": ("zip 压缩包", "a zip archive"),
    "parquet": ("Parquet 文件", "a Parquet file"),
    "text": ("文本表格", "a text table"),
}


def recognise(source: Source) -> Format:
    """The format of `source`; Refused when it is empty, foreign, encrypted or broken."""
    with source.open() as stream:
        head = stream.read(HEAD)
    if not head:
        raise refused("file.empty", source.label)
    if head.startswith(b"PK"):
        return _zip_kind(source)
    if head.startswith(MAGIC):
        return _ole_kind(source)
    if head.startswith(b"PAR1"):
        return "parquet"
    _refuse_foreign(source, head)
    return "text"


def _refuse_foreign(source: Source, head: bytes) -> None:
    for foreign in _FOREIGN:
        if head.startswith(foreign.magic):
            raise refused("file.unsupported", source.label, zh_kind=foreign.zh, en_kind=foreign.en)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or b"<html" in start[:1024]:
        raise refused("file.html", source.label, ext=extension(source.label) or "?")
    if start.startswith((b"<?xml", b"mime-version:")):
        raise refused("file.unsupported", source.label, zh_kind=" XML 或网页存档", en_kind="XML or a web archive")


def _zip_kind(source: Source) -> Format:
    """Distinguish workbooks from archives by their parts."""
    names = {n.lower() for n in _names(source)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "[content_types].xml" in names or "mimetype" in names:
        if any(n.startswith("xl/") and n.endswith("workbook.bin") for n in names):
            raise refused("file.unsupported", source.label, zh_kind=" xlsb 二进制工作簿", en_kind="an xlsb workbook")
        if any(n.startswith("xl/") for n in names):
            return "xlsx"  # the workbook part has an unusual name; the reader follows the relations
        raise refused("file.unsupported", source.label, zh_kind="其他办公文档", en_kind="another office document")
    return "zip"


def _names(source: Source) -> list[str]:
    with source.seekable() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return archive.namelist()
        except zipfile.BadZipFile:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - 66_000))
            code = "zip.broken" if b"PK\x05\x06" in stream.read() else "zip.truncated"
            raise refused(code, source.label) from None


def _ole_kind(source: Source) -> Format:
    """What a compound file holds, by the names of its streams; only workbooks go on."""
    with source.open() as stream:
        data = stream.read(MOST_OLE + 1)
    if len(data) > MOST_OLE:
        return "xls"  # the size gate refuses it
    try:
        names = CompoundFile(data).streams
    except ValueError:
        raise refused("workbook.broken", source.label) from None
    if "EncryptedPackage" in names:
        raise refused("file.encrypted", source.label)
    if not {"Workbook", "Book"} & set(names):
        raise refused("file.unsupported", source.label, zh_kind="其他办公文档", en_kind="another office document")
    return "xls"
