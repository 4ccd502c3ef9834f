"""
Whether closed months hold what the log says, for somebody who trusts neither: the lines are computed from the log once
more, and every event is held against the record of the audit chain that was written beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from mingcha.appeals import months
from mingcha.appeals.lives import FORMULA, Line, digest_of
from mingcha.appeals.models import AppealEvent, MonthClosing
from mingcha.appeals.months import Month
from mingcha.audit.models import AuditRecord
from mingcha.kernel.messages import Message
from mingcha.org import queries as org

_MOST = 20
_AT_ONCE = 500


@dataclass(frozen=True)
class Problem:
    """Something that does not fit, by the number of the month."""

    month: int
    what: Message


def verify(month: Month) -> Iterator[Problem]:
    """Every problem of a closed month: its newest closing, and the events under it."""
    closing = months.get_closing(month)
    stored = {line.public_id: line for line in months.frozen(closing)}
    if digest_of(stored.values()) != closing.digest:
        yield _problem(closing, "结账明细与结账摘要不符", "the frozen lines do not fit their digest")
    if closing.formula != FORMULA:
        text = f"结账用的是公式第{closing.formula}版，本程序是第{FORMULA}版，请用当时的程序核验"
        yield _problem(closing, text, f"closed with formula {closing.formula}; this program has {FORMULA}")
        return
    again = {line.public_id: line for line in months.from_log(month, as_of=closing.as_of)}
    if digest_of(again.values()) != closing.digest:
        yield from _differences(closing, stored, again)
    yield from _loose_events(closing)


def _differences(closing: MonthClosing, stored: dict[str, Line], again: dict[str, Line]) -> Iterator[Problem]:
    note = Message("", "")
    if closing.calendar != org.revision():
        note = Message("（工作日历此后有修改）", " (the working calendar has changed since)")
    yield _problem(closing, f"按日志重算的结果与结账不一致{note.zh}", f"computed from the log it is different{note.en}")
    different = sorted(key for key in {*stored, *again} if stored.get(key) != again.get(key))
    for key in different[:_MOST]:
        one, other = (asdict(found[key]) if key in found else {} for found in (stored, again))
        names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
        yield _problem(closing, f"诉求 {key}：{'、'.join(names)}", f"appeal {key}: {', '.join(names)}")


def _loose_events(closing: MonthClosing) -> Iterator[Problem]:
    """Events that the audit chain does not know as they stand here, and records of it that have no event."""
    found = months.events_of(Month(closing.month)).filter(at__lt=closing.as_of).order_by("record")
    portion: list[AppealEvent] = []
    for event in found.select_related("appeal").iterator(_AT_ONCE):
        portion.append(event)
        if len(portion) >= _AT_ONCE:
            yield from _unknown(closing, portion)
            portion = []
    yield from _unknown(closing, portion)


def _unknown(closing: MonthClosing, events: list[AppealEvent]) -> Iterator[Problem]:
    records = AuditRecord.objects.in_bulk([event.record for event in events])
    for event in events:
        record = records.get(event.record)
        told = record and (record.action, record.subject, record.at)
        if told != (f"appeal.{event.what}", event.appeal.audit_name, event.at):
            yield _problem(
                closing,
                f"日志第{event.record}条与审计链不符",
                f"event {event.record} is not what the audit chain tells",
            )


def _problem(closing: MonthClosing, zh: str, en: str) -> Problem:
    title = Month(closing.month).title
    return Problem(closing.month, Message(f"{title.zh}：{zh}。", f"{title.en}: {en}."))
