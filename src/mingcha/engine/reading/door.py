"""The door of this room: a file in, sheets or a refusal out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mingcha.engine.reading import remarks
from mingcha.engine.reading.archive import check_archive, is_dropping, members
from mingcha.engine.reading.columnar import read_parquet
from mingcha.engine.reading.limits import DEFAULT, Limits
from mingcha.engine.reading.model import Origin, RawSheet, ReadFailure
from mingcha.engine.reading.oldworkbook import read_xls
from mingcha.engine.reading.recognition import EXTENSIONS, KINDS, Format, recognise
from mingcha.engine.reading.sentences import refused, size
from mingcha.engine.reading.source import DiskSource, Source, disk_source, extension
from mingcha.engine.reading.text import read_text
from mingcha.engine.reading.workbook import read_xlsx
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Message


def list_files(folder: Path) -> list[tuple[Path, str]]:
    """
    Files below `folder` in order of their names: (path, name below the folder with `/`).

    Hidden files, Excel's `~$` locks, `.mingcha*` folders and links that lead out of the folder are passed over.
    """
    root = folder.resolve()
    found = []
    for where, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not is_dropping(f))
        for file in files:
            path = Path(where, file)
            if not is_dropping(file) and path.resolve().is_relative_to(root):
                found.append((path, path.relative_to(root).as_posix()))
    return sorted(found, key=lambda item: item[1])


def read_file(path: Path, *, name: str, limits: Limits = DEFAULT) -> Iterator[RawSheet | ReadFailure]:
    """
    The sheets of the file at `path`, which the user knows as `name`.

    Never raises for what is wrong with the file: that is a ReadFailure, one for the file, or one per sheet or member.
    While `RawSheet.batches()` runs it may raise Refused, when damage shows only then.
    """
    origin = Origin(name)
    try:
        yield from _read_disk(disk_source(path, name), origin, limits)
    except MingchaError as error:
        yield ReadFailure(origin, error.code, error.message)
    except FileNotFoundError:
        yield _failed(origin, refused("file.vanished", name))
    except OSError as error:
        yield _failed(origin, refused("file.unreadable", name, reason=error.strerror or "?"))


def _failed(origin: Origin, error: MingchaError) -> ReadFailure:
    return ReadFailure(origin, error.code, error.message)


def _read_disk(source: DiskSource, origin: Origin, limits: Limits) -> Iterator[RawSheet | ReadFailure]:
    form = recognise(source)
    _check_size(source, form, limits)
    if form != "zip":
        yield from _read_form(source, form, origin, limits)
        return
    check_archive(source, limits)
    seen = False
    for member in members(source, limits):
        seen = True
        if isinstance(member, ReadFailure):
            yield member
        else:
            yield from _read_member(member, Origin(origin.file, member.label[len(source.label) + 1 :]), limits)
    if not seen:
        raise refused("file.empty", source.label)


def _read_member(source: Source, origin: Origin, limits: Limits) -> Iterator[RawSheet | ReadFailure]:
    try:
        form = recognise(source)
        if form == "zip":
            raise refused("zip.nested", source.label)
        _check_size(source, form, limits)
        yield from _read_form(source, form, origin, limits)
    except MingchaError as error:
        yield _failed(origin, error)


def _read_form(source: Source, form: Format, origin: Origin, limits: Limits) -> Iterator[RawSheet | ReadFailure]:
    notes = _extension_note(source, form)
    if form == "text":
        yield read_text(source, origin, limits, notes)
    elif form == "parquet":
        yield read_parquet(source, origin, limits, notes)
    else:
        read = read_xlsx if form == "xlsx" else read_xls
        seen = False
        for sheet in read(source, origin, limits, notes):
            seen = True
            yield sheet
        if not seen:
            raise refused("file.empty", source.label)


def _extension_note(source: Source, form: Format) -> tuple[Message, ...]:
    ext = extension(source.label)
    return () if not ext or ext in EXTENSIONS[form] else (remarks.wrong_extension(ext, *KINDS[form]),)


def _check_size(source: Source, form: Format, limits: Limits) -> None:
    allowed = {"xls": limits.old_workbook_bytes, "xlsx": limits.workbook_bytes, "zip": limits.workbook_bytes}
    limit = allowed.get(form, limits.file_bytes)
    if source.size > limit:
        raise refused("file.too_large", source.label, size=size(source.size), limit=size(limit))
