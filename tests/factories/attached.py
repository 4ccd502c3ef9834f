"""Files as people would attach them, and as those would who mean harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

from mingcha.accounts.models import User
from mingcha.attachments import operations
from mingcha.attachments.arriving import Arrival, Received
from mingcha.attachments.examining import Examined
from mingcha.attachments.models import Attachment
from mingcha.kernel.clock import wall_clock

#: Stands in the metadata of every picture here, in the encodings metadata have.
SECRET = "蒸湘区某村3组"


def photo(size: tuple[int, int] = (60, 40), *, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A picture whose left half is red, with place, camera, comment, XMP and a profile in its metadata."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x010F] = orientation, SECRET, "Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 53.0, 1.0), 3: "E", 4: (112.0, 34.0, 1.0)})
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    out = io.BytesIO()
    known: dict[str, object] = {"exif": exif, "icc_profile": b"profile" + SECRET.encode()}
    if kind == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_itxt("Description", SECRET)
        known["pnginfo"] = said
    elif kind == "JPEG":
        known |= {"comment": SECRET.encode(), "quality": 95, "xmp": xmp}
    else:
        known["xmp"] = xmp
    picture.save(out, kind, **known)
    return out.getvalue()


def blank(width: int, height: int) -> bytes:
    """A PNG of one colour, some hundred kilobytes however large."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(width // 8 + 2)
    body = b"".join(packer.compress(row[: (width + 7) // 8 + 1]) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*c) for c in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pdf(catalog: str = "", stream: bytes | None = None, head: str = "") -> bytes:
    """A page-less PDF: `catalog` in its root, and a deflated stream with `head` in its dictionary."""
    out = f"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{catalog}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>"
    data = out.encode() + b"\nendobj\n"
    if stream is not None:
        packed = zlib.compress(stream, 9)
        data += f"3 0 obj\n<</Length {len(packed)}/Filter/FlateDecode{head}>>\nstream\n".encode() + packed
        data += b"\nendstream\nendobj\n"
    return data + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def office(main: str = "word/document.xml", parts: Mapping[str, bytes] | None = None, *, types: str = "") -> bytes:
    """A Word or Excel file with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types xmlns='{_TYPES}'>{types}</Types>")
        archive.writestr(main, "<document/>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    """A part that refers to something."""
    inside = f"<Relationship Id='r1' Type='{_OFFICE}/{kind}' Target='{target}' TargetMode='{mode}'/>"
    return f"<Relationships xmlns='{_RELATIONS}'>{inside}</Relationships>".encode()


def amr(frames: int = 50) -> bytes:
    """Silence as telephones record it (12.2 kbit/s)."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def mp3(frames: int = 5) -> bytes:
    """Frames of MPEG-1 layer III, 128 kbit/s at 44.1 kHz, behind an ID3 tag."""
    return b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ogg() -> bytes:
    """One page of Opus."""
    body = b"OpusHead" + bytes(11)
    return b"OggS\x00\x02" + bytes(20) + bytes([1, len(body)]) + body


def box(kind: bytes, body: bytes) -> bytes:
    """A box of ISO base media."""
    return struct.pack(">I", len(body) + 8) + kind + body


def m4a(handler: bytes = b"soun") -> bytes:
    """A track of sound, or of what `handler` says."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    return box(b"ftyp", b"M4A \x00\x00\x00\x00") + box(b"moov", track) + box(b"mdat", bytes(100))


def arrived(name: str, data: bytes) -> Received:
    """A file that has arrived."""
    with Arrival(name) as arrival:
        arrival.add(data)
        return arrival.finish()


def attached_to(owner: str, by: User, name: str = "记录.txt", data: bytes = "入户记录".encode()) -> Attachment:
    """A text beside a record, without the process that examines it."""
    received = arrived(name, data)
    checked = operations.Checked(received, Examined("text", "text"))
    (made,) = operations.attach(owner=owner, checked=[checked], by=by, at=wall_clock())
    received.path.unlink()
    return made
