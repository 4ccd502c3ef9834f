"""What somebody must do today: counts of the lists that wait for them, each a click away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.access import permissions_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import queries as appeals
from mingcha.clues import queries as clues
from mingcha.datasets import access as datasets
from mingcha.matching import access as matching
from mingcha.matching import queries as findings


@dataclass(frozen=True)
class Todo:
    """How many wait, what they wait for, and the list that shows exactly these."""

    count: int
    label: Promise
    url: str


Source = Callable[[User, datetime], Iterator[Todo]]


def _purposes(user: User, at: datetime) -> Iterator[Todo]:
    drafts = datasets.visible_purposes(user, at=at).filter(state="draft").exclude(proposed_by=user)
    yield Todo(drafts.count(), _("Purposes to approve"), reverse("purposes") + "?state=draft")


def _uploads(permission: P, states: dict[str, Promise]) -> Source:
    def source(user: User, at: datetime) -> Iterator[Todo]:
        for state, label in states.items():
            waiting = datasets.visible_uploads(user, permission, at=at).filter(state=state)
            yield Todo(waiting.count(), label, f"{reverse('uploads')}?state={state}")

    return source


def _returned(user: User, at: datetime) -> Iterator[Todo]:
    own = datasets.own_uploads(user, at=at).filter(quarantined__gt=0, state__in=("read", "released", "held"))
    yield Todo(own.count(), _("Files of yours with rows to mend"), reverse("hand_in"))


def _late(user: User, at: datetime) -> Iterator[Todo]:
    """Late ones in the area of whoever can give them to somebody else."""
    late = findings.with_lamp(matching.visible_findings(user, at=at), "late", at=at).filter(excluded=False)
    yield Todo(late.count(), _("Findings whose verification is late"), reverse("findings") + "?lamp=late")


def _to_verify(user: User, at: datetime) -> Iterator[Todo]:
    mine = matching.visible_findings(user, at=at).filter(assignee=user, state="assigned", excluded=False)
    yield Todo(mine.count(), _("Findings to verify"), reverse("findings") + "?mine=1&state=assigned")


def _to_assign(user: User, at: datetime) -> Iterator[Todo]:
    yield Todo(matching.open_findings(user, at=at), _("Findings to assign"), reverse("findings") + "?state=open")


def _to_decide(user: User, at: datetime) -> Iterator[Todo]:
    yield Todo(clues.to_decide(user, at=at).count(), _("Proposed clues to decide"), reverse("clues") + "?decide=1")


def _rules(user: User, at: datetime) -> Iterator[Todo]:
    waiting = matching.proposals_for(user, at=at)
    yield Todo(waiting.count(), _("Rules to approve"), reverse("rules") + "?state=to_approve")


def _appeals(name: str, label: Promise) -> Source:
    def source(user: User, at: datetime) -> Iterator[Todo]:
        asked = appeals.Asking(name=name, lamp="late" if name == "watch" else "")
        waiting = appeals.list_appeals(user, asked, at=at).count()
        yield Todo(waiting, label, f"{reverse('appeals')}?" + urlencode({"list": name, "lamp": asked.lamp}))

    return source


def _patrol(user: User, at: datetime) -> Iterator[Todo]:
    yield Todo(appeals.patrol_waiting(user, at=at), _("Groups that I look at today"), reverse("patrol_own"))


def _vacant_posts(user: User, at: datetime) -> Iterator[Todo]:
    yield Todo(appeals.vacant_posts(user, at=at), _("Vacant posts of groups"), reverse("group_vacancies"))


SOURCES: tuple[tuple[P, Source], ...] = (
    (P.APPEAL_HANDLE, _appeals("todo", _("Appeals that wait for me"))),
    (P.APPEAL_SUPERVISE, _appeals("watch", _("Late appeals that I watch over"))),
    (P.GROUP_PATROL, _patrol),
    (P.GROUP_MANAGE, _vacant_posts),
    (P.DATASET_UPLOAD, _returned),
    (P.PURPOSE_APPROVE, _purposes),
    (P.RULE_APPROVE, _rules),
    (
        P.DATASET_CONFIRM,
        _uploads(
            P.DATASET_CONFIRM,
            {
                "needs_mapping": _("Columns to confirm"),
                "held": _("Files that differ from the last version"),
                "failed": _("Files that could not be read"),
            },
        ),
    ),
    (P.FINDING_REVIEW, _to_verify),
    (P.FINDING_ASSIGN, _late),
    (P.FINDING_ASSIGN, _to_assign),
    (P.CLUE_CONFIRM, _to_decide),
    (P.DATASET_RELEASE, _uploads(P.DATASET_RELEASE, {"read": _("Files to release")})),
)


def todo_for(user: User, *, at: datetime) -> list[Todo]:
    """Everything that waits for `user`, nothing that does not; empty lists are left out."""
    held = permissions_of(user, at=at)
    found = (todo for permission, source in SOURCES if permission in held for todo in source(user, at))
    return [todo for todo in found if todo.count]
