"""Words of this room in templates: sentences in the page's language, states, sizes, durations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import template

from mingcha.datasets.drift import measure_title
from mingcha.datasets.engine import specs
from mingcha.datasets.models import Progress
from mingcha.datasets.progress import time_left
from mingcha.datasets.states import PROGRESS, PURPOSE, UPLOAD
from mingcha.kernel.messages import Message
from mingcha.org.language import say

register = template.Library()
register.filter(say)
#: How many datasets a list names before it counts.
_FIRST = 3
#: Tabler's colours; the word beside them says the same.
_LAMPS = {
    "approved": "green",
    "released": "green",
    "done": "green",
    "read": "blue",
    "reading": "azure",
    "running": "azure",
    "held": "orange",
    "needs_mapping": "yellow",
    "failed": "red",
}


@register.filter
def state_of(record: Any) -> str:
    """The name of a purpose's, an upload's or a work's state."""
    lifecycle = {"Purpose": PURPOSE, "Upload": UPLOAD}.get(type(record).__name__, PROGRESS)
    return say(lifecycle.states[record.state])


@register.filter
def lamp(record: Any) -> str:
    """The colour of its badge."""
    return _LAMPS.get(record.state, "secondary")


@register.filter
def dataset_title(name: str) -> str:
    """What a dataset is called."""
    spec = specs().get(name)
    return say(Message(spec.title_zh, spec.title_en)) if spec else name


@register.filter
def dataset_titles(names: Sequence[str]) -> str:
    """The first three of many datasets, and how many there are; an archive can hold dozens."""
    first, left = [dataset_title(name) for name in names[:_FIRST]], len(names) - _FIRST
    listed = say(Message("、".join(first), ", ".join(first)))
    return listed + say(Message(f"等{len(names)}类", f" and {left} more")) if left > 0 else listed


@register.filter
def column_title(column: str, dataset: str) -> str:
    """What a column of a dataset is called."""
    spec = specs().get(dataset)
    known = spec.columns.get(column) if spec else None
    return say(Message(known.title_zh, known.title_en)) if known else column


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands apart."""
    return f"{number:,}"


@register.filter
def failure(record: Any) -> str:
    """Why an upload or a piece of work came to nothing."""
    if isinstance(record, Progress):
        return say(Message(record.message_zh, record.message_en))
    return say(Message(record.failure_zh, record.failure_en))


@register.filter
def stage_name(stage: str) -> str:
    """What the worker is doing."""
    return say(_STAGES.get(stage, Message("准备", "preparing")))


_STAGES = {
    "open": Message("解封", "opening"),
    "read": Message("读取", "reading"),
    "examine": Message("检查质量和变化", "examining quality and change"),
}


@register.filter
def remaining(work: Progress) -> str:
    """The time that reading will still take at the speed so far; empty when nobody can tell."""
    left = seconds_left(work)
    return "" if left is None else say(time_left(left))


def seconds_left(work: Progress) -> int | None:
    """Seconds left, from rows so far and rows expected."""
    if not (work.rows and work.rows_expected > work.rows and work.started_at and work.beat_at):
        return None
    spent: timedelta = work.beat_at - work.started_at
    return round(spent.total_seconds() * (work.rows_expected - work.rows) / work.rows)


@register.filter
def percent(share: float) -> int:
    """A share of one in whole per cent."""
    return round(100 * share)


@register.filter
def measured(value: int, measure: str) -> str:
    """A measure of drift as people read it."""
    return f"{value}%" if measure.endswith("_percent") else f"{value / 10:.1f}%"


@register.filter
def measure_name(measure: str) -> str:
    """What a measure of drift measures."""
    return say(measure_title(measure))


@register.filter
def how_name(how: str) -> str:
    """How a header was recognised."""
    return say(_HOW[how])


_HOW = {
    "alias": Message("表头用语", "known wording"),
    "similar": Message("用语相近", "similar wording"),
    "values": Message("按内容", "by its values"),
    "answer": Message("人工确认", "answered"),
}
