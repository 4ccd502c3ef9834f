"""Words of this room in templates: states, strengths, verdicts, and addresses of filtered lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from mingcha.datasets.models import Progress
from mingcha.datasets.progress import time_left
from mingcha.engine.results.wording import OUTCOME_HELP, STATUSES, STRENGTHS
from mingcha.kernel.messages import Message
from mingcha.matching.states import FINDING, PRESENCE, RULE_VERSION, RUN, VERDICTS
from mingcha.org.language import say

register = template.Library()
#: Tabler's colours; the word beside them says the same.
_LAMPS = {
    "open": "yellow",
    "assigned": "azure",
    "reviewed": "green",
    "promoted": "purple",
    "approved": "green",
    "suspended": "red",
    "proposed": "yellow",
    "done": "green",
    "running": "azure",
    "failed": "red",
    "A": "red",
    "B": "orange",
    "C": "secondary",
}
_TABLES = {"Finding": FINDING, "Run": RUN, "RuleVersion": RULE_VERSION}


@register.filter
def state_name(record: Any) -> str:
    """The name of the state of a finding, run or rule version."""
    return say(_TABLES[type(record).__name__].states[record.state])


@register.filter
def lamp(word: str) -> str:
    """The colour of a badge."""
    return _LAMPS.get(word, "secondary")


@register.filter
def presence_name(word: str) -> str:
    """New, persisting or gone."""
    return say(PRESENCE[word]) if word in PRESENCE else word


@register.filter
def strength_meaning(letter: str) -> str:
    """What a strength means."""
    return say(STRENGTHS[letter]) if letter in STRENGTHS else ""


@register.filter
def verdict_name(code: str) -> str:
    """A verdict."""
    return say(VERDICTS[code]) if code in VERDICTS else ""


@register.filter
def verdict_help(code: str) -> str:
    """When a verdict is the right one."""
    return say(OUTCOME_HELP[code])


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has at a key; the key itself when it has nothing."""
    return mapping.get(key, key)


@register.filter
def share(value: float | None) -> str:
    """A share of one in per cent, with one place."""
    return "–" if value is None else f"{100 * value:.1f}%"


@register.filter
def both(row: Mapping[str, str]) -> Message:
    """The sentence of a stored report."""
    return Message(row["zh"], row["en"])


@register.filter
def rule_status(word: str) -> str:
    """What became of a rule in a run."""
    known: Mapping[str, Message] = {str(code): title for code, title in STATUSES.items()}
    return say(known[word]) if word in known else word


@register.filter
def told_message(told: Mapping[str, Any]) -> Message:
    """What was kept in both languages."""
    return Message(told["zh"], told["en"])


@register.filter
def failure(work: Progress) -> Message:
    """Why work came to nothing; that it was stopped, when somebody asked for it."""
    return Message(work.message_zh or "已停止。", work.message_en or "It was stopped.")


@register.filter
def stage_name(stage: str) -> str:
    """What the worker is doing."""
    return say(_STAGES.get(stage, Message("准备", "preparing")))


_STAGES = {
    "read": Message("读取文件", "reading files"),
    "load": Message("装载", "loading"),
    "rule": Message("运行规则", "running rules"),
    "take_in": Message("写入疑点", "taking in findings"),
}


@register.filter
def remaining(work: Any) -> str:
    """The time that a run will still take at the speed of its steps so far; empty when nobody can tell."""
    if not (work and work.done and work.total > work.done and work.started_at and work.beat_at):
        return ""
    return say(time_left((work.beat_at - work.started_at).total_seconds() * (work.total - work.done) / work.done))


@register.simple_tag
def listed(**filters: Any) -> str:
    """The address of the list of findings with these filters."""
    return f"{reverse('findings')}?{urlencode({k: v for k, v in filters.items() if v not in (None, '')})}"
