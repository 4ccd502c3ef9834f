"""Where the worksheets of an xlsx lie inside its zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mingcha.engine.reading.archive import opened
from mingcha.engine.reading.sentences import refused
from mingcha.engine.reading.source import Source

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class SheetPart:
    """A worksheet and the part of the zip that holds it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class WorkbookParts:
    """The parts of an xlsx. `date_1904`: days count from 1904-01-01, as old Macintosh workbooks do."""

    sheets: tuple[SheetPart, ...]
    shared_strings: str
    styles: str
    date_1904: bool


def workbook_parts(source: Source) -> WorkbookParts:
    """Follow the relations from the package to its worksheets. Refused `workbook.broken` when they lead nowhere."""
    try:
        with opened(source) as archive:
            return _follow(archive)
    except DefusedXmlException:
        raise refused("xml.entities", source.label) from None
    except (KeyError, ParseError, StopIteration):
        raise refused("workbook.broken", source.label) from None


def _follow(archive: zipfile.ZipFile) -> WorkbookParts:
    main = next(target for kind, target in _relations(archive, "").values() if kind == "officeDocument")
    relations = _relations(archive, main)
    by_kind = {kind: target for kind, target in relations.values()}
    root = fromstring(archive.read(_actual(archive, main)))
    sheets = tuple(s for node in _named(root, "sheet") if (s := _sheet(archive, node, relations)))
    date_1904 = any(n.get("date1904") in ("1", "true") for n in _named(root, "workbookPr"))
    return WorkbookParts(sheets, by_kind.get("sharedStrings", ""), by_kind.get("styles", ""), date_1904)


def _sheet(archive: zipfile.ZipFile, node: Element, relations: dict[str, tuple[str, str]]) -> SheetPart | None:
    kind, target = relations[node.get(_RELATION_ID) or node.get(_STRICT_RELATION_ID) or ""]
    if kind != "worksheet":  # chart sheets and dialogs hold no cells
        return None
    return SheetPart(node.get("name", ""), _actual(archive, target), node.get("state", "visible") != "visible")


def _named(root: Element, name: str) -> Iterator[Element]:
    return (node for node in root.iter() if isinstance(node.tag, str) and node.tag.rpartition("}")[2] == name)


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (last word of its type, target part) of `part`; the package's own for ""."""
    folder = dirname(part)
    name = join(folder, "_rels", part.rpartition("/")[2] + ".rels")
    root = fromstring(archive.read(_actual(archive, name)))
    found = {}
    for node in _named(root, "Relationship"):
        target = node.get("Target", "")
        target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], target)
    return found


def _actual(archive: zipfile.ZipFile, part: str) -> str:
    """The name as the zip spells it: some writers differ in case or use backslashes. KeyError when it is absent."""
    names = {n.replace("\\", "/").lower(): n for n in archive.namelist()}
    return names[part.lower()]


@contextmanager
def part_stream(source: Source, part: str) -> Iterator[IO[bytes]]:
    """The bytes of one part, unpacked while read."""
    with opened(source) as archive, archive.open(part) as stream:
        yield stream
