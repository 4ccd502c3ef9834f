"""Word and Excel files (ISO/IEC 29500): zips of XML parts, kept when nothing in them acts or comes from elsewhere."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Tree

from mingcha.attachments.kinds import KINDS
from mingcha.attachments.sentences import refused

#: Bytes of all parts unpacked, parts, and how much larger than packed they may be.
MOST_UNPACKED = 300_000_000
MOST_PARTS = 5_000
_BLOCK = 1 << 20
_LOCAL, _END = b"PK\x03\x04", b"PK\x05\x06"
_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_MACRO = re.compile(r"vbaproject|vbadata|activex|/ctrlprops/|macrosheets|/dialogsheets/", re.IGNORECASE)
_EMBEDDED = re.compile(r"/embeddings/|externallinks|\.(bin|exe|dll|js|vbs|html?|svg|swf|jar)$", re.IGNORECASE)
#: Parts with this ending that are no embedded objects.
_HARMLESS = re.compile(r"printersettings\d*\.bin$|/revisions/", re.IGNORECASE)
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|activex", re.IGNORECASE)
#: Relations to elsewhere that are only addresses for a person to follow.
_LINKS = ("/hyperlink",)


def office_kind(name: str, data: bytes) -> str:
    """`docx` or `xlsx`. Refused for anything else that is a zip, and for what is not safe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = next((code for part, code in _MAIN.items() if part in names), None)
            if kind is None or "[Content_Types].xml" not in names:
                raise refused("attachment.unknown" if "mimetype" in names else "attachment.archive", name)
            _check_bounds(name, data, kind)
            _check_names(name, names)
            _check_parts(name, archive)
            return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ParseError, EOFError, OSError):
        raise refused("attachment.broken", name, zh_kind="Office 文档", en_kind="Office document") from None
    except DefusedXmlException:
        raise refused("attachment.embedded", name) from None


def _check_bounds(name: str, data: bytes, kind: str) -> None:
    """The zip begins with the file and ends with it: nothing is in front, behind or in its comment."""
    end = data.rfind(_END)
    if not data.startswith(_LOCAL) or end < 0 or end + 22 != len(data):
        title = KINDS[kind].title
        raise refused("attachment.polyglot", name, zh_kind=title.zh, en_kind=title.en)


def _check_names(name: str, parts: list[str]) -> None:
    if len(parts) > MOST_PARTS:
        raise refused("attachment.bomb", name, limit=MOST_UNPACKED // 1_000_000)
    if any(_MACRO.search(f"/{part}") for part in parts):
        raise refused("attachment.macro", name)
    if any(_EMBEDDED.search(f"/{part}") and not _HARMLESS.search(part) for part in parts):
        raise refused("attachment.embedded", name)


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    """Every part is unpacked once, whatever size the directory declares, and the telling ones are read."""
    total = 0
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise refused("attachment.encrypted", name)
        telling = info.filename == "[Content_Types].xml" or info.filename.lower().endswith(".rels")
        content = bytearray()
        with archive.open(info) as part:
            while block := part.read(_BLOCK):
                total += len(block)
                if total > MOST_UNPACKED or (telling and len(content) > 8 * _BLOCK):
                    raise refused("attachment.bomb", name, limit=MOST_UNPACKED // 1_000_000)
                if telling:
                    content += block
        if telling:
            _check_telling(name, info.filename, bytes(content))


def _check_telling(name: str, part: str, content: bytes) -> None:
    for element in Tree.fromstring(content, forbid_dtd=True).iter():
        if part.endswith(".rels"):
            kind = element.get("Type", "")
            if element.get("TargetMode", "").lower() == "external" and not kind.endswith(_LINKS):
                raise refused("attachment.embedded", name)
            if re.search(r"oleobject|/package$", kind, re.IGNORECASE):
                raise refused("attachment.embedded", name)
            if _MACRO_TYPE.search(kind):
                raise refused("attachment.macro", name)
        elif _MACRO_TYPE.search(element.get("ContentType", "")):
            raise refused("attachment.macro", name)
