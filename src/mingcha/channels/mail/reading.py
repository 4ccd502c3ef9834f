"""
A letter as a mail server delivered it, brought into plain words: MIME (RFC 2045–2047), charsets that lie, HTML, the
quoted letter before it. Whatever the bytes are, something comes of it; nothing in them is opened, run or fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from mingcha.channels.mail.html import text_of_html

MOST, TEXT_MOST = 25_000_000, 20_000
_PARTS = 100
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
_ID = re.compile(r"<([^<>\s]{1,190})>")
_BULK = ("bulk", "junk", "list", "auto_reply")
_MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply")
#: Where the letter that is answered begins.
_QUOTED = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发邮件|回复的原邮件)\s*-{2,}"
    r"|_{10,}|on .{4,200} wrote:|在\s?.{4,200}写道[:：]|.{0,80}于.{4,80}写道[:：]"
    r"|发件人\s?[:：].*|from:\s.*@.*|-- )\s*$",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Mail:
    """
    Who wrote ("" when no answer can reach them), what, and when. `is_auto`: a machine wrote it. `answers`: ids of the
    letters that it answers. `files`: how many lie beside it.
    """

    mark: str
    sender: str = field(repr=False)
    sent_at: datetime
    text: str = field(repr=False)
    files: int
    is_auto: bool
    answers: tuple[str, ...]


def read_mail(raw: bytes, *, at: datetime) -> Mail:
    """Of any bytes. Nothing is raised for what is in them."""
    mail = message_from_bytes(raw[:MOST])
    sender = _sender(mail)
    body, files = _body(mail)
    subject = _header(mail, "Subject")
    subject = re.sub(r"^(?:\s*(?:re|fwd?|回复|答复|转发)\s*[:：])+", "", subject, flags=re.IGNORECASE).strip()
    text = body if not subject or subject in body else f"{subject}\n{body}"
    named = _ID.search(_raw(mail, "Message-ID"))
    mark = hashlib.sha256(named[1].encode() if named else raw).hexdigest()
    answers = _ID.findall(f"{_raw(mail, 'In-Reply-To')} {_raw(mail, 'References')}"[:8_000])
    return Mail(
        mark=mark,
        sender=sender,
        sent_at=_sent(mail, at),
        text=text.strip()[:TEXT_MOST],
        files=files,
        is_auto=_is_auto(mail, sender),
        answers=tuple(answers),
    )


def _raw(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name, ""))
    except Exception:  # the parser of headers fails in ways of its own on what is no header
        return ""


def _header(mail: Message, name: str) -> str:
    try:
        parts = decode_header(_raw(mail, name)[:2_000])
    except Exception:
        return ""
    said = "".join(_decoded(part, charset or "") if isinstance(part, bytes) else part for part, charset in parts)
    return re.sub(r"\s+", " ", _clean(said)).strip()[:200]


def _sender(mail: Message) -> str:
    for name in ("Reply-To", "From"):
        try:
            address = parseaddr(_raw(mail, name)[:2_000])[1]
        except Exception:
            continue
        if _ADDRESS.fullmatch(address):
            return address.lower()
    return ""


def _sent(mail: Message, at: datetime) -> datetime:
    """By the sender's clock, unless that is ahead, or says nothing."""
    try:
        given = parsedate_to_datetime(_raw(mail, "Date"))
        given = given if given.tzinfo else given.replace(tzinfo=UTC)
        return min(given.astimezone(UTC), at) if given.year > 2000 else at
    except Exception:
        return at


def _is_auto(mail: Message, sender: str) -> bool:
    """RFC 3834, and what mail servers write who do not know it."""
    said = _raw(mail, "Auto-Submitted").strip().lower()
    return (
        said not in ("", "no")
        or _raw(mail, "Precedence").strip().lower() in _BULK
        or any(
            _raw(mail, name) for name in ("List-Id", "X-Autoreply", "X-Auto-Response-Suppress", "X-Failed-Recipients")
        )
        or _raw(mail, "Return-Path").strip() == "<>"
        or _type(mail) in ("multipart/report", "message/delivery-status")
        or sender.partition("@")[0] in _MACHINES
    )


def _type(part: Message) -> str:
    try:
        return part.get_content_type()
    except Exception:
        return ""


def _walk(mail: Message) -> Iterator[Message]:
    """Every part, the outermost first, without calling itself: a letter may be nested a thousand times."""
    waiting, seen = [mail], 0
    while waiting and seen < _PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting[:0] = [one for one in inside if isinstance(one, Message)]


def _body(mail: Message) -> tuple[str, int]:
    """The words, plain ones before HTML, without the letter that they answer; and how many files lie beside them."""
    plain, marked, files = "", "", 0
    for part in _walk(mail):
        if isinstance(part.get_payload(), list):
            continue
        kind = _type(part)
        if "attachment" in _raw(part, "Content-Disposition").lower() or not kind.startswith("text/"):
            files += 1
        elif kind == "text/html":
            marked = marked or text_of_html(_content(part))
        else:
            plain = plain or _content(part)
    return _unquoted(_clean(plain if plain.strip() else marked)), files


def _content(part: Message) -> str:
    try:
        held = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "")
    except Exception:
        return ""
    return _decoded(held, charset) if isinstance(held, bytes) else ""


def _decoded(held: bytes, charset: str) -> str:
    """By the charset that is named when it fits, else by the first that does. GB18030 holds GB2312 and GBK."""
    named = charset.lower().strip("'\" ")
    named = "gb18030" if named.startswith(("gb", "x-gbk", "cp936")) else named
    for name in (named, "utf-8", "gb18030"):
        try:
            return held.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return held.decode("utf-8", "replace")


def _clean(text: str) -> str:
    """Without what no database holds."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.encode("utf-8", "replace").decode()[: 10 * TEXT_MOST]


def _unquoted(text: str) -> str:
    kept = []
    for line in text.split("\n"):
        if len(line) < 400 and _QUOTED.match(line):
            break
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
