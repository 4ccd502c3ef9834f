"""
Maybe the same: appeals of the same place and subject within a year whose words are alike, and why they seem so.

Alike is the share of three-character pieces that two texts have in common (Dice over the pieces, 0 to 100): it stands
typos and dialect, and needs no dictionary. Only the newest few hundred of a place are looked at, so that one page costs
the same in a year of floods. It only suggests; a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from django.db.models import Q
from rapidfuzz.distance import Indel

from mingcha.accounts.models import User
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access
from mingcha.appeals.family import TOWNSHIP
from mingcha.appeals.models import Appeal, AppealSet
from mingcha.appeals.states import CLOSED, EXPLAINED, LED_AWAY, MERGED, SOLVED
from mingcha.kernel.messages import Message

#: Alike from here on is shown at the desk; from there on something counts as the same trouble again.
SHOWN, SAME = 22, 35
_WITHIN = timedelta(days=365)
_AT_MOST, _BEST = 300, 5
#: A place that is called alike makes up for so much of the words.
_PLACE = 15
_NOT_WORDS = re.compile(r"\W+")
_PIECE, _SHORTEST = 3, 2


@dataclass(frozen=True)
class Alike:
    """Another appeal, how alike (0 to 100), what both say, and whether the place is called the same."""

    appeal: Appeal
    alike: int
    shared: tuple[str, ...]
    same_spot: bool

    @property
    def why(self) -> Message:
        """In one sentence."""
        said = "、".join(f"“{one}”" for one in self.shared)
        zh, en = [f"文字相似度{self.alike}"], [f"alike to {self.alike} of 100"]
        if said:
            zh.append(f"都提到{said}")
            en.append(f"both say {said}")
        if self.same_spot:
            zh.append(f"地点都在“{self.appeal.spot}”")
            en.append(f"both at “{self.appeal.spot}”")
        return Message("，".join(zh), ", ".join(en))


def maybe_same(user: User, appeal: Appeal, text: str, *, at: datetime) -> list[Alike]:
    """The few most alike that `user` may see, whatever became of them."""
    return _ranked(appeal, text, access.visible_appeals(user, at=at), SHOWN)


def solved_before(appeal: Appeal, text: str) -> Alike | None:
    """The one most alike that was said to be solved, for the operation that marks it: shown to nobody from here."""
    over = Appeal.objects.all().for_system("whether it is the same again").filter(state__in=(SOLVED, EXPLAINED, CLOSED))
    return next(iter(_ranked(appeal, text, over, SAME)), None)


def pieces(text: str) -> list[str]:
    """The pieces of a text, in order of the alphabet, without signs between words."""
    bare = _NOT_WORDS.sub("", text.lower())
    return sorted(bare[n : n + _PIECE] for n in range(max(len(bare) - _PIECE + 1, 1)))


def alike(first: Sequence[str], second: Sequence[str]) -> int:
    """The pieces that two lists in order have in common, of all of them: 0 to 100."""
    return round(100 * Indel.normalized_similarity(first, second))


def _ranked(appeal: Appeal, text: str, among: AppealSet, least: int) -> list[Alike]:
    own, spot = pieces(text), pieces(appeal.spot) if appeal.spot else []
    found = []
    for other in _near(appeal, among):
        said = text_of(other, "sealed_text") or other.summary
        same_spot = bool(spot and other.spot) and alike(spot, pieces(other.spot)) >= 2 * SAME
        degree = min(alike(own, pieces(said)) + _PLACE * same_spot, 100)
        if degree >= least:
            found.append((degree, other, said, same_spot))
    found.sort(key=lambda one: (-one[0], -one[1].filed_at.timestamp()))
    return [Alike(other, degree, _shared(text, said), same) for degree, other, said, same in found[:_BEST]]


def _near(appeal: Appeal, among: AppealSet) -> list[Appeal]:
    """Of the village, or of its township as such; of the category, or of none yet; of the year before."""
    code = appeal.area_code
    township = f"{code[:TOWNSHIP]:0<12}"
    place = Q(area_code__startswith=code[:TOWNSHIP]) if code == township else Q(area_code__in=(code, township))
    since = appeal.filed_at - _WITHIN
    near = among.filter(place, filed_at__gt=since, filed_at__lte=appeal.filed_at).exclude(pk=appeal.pk)
    if appeal.category_id is not None:
        near = near.filter(Q(category=appeal.category_id) | Q(category=None))
    near = near.exclude(state__in=(MERGED, LED_AWAY)).exclude(split_from__isnull=False)
    return list(near.select_related("place", "category").order_by("-filed_at")[:_AT_MOST])


def _shared(first: str, second: str) -> tuple[str, ...]:
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    longest = sorted(blocks, key=lambda block: -block.size)[:3]
    said = [_NOT_WORDS.sub("", first[block.a : block.a + block.size]) for block in longest]
    return tuple(word for word in said if len(word) >= _SHORTEST)
