"""Gates before anything inside a zip is parsed, and its members as sources. Workbooks are zips too."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from mingcha.engine.reading.limits import Limits
from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.reading.sentences import failure, refused, size
from mingcha.engine.reading.source import DiskSource, MemberSource, Source

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_BLOCK = 1 << 20


@contextmanager
def opened(source: Source) -> Iterator[zipfile.ZipFile]:
    """The archive in `source`; whatever zipfile finds wrong becomes `zip.broken`."""
    with source.seekable() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                yield archive
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            raise refused("zip.broken", source.label) from None


def check_archive(source: Source, limits: Limits) -> None:
    """
    Refuse bombs and giants by what the directory of the zip declares.

    Declared sizes may lie; zipfile never reads past them, and `check_parts` measures workbooks, which another
    parser unpacks.
    """
    with opened(source) as archive:
        infos = archive.infolist()
    if len(infos) > limits.members:
        raise refused("zip.too_many", source.label, count=len(infos), limit=limits.members)
    _check_expansion(source.label, source.size, sum(i.file_size for i in infos), limits)
    for info in infos:
        _check_expansion(source.label, info.compress_size, info.file_size, limits)
        if info.file_size > limits.member_bytes:
            _too_large(source.label, info.file_size, limits.member_bytes)
    total = sum(i.file_size for i in infos)
    if total > limits.total_bytes:
        _too_large(source.label, total, limits.total_bytes)


def _too_large(label: str, actual: int, limit: int) -> None:
    raise refused("zip.too_large", label, size=size(actual), limit=size(limit))


def _check_expansion(label: str, packed: int, unpacked: int, limits: Limits) -> None:
    if unpacked > limits.expansion_from and unpacked > packed * limits.expansion:
        raise refused("zip.bomb", label, packed=size(packed), unpacked=size(unpacked), times=limits.expansion)


def check_parts(source: Source, limits: Limits) -> None:
    """
    Unpack every XML part of a workbook once, counting: refuse parts larger than declared, broken checksums, entities.

    calamine trusts the stream, not the declared size, and would be led past the gate by a lying directory.
    """
    with opened(source) as archive:
        for info in archive.infolist():
            if info.flag_bits & _ENCRYPTED_FLAG:
                raise refused("file.encrypted", source.label)
            if info.filename.lower().endswith((".xml", ".rels")):
                _measure_part(archive, info, source.label, limits)


def _measure_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limits: Limits) -> None:
    declared = info.file_size
    info.file_size = declared + 2 * _BLOCK  # lets the reader run past the declared end and so notice a lie
    try:
        with archive.open(info) as part:
            head = part.read(_BLOCK)
            count = len(head)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise refused("xml.entities", label)
            while count <= declared and (block := part.read(_BLOCK)):
                count += len(block)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError):
        raise refused("workbook.broken", label) from None
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise refused("workbook.broken", label) from None
    finally:
        info.file_size = declared
    if count > declared:
        raise refused("zip.bomb", label, packed=size(info.compress_size), unpacked=size(count), times=limits.expansion)


def members(source: DiskSource, limits: Limits) -> Iterator[MemberSource | ReadFailure]:
    """The files in the archive in its order; folders and the droppings of other systems are passed over."""
    with opened(source) as archive:
        infos = archive.infolist()
    for index, info in enumerate(infos):
        name = member_name(info)
        if info.is_dir() or is_dropping(name):
            continue
        code = _member_fault(name, info)
        if code:
            yield failure(Origin(source.label, name), code)
        else:
            yield MemberSource(source, index, f"{source.label}/{name}", info.file_size)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name; without the UTF-8 flag it is what Chinese Windows writes: GBK (or UTF-8 all the same)."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def is_dropping(name: str) -> bool:
    """Files that systems leave behind: hidden ones, Excel's locks, __MACOSX."""
    parts = PurePosixPath(name).parts
    return any(p.startswith(("~$", "__MACOSX")) or (p.startswith(".") and p not in (".", "..")) for p in parts)


def _member_fault(name: str, info: zipfile.ZipInfo) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return "zip.unsafe_name"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "zip.encrypted"
    return "" if info.compress_type in _METHODS else "zip.method"
