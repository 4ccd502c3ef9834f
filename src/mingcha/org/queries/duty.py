"""Who is on duty."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingcha.org.models import Absence, Duty, DutyPost, Office


@dataclass(frozen=True)
class OnDuty:
    """Who acts in a post (None: nobody is left), and who was passed over because `absent` or `recused`."""

    post: DutyPost
    duty: Duty | None
    passed_over: tuple[tuple[Duty, str], ...]

    @property
    def is_stand_in(self) -> bool:
        """Whether somebody else acts than the holder."""
        return self.duty is not None and self.duty.rank > 1


def holding(at: datetime) -> Q:
    """Rows of whatever has a `since` and an `until` that hold at a moment."""
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def list_posts(office: Office) -> QuerySet[DutyPost]:
    """The open posts of an office."""
    return DutyPost.objects.filter(office=office, closed_at=None)


def list_duties(post: DutyPost, *, at: datetime) -> QuerySet[Duty]:
    """The duties of a post that have not ended, by rank and time."""
    return Duty.objects.filter(Q(until=None) | Q(until__gt=at), post=post).select_related("person")


def list_absences(office: Office, *, at: datetime) -> QuerySet[Absence]:
    """Who of an office is away now or later."""
    return Absence.objects.filter(person__office=office, until__gt=at).select_related("person")


def on_duty(
    office: Office, *, at: datetime, without: Collection[int] = (), able: Collection[int] | None = None
) -> list[OnDuty]:
    """Who acts in each post of an office at a moment, as `acting_in` says it."""
    return acting_in(list(list_posts(office)), at=at, without=without, able=able)


def acting_in(
    posts: Collection[DutyPost], *, at: datetime, without: Collection[int] = (), able: Collection[int] | None = None
) -> list[OnDuty]:
    """
    Who acts in each of the open posts at a moment: the lowest rank that is neither away nor closed nor in `without`,
    the users who stay away from the matter at hand; where `able` is given, one of those.
    """
    duties = Duty.objects.filter(holding(at), post__in=posts, person__is_active=True).select_related("person")
    away = set(Absence.objects.filter(since__lte=at, until__gt=at).values_list("person_id", flat=True))
    by_post: dict[int, list[Duty]] = {}
    for duty in duties.order_by("rank", "since"):
        by_post.setdefault(duty.post_id, []).append(duty)
    return [_acting(post, by_post.get(post.pk, []), away, without, able) for post in posts]


def is_absent(person: str, *, at: datetime) -> Exists:
    """Whether the `person` of a row is away at a moment, as one condition."""
    return Exists(Absence.objects.filter(person=OuterRef(person), since__lte=at, until__gt=at))


def _acting(
    post: DutyPost, duties: list[Duty], away: Collection[int], recused: Collection[int], able: Collection[int] | None
) -> OnDuty:
    passed: list[tuple[Duty, str]] = []
    for duty in duties:
        if duty.person_id in recused:
            passed.append((duty, "recused"))
        elif duty.person_id in away:
            passed.append((duty, "absent"))
        elif able is not None and duty.person_id not in able:
            passed.append((duty, "unable"))
        else:
            return OnDuty(post, duty, tuple(passed))
    return OnDuty(post, None, tuple(passed))
