"""
A paste on its way through two pages. Between them its words travel sealed in the form, for one person and eight hours:
nothing of them is stored, and nobody can change them on the way.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mingcha.appeals.suggesting import rules
from mingcha.appeals.transcripts import masking, reading, threading
from mingcha.appeals.transcripts.reading import Said
from mingcha.engine.sealing.texts import open_text, seal_text
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import CHINA

#: Characters and messages of a paste; matters of one page.
MOST_TEXT, MOST_SAID, MOST_THREADS = 200_000, 600, 40
_GOOD_FOR = timedelta(hours=8)
_LABEL = {"picture": "[图片]", "voice": "[语音]", "file": "[文件]", "sticker": "[表情]"}


@dataclass(frozen=True)
class Proposal:
    """What a paste holds: messages that are no allegation, where each belongs, what was left out."""

    said: tuple[Said, ...]
    threads: tuple[threading.Thread, ...]
    left_out: tuple[int, ...]
    called: tuple[str, ...]
    led_away: int
    recalled: int
    known: int


def propose(pasted: str, *, known_marks: Any, area: str, at: datetime) -> Proposal:
    """Reads a paste. `known_marks` tells which marks were filed. Refused `transcript.long`, `transcript.empty`."""
    if len(pasted) > MOST_TEXT:
        raise _long()
    heard = reading.read(pasted, today=at.astimezone(CHINA).date())
    if len(heard.said) > MOST_SAID:
        raise _long()
    if not heard.said:
        raise Refused(
            "transcript.empty",
            Message("没有读到任何消息。请粘贴群聊文字。", "No message was found. Paste the text of a group chat."),
        )
    filed: Collection[str] = known_marks([mark_of(one, area) for one in heard.said])
    fresh = [one for one in heard.said if mark_of(one, area) not in filed]
    first = threading.thread(fresh)
    kept = [one for number, one in enumerate(fresh) if number not in first.led_away]
    again = threading.thread(kept)
    known = len(heard.said) - len(fresh)
    shown, more = again.threads[:MOST_THREADS], again.threads[MOST_THREADS:]
    left = (*again.left_out, *(number for one in more for number in one.members))
    away = len(first.led_away) + len(again.led_away)
    return Proposal(tuple(kept), shown, tuple(sorted(left)), heard.called, away, heard.recalled, known)


def _long() -> Refused:
    return Refused(
        "transcript.long",
        Message(
            f"内容太长：一次最多{MOST_TEXT // 10_000}万字、{MOST_SAID}条消息。请分几次粘贴，例如一天一次。",
            f"Too long: at most {MOST_TEXT:,} characters and {MOST_SAID} messages at once. Paste a day at a time.",
        ),
    )


def mark_of(one: Said, area: str) -> str:
    """The keyed hash by which a message of a group is known again."""
    day = one.at.date().isoformat() if one.at else ""
    words = "".join(f"{one.text}{one.quote}{one.kind}".split())
    said = "\x00".join((area, reading.bare(one.who), day, words))
    return hmac.new(settings.SECRET.derive("heard", 32), said.encode("utf-8", "replace"), "sha256").hexdigest()


def sealed(proposal: Proposal, *, user: int, area: str, at: datetime) -> str:
    """The messages for the hidden field of the form."""
    rows = [[o.who, o.text, o.at.isoformat() if o.at else "", o.quote, o.kind] for o in proposal.said]
    held = {"said": rows, "called": proposal.called, "area": area, "until": (at + _GOOD_FOR).isoformat()}
    return seal_text(settings.SECRET, json.dumps(held, ensure_ascii=False), _place(user))


@dataclass(frozen=True)
class Carried:
    """What came back sealed."""

    said: tuple[Said, ...]
    called: tuple[str, ...]
    area: str


def opened(state: str, *, user: int, at: datetime) -> Carried:
    """What `sealed` gave to the same person. Refused (`transcript.state`) when it is old, another's or changed."""
    try:
        held = json.loads(open_text(settings.SECRET, state, _place(user)))
    except (MingchaError, ValueError):
        raise _stale() from None
    if datetime.fromisoformat(held["until"]) < at:
        raise _stale()
    said = (Said(w, t, datetime.fromisoformat(a) if a else None, q, k) for w, t, a, q, k in held["said"])
    return Carried(tuple(said), tuple(held["called"]), held["area"])


def _stale() -> Refused:
    return Refused(
        "transcript.state",
        Message("页面已过期，请重新粘贴群聊文字。", "This page is too old. Paste the text of the group chat again."),
    )


def _place(user: int) -> str:
    return f"transcript/{user}"


def speakers_of(said: Sequence[Said]) -> list[str]:
    """Who speaks, in the order of speaking."""
    return list(dict.fromkeys(one.who for one in said if one.who))


def labels_of(said: Sequence[Said], reporter: str = "") -> dict[str, str]:
    """What each speaker is called, whoever reports it apart."""
    found = masking.labels_for(one.who for one in said)
    return found | ({reporter: "反映人"} if reporter in found else {})


def line_of(one: Said, labels: dict[str, str], called: Sequence[str]) -> tuple[str, str]:
    """A message as others may read it: who, and what."""
    return labels.get(one.who, "村民"), masking.mask_text(one.text, labels, called) or _LABEL.get(one.kind, "")


def text_of(members: Sequence[Said], labels: dict[str, str], called: Sequence[str], most: int) -> str:
    """The words of an appeal."""
    lines = [f"{who}：{words}" for who, words in (line_of(one, labels, called) for one in members)]
    return "\n".join(lines)[:most]


def unmasked_of(members: Sequence[Said]) -> str:
    """The same before masking: for finding whom it names, never kept."""
    return "\n".join(one.text for one in members)


@dataclass(frozen=True)
class Offered:
    """What is suggested for a matter, and the words for which."""

    category: str
    kind: str
    urgent: bool
    spot: str
    why: tuple[str, ...]


def offered(members: Sequence[Said], core: Said) -> Offered:
    """Of the message that tells it, and for danger and place of all."""
    whole = "\n".join(one.text for one in members)
    pointed, kind, urgent = rules.category_of(core.text), rules.kind_of(core.text), rules.urgency_of(whole)
    spot = rules.spot_of(core.text) or rules.spot_of(whole)
    words = (*(pointed.words if pointed else ()), *kind.words, *urgent)
    return Offered(pointed.code if pointed else "", kind.code, bool(urgent), spot, tuple(dict.fromkeys(words))[:6])
