"""
What an appeal had come to at a moment, told from its events alone. No database, no clock: the same events give the same
line, to the digit, whoever folds them.

Cohort: an appeal counts in the month in which it was filed (China time) and in no other; what is still open stays in
the denominators as not solved. See `docs/reference/rates.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from mingcha.org.calendar import day_of

#: Changes when the fold or a formula of `rates` changes; a closed month keeps the one it was closed with.
FORMULA = "1"
Workdays = Callable[[date, date], int]


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the log, as the fold needs it."""

    what: str
    word: str
    at: datetime
    human: bool
    area_code: str
    category: str
    way: str
    office_id: int | None
    was_due_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """
    One appeal at one moment.

    `standing`: `open`, `solved` (checked by somebody else), `explained`, `declined`, `merged`.
    `responded`: `in_time` or `late`, when a person had taken it up; "" before. The answer of a machine is none.
    `answer_seconds`: from filing to the first answer by a person; `answer_workdays`: workdays after the day of filing
    up to and including that of the answer.
    `late`: "" when nothing that had to be done ran late, `done` when it was done late, `open` when it is late still.
    `rateable`: an answer was checked, so that it could be rated. `grade`: the worst rating of the newest rated answer.
    `repeats`: how often it was sent back or opened again. `passed_on`: it left the office that took it in.
    """

    public_id: str
    area_code: str
    category: str
    way: str
    office_id: int | None
    standing: str
    responded: str
    answer_seconds: int | None
    answer_workdays: int | None
    late: str
    rateable: bool
    grade: str
    extensions: int
    hand_overs: int
    climbs: int
    repeats: int
    passed_on: bool


COLUMNS = tuple(field.name for field in fields(Line))
_WORSE = ("satisfied", "basically", "unsatisfied")
#: What a life begins with: filed, or split off a life that was there.
BEGINNINGS = ("filed", "split")
_STANDS = {"declined": "declined", "merged": "merged", "unmerged": "open", "reopened": "open", "filed": "open"}


def line_of(public_id: str, steps: Sequence[Step], workdays: Workdays, *, as_of: datetime) -> Line | None:
    """The line of an appeal by its steps before `as_of`; None when it was led away, or not there yet."""
    known = [step for step in steps if step.at < as_of]
    if not known or any(step.what == "led_away" for step in known):
        return None
    filed, last = known[0], known[-1]
    answered = _first(known, "answered", "declined")
    return Line(
        public_id=public_id,
        area_code=last.area_code,
        category=last.category,
        way=last.way,
        office_id=last.office_id,
        standing=_standing(known),
        responded=_responded(known),
        answer_seconds=int((answered.at - filed.at).total_seconds()) if answered else None,
        answer_workdays=workdays(day_of(filed.at), day_of(answered.at)) if answered else None,
        late=_late(known, as_of),
        rateable=any(step.what == "checked" and step.word == "yes" for step in known),
        grade=_grade(known),
        extensions=_count(known, "extended"),
        hand_overs=_count(known, "handed_over"),
        climbs=_count(known, "climbed"),
        repeats=_count(known, "reopened") + sum(step.what == "checked" and step.word == "no" for step in known),
        passed_on=any(step.office_id != filed.office_id for step in known),
    )


def digest_of(lines: Iterable[Line]) -> str:
    """SHA-256 over the lines in the order of their ids, each as compact JSON and a line end."""
    found = hashlib.sha256()
    for line in sorted(lines, key=lambda line: line.public_id):
        told = json.dumps(asdict(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found.update(told.encode() + b"\n")
    return found.hexdigest()


def _first(steps: Iterable[Step], *words: str) -> Step | None:
    return next((step for step in steps if step.what in words and step.human), None)


def _count(steps: Iterable[Step], what: str) -> int:
    return sum(step.what == what for step in steps)


def _standing(steps: Iterable[Step]) -> str:
    standing, outcome = "open", ""
    for step in steps:
        standing = _STANDS.get(step.what, standing)
        if step.what == "answered":
            outcome = step.word
        elif step.what == "checked":
            passed = "solved" if outcome == "solved" else "explained"
            standing = passed if step.word == "yes" else "open"
    return standing


def _responded(steps: Sequence[Step]) -> str:
    """
    The first time that a person took it up, held against the time for that which ran since it was filed. What was split
    off was taken up by whoever split it.
    """
    taken = _first(steps, "accepted", "declined", "answered", "split")
    if taken is None:
        return ""
    due = taken.was_due_at or steps[0].due_at
    return "late" if due is not None and taken.at >= due else "in_time"


def _late(steps: Sequence[Step], as_of: datetime) -> str:
    """At the very moment of its end a time has run out, as the clock itself says (`deadlines.stop_clock`)."""
    last = steps[-1]
    if last.due_at is not None and last.due_at <= as_of:
        return "open"
    return "done" if any(step.was_due_at and step.at >= step.was_due_at for step in steps) else ""


def _grade(steps: Iterable[Step]) -> str:
    grade = ""
    fresh = False
    for step in steps:
        if step.what == "answered":
            fresh = True
        elif step.what == "rated":
            grade = step.word if fresh or not grade else max(grade, step.word, key=_WORSE.index)
            fresh = False
    return grade
