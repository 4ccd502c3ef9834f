"""The records of the room, a file for each aggregate."""

from __future__ import annotations

from mingcha.accounts import second_lock
from mingcha.appeals.models.appeal import Appeal, AppealKey, AppealSet, Petitioner
from mingcha.appeals.models.flood import FloodCount, FloodDay
from mingcha.appeals.models.ladder import Card, Climb
from mingcha.appeals.models.routes import Category, Route
from mingcha.appeals.models.work import Check, Rating, Reply, RoutingDecision, Task

__all__ = [
    "Appeal",
    "AppealKey",
    "AppealSet",
    "Card",
    "Category",
    "Check",
    "Climb",
    "FloodCount",
    "FloodDay",
    "Petitioner",
    "Rating",
    "Reply",
    "Route",
    "RoutingDecision",
    "Task",
]

#: The policies are in the migration `row_security`. Petitioners stay outside: a receipt says of which area they are.
second_lock.lock(
    *(model._meta.db_table for model in (Appeal, AppealKey, Task, RoutingDecision, Reply, Check, Rating, Climb, Card))
)
