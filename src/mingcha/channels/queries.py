"""Reading the room: what waits to be taken, how much stands where, what could not be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, QuerySet

from mingcha.channels.models import InboundMessage, OutboundMessage
from mingcha.channels.states import DEAD, FAILED, PENDING, TO_SEND


def pending(limit: int) -> list[InboundMessage]:
    """The oldest messages that nobody has taken."""
    return list(InboundMessage.objects.filter(state=PENDING)[:limit])


def due_outbox(at: datetime) -> list[str]:
    """Numbers of messages that are to be sent now."""
    due = OutboundMessage.objects.filter(state__in=TO_SEND, next_at__lte=at).order_by("next_at")
    return list(due.values_list("number", flat=True)[:500])


def troubled() -> QuerySet[OutboundMessage]:
    """Messages that could not be sent, or not yet; the newest first."""
    return OutboundMessage.objects.filter(state__in=(DEAD, FAILED)).order_by("-state_at", "-pk")


def inbound_counts() -> Mapping[str, int]:
    """How many messages that came are in each state."""
    return dict(InboundMessage.objects.order_by().values_list("state").annotate(Count("pk")))


def outbound_counts() -> Mapping[str, int]:
    """How many messages that go are in each state."""
    return dict(OutboundMessage.objects.order_by().values_list("state").annotate(Count("pk")))


def taken_as(record: str, channel: str) -> list[InboundMessage]:
    """The messages of a channel that became a record, called as `kind:id`."""
    return list(InboundMessage.objects.filter(taken_as=record, channel=channel))
