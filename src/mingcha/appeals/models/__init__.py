"""The records of the room, a file for each aggregate."""

from __future__ import annotations

from mingcha.accounts import second_lock
from mingcha.appeals.models.appeal import Appeal, AppealKey, AppealSet, Petitioner
from mingcha.appeals.models.ladder import Card, Climb
from mingcha.appeals.models.routes import Category, Route
from mingcha.appeals.models.suggesting import HeardMessage, SuggestionModel, SuggestionOutcome
from mingcha.appeals.models.work import Check, Rating, Reply, RoutingDecision, Task

__all__ = [
    "Appeal",
    "AppealKey",
    "AppealSet",
    "Card",
    "Category",
    "Check",
    "Climb",
    "HeardMessage",
    "Petitioner",
    "Rating",
    "Reply",
    "Route",
    "RoutingDecision",
    "SuggestionModel",
    "SuggestionOutcome",
    "Task",
]

#: The policies are in the migrations `row_security` and `suggesting`. Petitioners stay outside: a receipt says of which
#: area they are.
second_lock.lock(
    *(model._meta.db_table for model in (Appeal, AppealKey, Task, RoutingDecision, Reply, Check, Rating, Climb, Card)),
    *(model._meta.db_table for model in (HeardMessage, SuggestionOutcome)),
)
