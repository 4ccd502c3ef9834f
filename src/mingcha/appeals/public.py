"""What everybody may read of a village: nothing that nobody approved, and no small numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count

from mingcha.accounts.access import Scope
from mingcha.appeals import routing
from mingcha.appeals.models import Appeal, AppealSet, Support
from mingcha.appeals.published import answers_of
from mingcha.appeals.states import OPEN
from mingcha.org.models import Area

#: Below so many nothing is counted: it would tell of single people (criterion 20).
SMALL = 5
_SHOWN = 20
_PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class OnDuty:
    """A desk that answers here, and who acts in it now."""

    office: str
    person: str


@dataclass(frozen=True)
class Shown:
    """
    An approved matter with what is said of its answer ("" when nothing is), and how many say that it is theirs too:
    None when nobody does, `SMALL` and more as they are, fewer only as fewer.
    """

    appeal: Appeal
    answer: str
    supporters: int | None = None

    @property
    def few(self) -> bool:
        """Whether there are some, and too few to be counted."""
        return self.supporters is not None and self.supporters < SMALL


@dataclass(frozen=True)
class VillagePage:
    """Approved matters, open and solved; how many and how fast in a year (None: too few to say); desks of the area."""

    open: Sequence[Shown]
    solved: Sequence[Shown]
    count: int | None
    days: int | None
    duty: Sequence[OnDuty]


def page_of(area: Area, *, at: datetime) -> VillagePage:
    """The page of a village, or of a township with all its villages."""
    here = Appeal.objects.all().for_system("approved for everybody")
    here = here.filter(Scope((area.prefix,)).condition("area_code"))
    shown = here.approved()
    # Nor does a number tell somebody that there is a matter about them.
    year = here.filter(filed_at__gte=at - _PERIOD, keys=None)
    count = year.count()
    spans = year.filter(state="closed").values_list("filed_at", "state_at")
    days = [(done - filed).days for filed, done in spans]
    return VillagePage(
        _shown(shown.filter(state__in=OPEN)),
        _shown(shown.exclude(state__in=OPEN)),
        count if count >= SMALL else None,
        int(median(days)) if len(days) >= SMALL else None,
        desks_of(area, at=at),
    )


def _shown(found: AppealSet) -> list[Shown]:
    appeals = list(found.order_by("-filed_at")[:_SHOWN])
    answers = answers_of(appeals)
    counted = Support.objects.filter(appeal__in=[one.pk for one in appeals]).values("appeal_id")
    marks = dict(counted.order_by().values_list("appeal_id").annotate(Count("pk")))
    # In the order of their day, whatever the marks say: an army of them moves nothing.
    return [Shown(one, answers.get(one.pk, ""), marks.get(one.pk)) for one in appeals]


def desks_of(area: Area, *, at: datetime) -> list[OnDuty]:
    """The desks that answer for an area, the nearest first, and who acts at each."""
    found = []
    for desk in routing.ladder(area.code, at=at):
        acting = routing.acting_in(desk.post, area_code=area.code, at=at)
        person = acting.duty.person.name if acting and acting.duty else ""
        found.append(OnDuty(desk.post.office.name, person))
    return found
