"""
From pasted text to messages: speaker, moment, text, quote, kind. What was recalled, and what the program itself says,
is dropped here and counted. Pure: no database, no clock (`today` says which day “昨天” follows).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mingcha.appeals.transcripts import shapes

TEXT, PICTURE, VOICE, FILE, STICKER = "text", "picture", "voice", "file", "sticker"
#: Nobody's: a text without any line that says who.
NOBODY = ""
#: How long a message can be recalled (WeChat: two minutes).
_RECALL = timedelta(minutes=2)
_MEDIA = (
    (PICTURE, re.compile(r"\[(?:图片|照片|Photo|Image)[^\]]*\]|<图片>|【图片】")),
    (VOICE, re.compile(r"\[(?:语音|语音消息|Voice|Audio)[^\]]*\]|【语音】")),
    (
        FILE,
        re.compile(
            r"\[(?:文件|视频|小视频|链接|聊天记录|名片|位置|红包|转账|微信红包|小程序|接龙)[^\]]*\]|【(?:文件|视频|链接)】"
        ),
    ),
    (STICKER, re.compile(r"\[(?:动画表情|表情|Sticker)\]")),
)
_EMOTICON = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,4}\]")
_RECALLED_WHOLE = re.compile(
    r"^[\[【(（<]?(?:此|该|这条)?(?:条)?消息已(?:被)?(?:撤回|撤销)[\]】)）>]?$|^[\[【(（](?:已)?撤回(?:消息|了?一条消息)?[\]】)）]$"
)
_RECALLED_MARK = re.compile(r"[\[【(（](?:此消息)?已撤回[\]】)）]\s*$")
#: `“张三” 撤回了一条消息`, sometimes with what it was.
_NOTICE = re.compile(
    r"^[“\"「]?(?P<who>[^”\"」：:]{1,40}?)[”\"」]?\s*撤回了?一?条?(?:成员[^消]{0,20}的?)?消息(?:\s*重新编辑)?(?:[:：]\s*(?P<text>.+))?$"
)
_SYSTEM = re.compile(
    r"(?:加入了?群聊|移出了?群聊|退出了?群聊|拍了拍|修改群名为|以下[为是]新消息|以上是打招呼|群公告$|成为新群主|查看更多消息|开启了朋友验证|领取了.{0,20}红包)"
)
#: `「张三：路塌了」`, a line of strokes, then the answer.
_QUOTE = re.compile(r"^[「『](?P<quote>.+?)[」』]\s*(?:\n[\s—–\-_]*(?:[-—–_]\s*){3,})?\n?(?P<rest>.*)$", re.DOTALL)
_QUOTE_LINE = re.compile(r"^(?:>|引用\s*[^：:]{0,20}的消息[:：])\s*(?P<quote>[^\n]+)\n?(?P<rest>.*)$", re.DOTALL)
_QUOTED_WHO = re.compile(r"^[^：:]{1,40}[：:]\s*")
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
_STROKES = re.compile(r"^[\s—–\-_=*·]{3,}$")
_MENTION = re.compile(r"@[^\s@，。！？,]{1,30}[\s\u2005]?")


@dataclass(frozen=True)
class Said:
    """One message. `at` is local time, None where the paste does not say; `text` is without quote and media marks."""

    who: str
    text: str
    at: datetime | None = None
    quote: str = ""
    kind: str = TEXT
    to_all: bool = False


@dataclass(frozen=True)
class Heard:
    """The messages in order, how many were recalled, and whom `@` called (they may never have spoken)."""

    said: tuple[Said, ...]
    recalled: int = 0
    called: tuple[str, ...] = ()


def read(pasted: str, *, today: date) -> Heard:
    """The messages of a paste, of whichever shape; the same message twice in it is one."""
    lines = clean(pasted).split("\n")
    called = {found.strip("@ \u2005") for line in lines for found in _MENTION.findall(line)}
    raw = list(_messages(lines, today))
    kept, recalled = _without_recalled(raw)
    fresh = list(dict.fromkeys(one for one in map(_finished, kept) if one is not None))
    return Heard(tuple(fresh), recalled, tuple(sorted(called - {"所有人", "all", ""})))


def clean(pasted: str) -> str:
    """Line ends alike, invisible and control characters gone, wide digits and letters narrow."""
    text = pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2005", " ")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    wide = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    return text.replace("\u00a0", " ").replace("\u3000", " ").translate(wide)


def _messages(lines: list[str], today: date) -> Iterator[Said]:
    """Lines gathered under the header before them. Headers without time count only where none has one."""
    reader = _reader(lines, today)
    who, at, body, day = NOBODY, None, [], today  # type: str, datetime | None, list[str], date
    between: datetime | None = None
    for line in (line.strip() for line in lines):
        moment = shapes.day_line(line, day)
        header = None if moment or _is_program(line) else reader(line, day)
        if header is None and moment is None and not _is_program(line):
            body.append(line)
            continue
        yield from _said(who, at, body)
        who, body = NOBODY, []
        if moment is not None:
            day, between = moment.date(), moment
        elif header is not None:
            who, at, body = header.who, header.at or between, [header.text] if header.text else []
            day = at.date() if at else day
        else:
            yield Said("", line, at, kind="program")
    yield from _said(who, at, body)


def _reader(lines: Sequence[str], today: date) -> shapes.Reader:
    """Which shape most lines are of. Lines with a time win; a colon within a sentence is no header beside them."""
    if any(shapes.timed(line.strip(), today) for line in lines):
        return shapes.timed
    alone, says = (
        sum(reader(line.strip(), today) is not None for line in lines) for reader in (shapes.alone, shapes.says)
    )
    return shapes.alone if alone * 2 > says else shapes.says


def _is_program(line: str) -> bool:
    return len(line) < 80 and bool(_NOTICE.match(line) or _SYSTEM.search(line))


def _said(who: str, at: datetime | None, body: list[str]) -> Iterator[Said]:
    text = "\n".join(body).strip()
    if not text or all(_STROKES.match(line) for line in body if line):
        return
    if who == NOBODY and len(body) > 1:  # a text without speakers: a paragraph is a message
        yield from (Said(NOBODY, part.strip(), at) for part in re.split(r"\n\s*\n", text) if part.strip())
    else:
        yield Said(who, text, at)


def _without_recalled(raw: Iterable[Said]) -> tuple[list[Said], int]:
    """
    Without what its writer took back: marked as such, named by a notice, or right before the notice of the same writer
    (an export made too early still shows it; to leave out one message too many is mended by a person's choice).
    """
    kept: list[Said] = []
    recalled = 0
    for one in raw:
        notice = _NOTICE.match(one.text) if one.kind == "program" else None
        if notice:
            recalled += 1
            _drop(kept, notice["who"].strip(), notice["text"], one.at)
        elif _RECALLED_WHOLE.match(one.text) or _RECALLED_MARK.search(one.text):
            recalled += 1
        elif one.kind != "program":
            kept.append(one)
    return kept, recalled


def _drop(kept: list[Said], who: str, text: str | None, at: datetime | None) -> None:
    if text:
        kept[:] = [one for one in kept if one.text.strip() != text.strip()]
    elif kept and bare(kept[-1].who) == bare(who) and _close(kept[-1].at, at):
        kept.pop()


def bare(name: str) -> str:
    """A name without what a program or its bearer put in brackets."""
    return _BRACKETS.sub("", name).strip() or name


def _close(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is None or later is None or later - earlier <= _RECALL


def _finished(one: Said) -> Said | None:
    """Quote, media, mentions and emoticons told apart from the words; None when nothing remains."""
    text, quote = one.text, ""
    match = _QUOTE.match(text) or _QUOTE_LINE.match(text)
    if match and match["rest"].strip(" -—–_\n"):
        quote, text = _QUOTED_WHO.sub("", match["quote"]).strip(), match["rest"].lstrip(" -—–_\n")
    kind = TEXT
    for name, pattern in _MEDIA:
        if pattern.search(text):
            kind, text = name if kind == TEXT else kind, pattern.sub("", text)
    to_all = "@所有人" in text or "@all" in text
    text = _EMOTICON.sub("", text.replace("@所有人", ""))
    text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    if not text and kind in (TEXT, STICKER):
        return None
    return replace(one, text=text, quote=quote, kind=TEXT if text else kind, to_all=to_all)
