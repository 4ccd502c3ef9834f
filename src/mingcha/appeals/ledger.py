"""
A list of the desk as a workbook that can be answered, and back: each row that was filled in is one operation with the
checks of the page. No petitioner is in it: what they wrote and who they are stays on the page of the appeal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, operations, queries
from mingcha.appeals.models import Appeal, Category, Task
from mingcha.appeals.queries import Asking
from mingcha.appeals.states import APPEAL, OUTCOMES, WAYS
from mingcha.audit import operations as audit
from mingcha.datasets import engine
from mingcha.engine.reading import Guard, call_guarded
from mingcha.engine.results.returned import Filled, read_returned
from mingcha.engine.results.sheets import BAD, INPUT, Styles, new_workbook, printed, put
from mingcha.engine.store.layout import spilling
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.org.language import say

MOST_ROWS = 100_000
_PORTION = 500
_GUARD = Guard(seconds=120)
#: Headings are the same in both languages: a ledger that went out in one comes back in the other.
NUMBER, STAMP = "编号 No.", "校验 Check"
OUTCOME, ANSWER, CATEGORY, REASON = "结果 Outcome", "答复 Answer", "转类别 To category", "转办理由 Why"
PROBLEM = "退回原因 Problem"
_SHOWN = (
    "事项 Matter",
    "村社区 Village",
    "类别 Category",
    "状态 State",
    "承办单位 Office",
    "到期 Due",
    "登记 Filed",
    "渠道 Way in",
)
INPUTS = (OUTCOME, ANSWER, CATEGORY, REASON)
HEAD = (NUMBER, STAMP, *_SHOWN, *INPUTS)


def export_list(*, asked: Asking, by: User, at: datetime) -> IO[bytes]:
    """
    The filtered list, open for reading; its file has no name any more. Written and recorded before a byte goes out.

    Denied without the list's permissions; Refused: `ledger.empty`, `ledger.too_many`.
    """
    accounts.check_any(by, *access.OPENING, at=at)
    found = queries.list_appeals(by, asked, at=at)
    rows = found.count()
    if not rows:
        raise Refused("ledger.empty", Message("清单是空的，没有可导出的。", "The list is empty."))
    if rows > MOST_ROWS:
        raise Refused(
            "ledger.too_many",
            Message(f"共{rows}件，一次最多导出{MOST_ROWS}件，请缩小范围。", f"{rows} rows; at most {MOST_ROWS}."),
        )
    with spilling(engine.layout()) as folder:
        path = folder / "ledger.xlsx"
        _write(path, _lines(found.iterator(_PORTION)))
        with transaction.atomic():
            audit.record("appeal.exported", by=by, at=at, detail={**asked.words(), "rows": rows})
        return path.open("rb")


def stamp(appeal: Appeal) -> str:
    """What changes when the appeal changes: a row that was filled in for another state is not taken."""
    told = f"{appeal.public_id}|{appeal.state}|{appeal.state_at.timestamp()}|{appeal.category_id}|{appeal.level}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _lines(found: Iterable[Appeal]) -> Iterator[tuple[str, ...]]:
    found = iter(found)
    while portion := list(islice(found, _PORTION)):
        clocks = queries.open_clocks(portion)
        leads = Task.objects.filter(appeal__in=[one.pk for one in portion], lead=True, until=None)
        offices = {one.appeal_id: str(one.post.office) for one in leads.select_related("post__office") if one.post}
        for one in portion:
            clock = clocks.get(one.public_id)
            yield (
                one.public_id,
                stamp(one),
                one.summary,
                str(one.place),
                str(one.category or ""),
                say(APPEAL.states[one.state]),
                offices.get(one.pk, ""),
                f"{clock.due_on:%Y-%m-%d}" if clock else "",
                f"{timezone.localtime(one.filed_at):%Y-%m-%d}",
                say(WAYS[one.way]),
            )


def _write(path: Path, lines: Iterable[Sequence[str]], problems: Sequence[str] = ()) -> None:
    head = (*HEAD, PROBLEM) if problems else HEAD
    with new_workbook(path, "诉求台账") as book:
        style, sheet = Styles(book), book.add_worksheet("诉求台账")
        printed(sheet, 0, "诉求台账")
        sheet.freeze_panes(1, 3)
        for column, name in enumerate(head):
            sheet.set_column(column, column, 36 if name in (_SHOWN[0], ANSWER, PROBLEM) else 14)
            put(sheet, 0, column, name, style(bold=True))
        shown, input_, bad = style(), style(bg_color=INPUT, text_wrap=True), style(bg_color=BAD, text_wrap=True)
        for row, line in enumerate(lines, 1):
            for column in range(len(head)):
                value = line[column] if column < len(line) else None
                is_input = len(HEAD) - len(INPUTS) <= column < len(HEAD)
                put(sheet, row, column, value, bad if problems else input_ if is_input else shown)


@dataclass(frozen=True)
class Returned:
    """How many rows were taken, and the others as a workbook with a reason for each; None: every row was taken."""

    taken: int
    refused: int
    marked: IO[bytes] | None


def read_back(*, path: Path, name: str, by: User, at: datetime) -> Returned:
    """
    Takes a ledger that was filled in. Good rows go on, each as an operation of its own; the others come back marked.

    Denied without APPEAL_HANDLE; Refused as by `read_returned`.
    """
    accounts.check(by, Permission.APPEAL_HANDLE, at=at)
    rows: list[Filled] = call_guarded(read_returned, path, (NUMBER, STAMP, *_SHOWN), INPUTS, subject=name, guard=_GUARD)
    taken, bad = 0, []
    for _number, cells in rows:
        try:
            _take(cells, by, at)
            taken += 1
        except MingchaError as error:
            bad.append((*(cells[column] for column in HEAD), say(error.message)))
    with transaction.atomic():
        audit.record("appeal.imported", by=by, at=at, detail={"recorded": taken, "problems": len(bad)})
    return Returned(taken, len(bad), _marked(bad) if bad else None)


def _marked(bad: Sequence[Sequence[str]]) -> IO[bytes]:
    with spilling(engine.layout()) as folder:
        path = folder / "marked.xlsx"
        _write(path, bad, [line[-1] for line in bad])
        return path.open("rb")


@transaction.atomic
def _take(cells: dict[str, str], by: User, at: datetime) -> None:
    """One row. Refused: `ledger.changed` when the appeal moved meanwhile, `ledger.both`, and as the operations do."""
    appeal = access.appeal_for(by, cells[NUMBER], at=at, lock=True)
    if stamp(appeal) != cells[STAMP]:
        text = Message(
            "导出以后这件诉求有变化，没有覆盖。请重新导出。", "It changed after the export; nothing was overwritten."
        )
        raise Refused("ledger.changed", text)
    if cells[CATEGORY]:
        if cells[OUTCOME] or cells[ANSWER]:
            raise Refused("ledger.both", Message("一行只能答复或转办其中一项。", "Either answer it or hand it over."))
        category = _category(cells[CATEGORY])
        operations.hand_over(public_id=appeal.public_id, category=category, reason=cells[REASON], by=by, at=at)
        return
    operations.answer_appeal(
        public_id=appeal.public_id, outcome=_outcome(cells[OUTCOME]), text=cells[ANSWER], by=by, at=at
    )


def _outcome(word: str) -> str:
    """The code of an outcome by its words in either language; what is none goes on and is refused there."""
    return next((code for code, said in OUTCOMES.items() if word in (code, *said)), word)


def _category(word: str) -> Category:
    for one in Category.objects.filter(closed_at=None):
        if word in (one.code, one.title_zh, one.title_en):
            return one
    raise Refused("category.unknown", Message(f"没有“{word}”这个类别。", f"There is no category “{word}”."))
