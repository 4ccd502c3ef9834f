"""
Pictures: decoded whole, and drawn anew on an empty canvas.

A plain re-save with Pillow keeps a JPEG comment; a new canvas has nothing to keep. Orientation is applied first,
because with the metadata goes the tag that says it.
"""

from __future__ import annotations

import io
import warnings
import zipfile

from PIL import Image, ImageOps, UnidentifiedImageError

from mingcha.attachments.kinds import KINDS, MARKUP
from mingcha.attachments.sentences import refused

#: Pixels of a picture. Telephones take 12 to 50 million; 64 million in colour are 256 MB of memory.
MOST_PIXELS = 64_000_000
#: Longest side of what is shown, in pixels: enough to read a page of small print.
LONGEST = 4096
QUALITY = 88
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_PNG_END = b"IEND\xaeB`\x82"


def redrawn(name: str, data: bytes, kind: str) -> tuple[str, bytes]:
    """Kind and bytes of the picture without anything but its pixels. Refused."""
    check_alone(name, data, kind)
    Image.MAX_IMAGE_PIXELS = None  # the limit below says more, and the process is a child of its own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about damaged metadata, which is left behind anyway
            with Image.open(io.BytesIO(data), formats=(_FORMATS[kind],)) as picture:
                _check_pixels(name, picture)
                return _draw(picture, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        title = KINDS[kind].title
        raise refused("attachment.broken", name, zh_kind=title.zh, en_kind=title.en) from None


def check_alone(name: str, data: bytes, kind: str) -> None:
    """Nothing else is hidden in it: no page, no archive, no document, no tail."""
    tail = b"" if kind != "png" else data[data.rfind(_PNG_END) + len(_PNG_END) :]
    if kind == "webp":
        tail = data[int.from_bytes(data[4:8], "little") + 8 + (data[4] & 1) :]
    hidden = MARKUP.search(data) or b"%PDF-" in data[:1024] or zipfile.is_zipfile(io.BytesIO(data))
    if hidden or tail.strip(b"\0"):
        title = KINDS[kind].title
        raise refused("attachment.polyglot", name, zh_kind=title.zh, en_kind=title.en)


def _check_pixels(name: str, picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        millions = round(pixels / 1_000_000)
        raise refused("attachment.pixels", name, count=millions, limit=MOST_PIXELS // 1_000_000)


def _draw(picture: Image.Image, kind: str) -> tuple[str, bytes]:
    if kind == "jpeg":
        picture.draft("RGB", (LONGEST, LONGEST))  # decodes a large one at half or a quarter: a fraction of the memory
    picture.load()
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST, LONGEST))
    drawn = upright.convert("RGBA" if clear else "RGB")
    canvas = Image.new(drawn.mode, drawn.size)
    canvas.paste(drawn)
    out = io.BytesIO()
    if clear or kind == "png":
        canvas.save(out, "PNG")
        return "png", out.getvalue()
    canvas.save(out, "JPEG", quality=QUALITY)
    return "jpeg", out.getvalue()
