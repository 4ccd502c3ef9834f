"""
From messages to matters: several messages of several people about one thing become one proposed appeal, and say why.

By quote, speaker, time between, place, category and the characters two messages share. A person confirms or moves them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from mingcha.appeals.fork import sign_of_allegation
from mingcha.appeals.suggesting import rules
from mingcha.appeals.transcripts.reading import PICTURE, TEXT, VOICE, Said

#: What belongs together scores this or more.
_ENOUGH = 3.0
_NEAR, _SAME_BREATH, _LATER = timedelta(minutes=30), timedelta(minutes=10), timedelta(hours=6)
_FOLLOWS = re.compile(r"我(?:家|屋里|们组|们这边)?也|一样|同样|\+1|＋1|就是|确实|是的|还有这|加一|同感|对的|附议|补充")
_TALK = re.compile(
    r"^(?:收到|好的|好|谢谢|多谢|感谢|辛苦了?|早上好|早|晚安|大家好|在吗|嗯+|哈+|恭喜|生日快乐|新年快乐|赞|👍|🌹|ok|OK|知道了|明白|已阅|1|来了|不客气|祝)"
)
_SELLS = re.compile(
    r"https?://|砍价|拼团|助力|优惠|特价|包邮|加微信|代理|兼职|刷单|帮忙投票|点赞|促销|有要的|出售|转让|上门收|接单|今日.{0,4}元"
)
_TELLS = re.compile(r"^(?:【?(?:紧急)?通知】?|各位(?:村民|乡亲|群友)|温馨提示|请大家|请各位|转发[:：])")
#: Characters of what somebody has to say, at the least.
_LEAST = 6
#: Characters by which two texts are compared; a quote shorter than four is one only when it is the whole.
_N, _SHORT = 2, 4
#: Matters to which something may still belong.
_OPEN = 30


@dataclass
class Thread:
    """A proposed appeal: numbers of messages in their order, the one that tells it, and why the others are with it."""

    core: int
    members: list[int]
    why: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Threaded:
    """Proposed appeals, what was left out as talk, and what has to be led away: of that only the numbers."""

    threads: tuple[Thread, ...]
    left_out: tuple[int, ...]
    led_away: tuple[int, ...]


@dataclass(frozen=True)
class _Trait:
    """What is asked of a message again and again, found out once."""

    said: Said
    subject: rules.Pointed | None
    spot: str
    pairs: frozenset[str]
    matter: bool


def thread(said: Sequence[Said]) -> Threaded:
    """Every message in exactly one place."""
    away = _led_away(said)
    traits = [_trait(one) for one in said]
    threads: list[Thread] = []
    left: list[int] = []
    for number, one in enumerate(traits):
        if number in away:
            continue
        best, score, why = _best(threads, traits, number)
        if best is not None and score >= _ENOUGH:
            best.members.append(number)
            best.why[number] = why
        elif one.matter:
            threads.append(Thread(number, [number]))
        else:
            left.append(number)
    return Threaded(tuple(threads), tuple(left), tuple(sorted(away)))


def _trait(one: Said) -> _Trait:
    text = one.text
    pairs = frozenset(text[n : n + _N] for n in range(len(text) - 1))
    return _Trait(one, rules.category_of(text), rules.spot_of(text), pairs, is_matter(one))


def is_matter(one: Said) -> bool:
    """Whether a message tells of something by itself: a subject, and something wrong or wanted with it."""
    text = one.text
    if one.kind != TEXT or len(text) < _LEAST or one.to_all or _SELLS.search(text) or _TELLS.search(text):
        return False
    return rules.category_of(text) is not None and rules.is_wanting(text)


def _led_away(said: Sequence[Said]) -> set[int]:
    """What looks like an allegation, what quotes one, and what the same person adds in the same breath."""
    away: dict[int, str] = {}
    for number, one in enumerate(said):
        quotes = bool(one.quote) and any(_quoted(one.quote, text) for text in away.values())
        if sign_of_allegation(f"{one.text}\n{one.quote}") or quotes or _adds(said, number, away):
            away[number] = one.text
    return set(away)


def _adds(said: Sequence[Said], number: int, away: Collection[int]) -> bool:
    one, before = said[number], number - 1
    if before not in away or not one.who or said[before].who != one.who:
        return False
    return _apart(said[before], one) <= timedelta(minutes=2) and not is_matter(one)


def _best(threads: Sequence[Thread], traits: Sequence[_Trait], number: int) -> tuple[Thread | None, float, str]:
    best: tuple[Thread | None, float, str] = (None, 0.0, "")
    for one in reversed(threads[-_OPEN:]):
        score, why = _score(one, traits, number, last=one is threads[-1])
        if score > best[1]:
            best = (one, score, why)
    return best


def _score(known: Thread, traits: Sequence[_Trait], number: int, *, last: bool) -> tuple[float, str]:
    """How strongly a message belongs to a matter, and the strongest reason (a code; the page says it)."""
    one, core, recent = traits[number], traits[known.core], traits[known.members[-1]].said
    if one.said.quote:
        quotes = any(_quoted(one.said.quote, traits[member].said.text) for member in known.members)
        return (9.0, "quote") if quotes else (0.0, "")
    gap = _apart(recent, one.said)
    spoke = gap <= _SAME_BREATH and any(traits[member].said.who == one.said.who for member in known.members)
    goes_on = spoke and recent.who == one.said.who
    if one.said.kind in (PICTURE, VOICE):
        return (4.0, "media") if goes_on else (0.0, "")
    if gap > _LATER or _is_talk(one.said.text) or _elsewhere(one.spot, core.spot):
        return 0.0, ""
    reasons = {
        "speaker": 2.0 if spoke else 0.0,
        "words": 8.0 * len(one.pairs & core.pairs) / max(1, min(len(one.pairs), len(core.pairs))),
        "place": 1.5 if one.spot and core.spot else 0.0,
        "subject": _same_subject(one, core),
        "follows": 3.0 if last and _follows(one, core, goes_on, gap) else 0.0,
    }
    if not last and not spoke and reasons["words"] < 1:
        return 0.0, ""
    return sum(reasons.values()), max(reasons, key=lambda name: reasons[name])


def _follows(one: _Trait, core: _Trait, goes_on: bool, gap: timedelta) -> bool:
    """Whether somebody goes on speaking, or joins in, and does not begin something else."""
    same = one.subject is not None and core.subject is not None and one.subject.code == core.subject.code
    joins = gap <= _NEAR and _FOLLOWS.search(one.said.text) is not None
    return (goes_on or joins) and (same or not one.matter)


def _is_talk(text: str) -> bool:
    short = len(text) < _LEAST + 2 and _TALK.search(text)
    return bool(short or _SELLS.search(text) or _TELLS.search(text))


def _elsewhere(here: str, there: str) -> bool:
    return bool(here and there) and here not in there and there not in here


def _same_subject(one: _Trait, core: _Trait) -> float:
    if one.subject is None or core.subject is None:
        return 0.0
    if one.subject.code != core.subject.code:
        return -4.0 if one.matter else -1.0
    return 1.5 if set(one.subject.words) & set(core.subject.words) else 0.5


def _quoted(quote: str, text: str) -> bool:
    """Programs shorten what they quote."""
    short = quote.rstrip("….").strip()
    if min(len(short), len(text)) < _SHORT:
        return bool(short) and short == text
    return short in text or text in short


def _apart(one: Said, other: Said) -> timedelta:
    """Zero where the paste does not say."""
    return abs(other.at - one.at) if one.at and other.at else timedelta()
