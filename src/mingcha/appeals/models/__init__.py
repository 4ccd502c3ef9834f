"""The records of the room, a file for each aggregate."""

from __future__ import annotations

from mingcha.accounts import second_lock
from mingcha.appeals.models.appeal import Appeal, AppealKey, AppealSet, Petitioner
from mingcha.appeals.models.events import AppealEvent
from mingcha.appeals.models.flood import FloodCount, FloodDay
from mingcha.appeals.models.groups import (
    GroupDuty,
    GroupLink,
    GroupPost,
    GroupSet,
    PostKind,
    PostSet,
    SupervisionGroup,
    VillageHouseholds,
)
from mingcha.appeals.models.joining import Merge
from mingcha.appeals.models.joint import Share
from mingcha.appeals.models.ladder import Card, CardRule, Climb, DigestAddress
from mingcha.appeals.models.months import Bulletin, MonthClosing, MonthLine
from mingcha.appeals.models.patrols import Patrol, PatrolPlan
from mingcha.appeals.models.repeats import Recurrence
from mingcha.appeals.models.routes import Category, Route
from mingcha.appeals.models.showing import PublicVersion, Support, SupportSource
from mingcha.appeals.models.solving import PeerReview, WorkNote
from mingcha.appeals.models.suggesting import HeardMessage, SuggestionModel, SuggestionOutcome
from mingcha.appeals.models.work import Check, Rating, Reply, RoutingDecision, Task

__all__ = [
    "Appeal",
    "AppealEvent",
    "AppealKey",
    "AppealSet",
    "Bulletin",
    "Card",
    "CardRule",
    "Category",
    "Check",
    "Climb",
    "DigestAddress",
    "FloodCount",
    "FloodDay",
    "GroupDuty",
    "GroupLink",
    "GroupPost",
    "GroupSet",
    "HeardMessage",
    "Merge",
    "MonthClosing",
    "MonthLine",
    "Patrol",
    "PatrolPlan",
    "PeerReview",
    "Petitioner",
    "PostKind",
    "PostSet",
    "PublicVersion",
    "Rating",
    "Recurrence",
    "Reply",
    "Route",
    "RoutingDecision",
    "Share",
    "SuggestionModel",
    "SuggestionOutcome",
    "SupervisionGroup",
    "Support",
    "SupportSource",
    "Task",
    "VillageHouseholds",
    "WorkNote",
]

#: The policies are in the migrations `row_security` and `suggesting`. Petitioners stay outside: a receipt says of which
#: area they are.
second_lock.lock(
    *(model._meta.db_table for model in (Appeal, AppealKey, Task, RoutingDecision, Reply, Check, Rating, Climb, Card)),
    *(model._meta.db_table for model in (HeardMessage, SuggestionOutcome)),
    *(
        model._meta.db_table
        for model in (Appeal, AppealKey, Task, RoutingDecision, Reply, Check, Rating, Climb, Card, Share, Merge)
    ),
    *(model._meta.db_table for model in (WorkNote, PeerReview, PublicVersion, Support, Recurrence)),
    *(
        model._meta.db_table
        for model in (
            *(Appeal, AppealKey, Task, RoutingDecision, Reply, Check, Rating, Climb, Card),
            *(AppealEvent, MonthLine, Bulletin),
        )
    ),
)
#: Groups too, in `groups`; of a short link only the area is known to whoever comes by (`GroupLink`).
second_lock.lock(*(model._meta.db_table for model in (SupervisionGroup, GroupPost, GroupDuty, PatrolPlan, Patrol)))
