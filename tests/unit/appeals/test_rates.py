"""The rates against somebody who counts them in the plainest way, over random lives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from mingcha.appeals.lives import Line, Step, digest_of, line_of
from mingcha.appeals.rates import COUNTS, PART_OF, RATES, Figures, figures_of, grouped, spread

START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
AS_OF = datetime.fromisoformat("2026-04-16T00:00:00+08:00")
HOUR = timedelta(hours=1)


def days(first: date, last: date) -> int:
    """Every day is a workday here: the calendar has its own tests."""
    return (last - first).days


def step(what: str, at: datetime, **known: object) -> Step:
    given_ = {"word": "", "human": True, "area_code": "430421103201", "category": "road", "way": "web", "office_id": 1}
    return Step(what=what, at=at, **{"was_due_at": None, "due_at": None, **given_, **known})  # type: ignore[arg-type]


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """A way that an appeal can take, with times that are kept or not."""
    at, steps = START + draw(st.integers(0, 700)) * HOUR, []
    due = at + 12 * HOUR
    steps.append(step("filed", at, due_at=due, human=draw(st.booleans())))
    if draw(st.booleans()):
        at += draw(st.integers(1, 24)) * HOUR
        what = draw(st.sampled_from(["declined", "accepted", "accepted", "accepted", "merged", "led_away"]))
        was, due_next = due, at + 168 * HOUR
        if what in ("merged", "led_away"):
            steps.append(step(what, at))
        else:
            steps.append(step(what, at, was_due_at=was, due_at=due_next if what == "accepted" else None, office_id=2))
        due = due_next
        while what in ("accepted", "checked", "reopened") and draw(st.booleans()):
            at, steps, what, due = _round(draw, at, steps, due)
    return steps


def _round(
    draw: st.DrawFn, at: datetime, steps: list[Step], due: datetime
) -> tuple[datetime, list[Step], str, datetime]:
    if draw(st.booleans()):
        due += 24 * HOUR
        steps.append(step("extended", at, due_at=due, office_id=2))
    at += draw(st.integers(1, 300)) * HOUR
    steps.append(
        step("answered", at, word=draw(st.sampled_from(["solved", "infeasible"])), was_due_at=due, office_id=2)
    )
    at += HOUR
    if draw(st.booleans()):
        return at, steps, "stop", due
    if draw(st.booleans()):
        due = at + 72 * HOUR
        steps.append(step("checked", at, word="no", due_at=due, office_id=2))
        return at, steps, "checked", due
    steps.append(step("checked", at, word="yes", office_id=2))
    grade = draw(st.sampled_from(["", "satisfied", "basically", "unsatisfied"]))
    if grade:
        steps.append(step("rated", at + HOUR, word=grade, human=False, office_id=2))
    if grade == "unsatisfied":
        due = at + 72 * HOUR
        steps.append(step("reopened", at + HOUR, human=False, due_at=due, office_id=2))
        return at + HOUR, steps, "reopened", due
    return at, steps, "stop", due


def counted_plainly(everybody: list[list[Step]]) -> dict[str, int]:
    """The same numbers, each from its own sentence in the documentation."""
    seen = [[s for s in life if s.at < AS_OF] for life in everybody]
    seen = [life for life in seen if life and "led_away" not in [s.what for s in life]]
    n = dict.fromkeys(COUNTS, 0)
    for life in seen:
        words = [s.what for s in life]
        merged, declined = "merged" in words, "declined" in words
        last_check = [s for s in life if s.what == "checked"][-1:]
        again = [i for i, s in enumerate(life) if s.what == "reopened"][-1:]
        at_check = [i for i, s in enumerate(life) if s.what == "checked"][-1:]
        stands = bool(last_check) and last_check[0].word == "yes" and (not again or again[0] < at_check[0])
        outcome = [s for s in life[: at_check[0]] if s.what == "answered"][-1].word if at_check else ""
        ended = merged or declined or stands
        runs = life[-1].due_at
        open_late = runs is not None and runs <= AS_OF
        late = open_late or any(s.was_due_at is not None and s.at >= s.was_due_at for s in life)
        taken = [s for s in life if s.what in ("accepted", "declined", "answered") and s.human]
        rateable = any(s.what == "checked" and s.word == "yes" for s in life)
        rated = [s.word for s in life if s.what == "rated"]
        moved = len({s.office_id for s in life}) > 1
        for code, holds in {
            "received": True, "direct": not moved, "passed_on": moved, "ended": ended, "open": not ended,
            "overdue": late, "overdue_ended": late and ended, "overdue_open": late and not ended,
            "asked": not merged, "responded": bool(taken) and taken[0].at < life[0].due_at and not merged,  # type: ignore[operator]
            "to_solve": not merged and not declined, "solved": stands and outcome == "solved",
            "explained": stands and outcome == "infeasible", "declined": declined, "rateable": rateable,
            "rated": bool(rated), "unrated": rateable and not rated,
            "satisfied": rated[-1:] in (["satisfied"], ["basically"]), "extended": "extended" in words,
            "merged": merged, "handed_over": False, "climbed": False,
            "repeated": "reopened" in words or any(s.what == "checked" and s.word == "no" for s in life),
        }.items():  # fmt: skip
            n[code] += holds
    return n


def lines(everybody: list[list[Step]]) -> list[Line]:
    found = (line_of(f"{n:016x}", life, days, as_of=AS_OF) for n, life in enumerate(everybody))
    return [line for line in found if line is not None]


@given(st.lists(lives(), max_size=12))
def test_the_counts_are_those_of_somebody_who_counts_plainly(everybody: list[list[Step]]) -> None:
    figures = figures_of(lines(everybody))
    assert figures.counts == counted_plainly(everybody)
    for code, (_, above, below) in RATES.items():
        whole = figures.counts[below]
        assert figures.rate(code) == (Fraction(figures.counts[above], whole) if whole else None)


@given(st.lists(lives(), max_size=12))
def test_every_part_is_within_its_whole_and_the_groups_add_up(everybody: list[list[Step]]) -> None:
    found = lines(everybody)
    total = figures_of(found).counts
    for part, whole in PART_OF.items():
        assert 0 <= total[part] <= total[whole]
    groups = grouped(found, lambda line: line.office_id)
    for code in COUNTS:
        assert sum(one.counts[code] for one in groups.values()) == total[code]


@given(st.lists(lives(), max_size=8), st.randoms())
def test_the_digest_knows_no_order_and_every_change(everybody: list[list[Step]], chance: object) -> None:
    found = lines(everybody)
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_of(shuffled) == digest_of(found)
    if found:
        assert digest_of(found[1:]) != digest_of(found)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_the_middle_and_the_ninth_tenth(values: list[int]) -> None:
    ordered = sorted(values)
    found = spread(ordered)
    assert found.median == Fraction(median(ordered))
    assert found.p90 is not None
    assert sum(value <= found.p90 for value in ordered) * 10 >= 9 * len(ordered)
    assert sum(value < found.p90 for value in ordered) * 10 < 9 * len(ordered)


def test_nothing_is_divided_by_nothing() -> None:
    empty = figures_of([])
    assert isinstance(empty, Figures)
    assert all(empty.rate(code) is None for code in RATES)
    assert empty.days.median is None


def test_a_machine_answers_nobody_and_the_moment_of_the_end_is_late() -> None:
    filed = step("filed", START, due_at=START + 12 * HOUR)
    robot = step("answered", START + HOUR, human=False, word="solved", was_due_at=START + 12 * HOUR)
    line = line_of("1", [filed, robot], days, as_of=AS_OF)
    assert line is not None
    assert (line.answer_seconds, line.responded) == (None, "")
    sharp = step("accepted", START + 12 * HOUR, was_due_at=START + 12 * HOUR)
    line = line_of("1", [filed, sharp], days, as_of=AS_OF)
    assert line is not None
    assert (line.responded, line.late) == ("late", "done")
