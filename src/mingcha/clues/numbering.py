"""
The numbers of the register: what they are made of, how they are given out, and who may see them.

A number that counts tells of what somebody may not see: between 0001 and 0003 lies one more. So

- a series belongs to one office and one year and has no gaps; its numbers are shown to those who may decide on clues
  in the whole area of that office, and to nobody else;
- a clue that would be a gap for one of them is listed apart, with a mark that counts nothing: one that names somebody
  from whom any account stays away, and one for its own hands only;
- whoever learns later that they have to stay away from somebody sees no numbers from before, whether or not a clue of
  that time is about them. So does whoever has a newer account.

Everybody else, and these for what is older, sees the public id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from mingcha.accounts.access import Scope, scope_of
from mingcha.accounts.models import RecusalFact, User
from mingcha.accounts.permissions import Permission
from mingcha.accounts.queries import recused_users
from mingcha.clues.models import Clue, ClueSeries
from mingcha.clues.states import SECRET
from mingcha.org.calendar import day_of
from mingcha.org.models import Area, Office
from mingcha.org.queries import holding

_SUFFIXES = ("自治县", "市", "县", "区")


@dataclass(frozen=True)
class Given:
    """A number as it is written; its series and serial, or none when listed apart."""

    text: str
    series: ClueSeries | None
    serial: int | None


def give_number(clue: Clue, *, level: str, at: datetime) -> Given:
    """
    The next number of the office's series of the year, or a mark apart. Inside the caller's transaction, which must
    register the clue: else there would be a gap.
    """
    year = day_of(at).year
    series = _series(clue.office, year)
    keys = list(clue.keys.values_list("key", flat=True))
    if level == SECRET or recused_users(keys, at=at):
        return Given(f"{series.word}〔{year}〕专{clue.public_id[:8]}号", None, None)
    ClueSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return Given(f"{series.word}〔{year}〕{series.last:04d}号", series, series.last)


def _series(office: Office, year: int) -> ClueSeries:
    """The series, locked. The first two numbers of a year may be given at once: one of both opens it."""
    known = ClueSeries.objects.select_for_update().filter(office=office, year=year)
    while (found := known.first()) is None:
        opened = ClueSeries(office=office, year=year, word=_word(office, year))
        ClueSeries.objects.bulk_create([opened], ignore_conflicts=True)
    return found


def _word(office: Office, year: int) -> str:
    """What the office used before; else 衡纪线 for 衡阳市, 衡阳纪线 for 衡阳县; the whole name when that is taken."""
    before = ClueSeries.objects.filter(office=office).order_by("-year").first()
    if before is not None:
        return before.word
    words = (word_of(office.area), f"{office.area.name}纪线", f"{office.area.name}{office.pk}纪线")
    taken = set(ClueSeries.objects.exclude(office=office).values_list("word", flat=True))
    return next(word for word in words if word not in taken)


def word_of(area: Area) -> str:
    """The usual short form of an area before 纪线."""
    name = next((area.name.removesuffix(s) for s in _SUFFIXES if area.name.endswith(s)), area.name)
    return f"{name[:1] if area.level == 'city' else name}纪线"


@dataclass(frozen=True)
class Reader:
    """Over which areas somebody reads registers, and since when it is known from whom they stay away."""

    scope: Scope
    known_since: datetime

    def sees(self, clue: Clue) -> bool:
        """Whether the register number is shown."""
        if clue.register_no is None or clue.decided_at is None:
            return False
        return self.scope.holds(clue.office.area.code) and clue.decided_at >= self.known_since

    def calls(self, clue: Clue) -> str:
        """What the clue is called before this reader."""
        return clue.register_no if clue.register_no and self.sees(clue) else clue.public_id


def reader(user: User, *, at: datetime) -> Reader:
    """How a user reads registers at a moment."""
    newest = RecusalFact.objects.filter(holding(at), user=user).aggregate(newest=Max("since"))["newest"]
    return Reader(scope_of(user, Permission.CLUE_CONFIRM, at=at), max(filter(None, (newest, user.created_at))))


def named(clues: Iterable[Clue], seen_by: Reader) -> list[tuple[str, Clue]]:
    """Clues with what they are called."""
    return [(seen_by.calls(clue), clue) for clue in clues]
