"""R38: what may be attached is decided by content; what is hidden, acts or swells is refused with a way to mend it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mingcha.attachments.examining import examine, examine_guarded
from mingcha.attachments.kinds import KINDS
from mingcha.attachments.sentences import REFUSALS
from mingcha.kernel.errors import Refused
from tests.factories import attached
from tests.factories.attached import SECRET, photo

GOOD: dict[str, Callable[[], bytes]] = {
    "jpeg": photo,
    "png": lambda: photo(kind="PNG"),
    "webp": lambda: photo(kind="WEBP"),
    "pdf": lambda: attached.pdf(stream=b"BT (hello) Tj ET"),
    "docx": attached.office,
    "xlsx": lambda: attached.office("xl/workbook.xml"),
    "text": lambda: "核查记录：2020年3月入户。\n".encode("gb18030"),
    "amr": attached.amr,
    "mp3": attached.mp3,
    "m4a": attached.m4a,
    "ogg": attached.ogg,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_content(kind: str) -> None:
    assert examine("照片.exe", GOOD[kind]()).kind == kind


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.html", "<script>")
    return out.getvalue()


def bomb() -> bytes:
    return attached.office(parts={"word/media/a.xml": bytes(400_000_000)})


def lying() -> bytes:
    """A part that is larger than its directory says."""
    data = bytearray(attached.office(parts={"word/a.xml": bytes(2_000_000)}))
    place = data.rfind(b"PK\x01\x02", 0, len(data))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


SCRIPT = b"<html><script>alert(1)</script></html>"
VBA = "<Override PartName='/x' ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "svg": ("active", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "svg behind xml": ("active", lambda: b"<?xml version='1.0'?><svg xmlns='x'><script>1</script></svg>"),
    "html": ("active", lambda: SCRIPT),
    "html in utf-16": ("active", lambda: SCRIPT.decode().encode("utf-16")),
    "html behind words": ("active", lambda: b"hello\n" * 1000 + SCRIPT),
    "mail page": ("active", lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n"),
    "rtf": ("active", lambda: rb"{\rtf1\object}"),
    "program": ("program", lambda: b"MZ" + bytes(200)),
    "old word": ("old_office", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "rar": ("archive", lambda: b"Rar!\x1a\x07\x00" + bytes(50)),
    "zip": ("archive", zipped),
    "gif": ("unknown", lambda: b"GIF89a" + bytes(20)),
    "heic": ("heic", lambda: attached.box(b"ftyp", b"heic" + bytes(12))),
    "cut-off jpeg": ("broken", lambda: photo((600, 400))[:-400]),
    "jpeg with a page": ("polyglot", lambda: photo() + SCRIPT),
    "jpeg with a zip": ("polyglot", lambda: photo() + zipped()),
    "png with a tail": ("polyglot", lambda: photo(kind="PNG") + b"tail"),
    "png with php": ("polyglot", lambda: photo(kind="PNG")[:-12] + b"<?php x" + photo(kind="PNG")[-12:]),
    "webp with a tail": ("polyglot", lambda: photo(kind="WEBP") + b"PK tail"),
    "100 megapixels": ("pixels", lambda: attached.blank(10_000, 10_000)),
    "a billion pixels": ("pixels", lambda: attached.blank(40_000, 25_000)),
    "pdf script": ("pdf_active", lambda: attached.pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
    "pdf script by number": ("pdf_active", lambda: attached.pdf("/OpenAction<</S/J#61vaScript>>")),
    "pdf launch packed": ("pdf_active", lambda: attached.pdf(stream=b"4 0 <</S/Launch>>", head="/Type/ObjStm")),
    "pdf packed unseen": ("pdf_active", lambda: attached.pdf(stream=b"x", head="/Type/Obj#53tm/Predictor 12")),
    "pdf embedded": ("pdf_active", lambda: attached.pdf("/Names<</EmbeddedFiles 9 0 R>>")),
    "pdf password": ("encrypted", lambda: attached.pdf("").replace(b"/Root", b"/Encrypt 5 0 R/Root")),
    "pdf and zip": ("polyglot", lambda: attached.pdf() + zipped()),
    "pdf cut off": ("broken", lambda: attached.pdf()[:-10]),
    "pdf packed twice": ("bomb", lambda: attached.pdf(stream=b"x", head="/Filter[/FlateDecode/FlateDecode]")),
    "office bomb": ("bomb", bomb),
    "office lie": ("broken", lying),
    "macro": ("macro", lambda: attached.office(parts={"word/vbaProject.bin": b"x"})),
    "macro by another name": ("macro", lambda: attached.office(types=VBA)),
    "macro sheet": ("macro", lambda: attached.office("xl/workbook.xml", {"xl/macrosheets/s.xml": b"<a/>"})),
    "control": ("macro", lambda: attached.office(parts={"word/activeX/activeX1.xml": b"<a/>"})),
    "embedded": ("embedded", lambda: attached.office(parts={"word/embeddings/o.bin": b"x"})),
    "template from elsewhere": (
        "embedded",
        lambda: attached.office(
            parts={"word/_rels/settings.xml.rels": attached.relation("attachedTemplate", "http://x.y/t.dotm")}
        ),
    ),
    "entities": (
        "embedded",
        lambda: attached.office(parts={"word/_rels/a.rels": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
    ),
    "office behind a page": ("active", lambda: SCRIPT + attached.office()),
    "office before a tail": ("polyglot", lambda: attached.office() + b"tail"),
    "amr with a tail": ("polyglot", lambda: attached.amr() + b"\x7fELF"),
    "mp3 with a zip": ("polyglot", lambda: attached.mp3() + zipped()),
    "ogg with a tail": ("polyglot", lambda: attached.ogg() + b"tail"),
    "ogg video": ("broken", lambda: attached.ogg().replace(b"OpusHead", b"\x80theora.")),
    "m4a with a page": ("polyglot", lambda: attached.m4a() + SCRIPT),
    "m4a with a program": ("polyglot", lambda: attached.m4a() + b"MZ" + bytes(range(200))),
    "video": ("video", lambda: attached.m4a(b"vide")),
    "two bytes of mp3": ("broken", lambda: b"\xff\xfb\x90\x00" + bytes(10)),
}


@pytest.mark.parametrize("what", BAD)
def test_r38_hostile_input_is_refused(what: str) -> None:
    code, made = BAD[what]
    with pytest.raises(Refused) as refusal:
        examine("证据.jpg", made())
    assert refusal.value.code == f"attachment.{code}"
    said = refusal.value.message
    assert "证据.jpg" in said.zh and "证据.jpg" in said.en
    assert "未保存" in said.zh and "请" in said.zh
    assert not {"{", "}"} & {*said.zh, *said.en}


def test_every_refusal_of_a_content_is_tried_here() -> None:
    elsewhere = {"too_large", "too_many", "day_quota", "too_costly"}
    assert {f"attachment.{code}" for code in {code for code, _ in BAD.values()} | elsewhere} == set(REFUSALS)


def test_a_link_for_a_person_to_follow_is_no_fault() -> None:
    parts = {"word/_rels/document.xml.rels": attached.relation("hyperlink", "https://www.hengyang.gov.cn")}
    assert examine("a", attached.office(parts=parts)).kind == "docx"


#: Segments of a JPEG that describe nothing but the picture: JFIF, tables, frame, scan.
_NEEDED = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}


def segments(data: bytes) -> set[int]:
    """Markers before the scan of a JPEG."""
    at, found = 2, set()
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_r38_a_derivative_carries_no_metadata(kind: str) -> None:
    given = photo(kind=kind)
    assert SECRET.encode() in given
    made = examine("a", given)
    assert made.shown is not None
    picture = Image.open(io.BytesIO(made.shown))
    assert not picture.getexif() and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert SECRET.encode() not in made.shown and b"Exif" not in made.shown and b"Camera" not in made.shown
    if made.shown_kind == "jpeg":
        assert segments(made.shown) <= _NEEDED
    else:
        chunks = [made.shown[n : n + 4] for n in (12, 37)]
        assert chunks == [b"IHDR", b"IDAT"]


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (60, 40), (5, 20)), (3, (60, 40), (55, 20)), (6, (40, 60), (20, 5)), (8, (40, 60), (20, 55))],
)
def test_r38_a_derivative_stands_upright(orientation: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    made = examine("a", photo(orientation=orientation))
    assert made.shown is not None
    picture = Image.open(io.BytesIO(made.shown))
    assert picture.size == size
    assert picture.getpixel(red)[1] < 60  # type: ignore[index]
    assert picture.getpixel((size[0] - 1 - red[0], size[1] - 1 - red[1]))[1] > 200  # type: ignore[index]


def test_a_large_photo_is_drawn_within_the_limits() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8000, 8000), "green").save(out, "JPEG")
    (made,) = examine_guarded([("大.jpg", out.getvalue())])
    assert made.shown is not None and Image.open(io.BytesIO(made.shown)).size == (4096, 4096)


def test_the_largest_clear_picture_is_drawn_within_the_limits() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8000, 8000), (0, 255, 0, 9)).save(out, "PNG", compress_level=1)
    (made,) = examine_guarded([("大.png", out.getvalue())])
    assert made.shown_kind == "png"


def test_r38_metadata_that_points_beyond_the_file_does_no_harm() -> None:
    tags = Image.Exif()
    tags[0x010F] = "camera " * 9
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=tags)
    whole = bytearray(out.getvalue())
    orders = ((">", b"MM"), ("<", b"II"))
    order = next(sign for sign, mark in orders if mark in whole[:40])
    entry = whole.index(struct.pack(f"{order}HHI", 0x010F, 2, 64))
    whole[entry + 8 : entry + 12] = struct.pack(f"{order}I", 60_000)
    assert examine("a", bytes(whole)).shown_kind == "jpeg"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_r38_a_damaged_file_is_examined_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    whole = bytearray(GOOD[kind]())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        examine("a", bytes(whole[:cut]))
    except Refused as refusal:
        assert refusal.code in REFUSALS
