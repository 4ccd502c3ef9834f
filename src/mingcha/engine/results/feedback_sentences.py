"""What is said about rows of a returned workbook that cannot be taken."""

from __future__ import annotations

from mingcha.engine.results.wording import OUTCOMES
from mingcha.kernel.messages import Message

ADDED = Message(
    "这一行是后加的，没有对应的疑点，未计入。如需补充情况，请写在原行的“核查说明”里。",
    "This row was added and belongs to no finding; not counted. Write additions into the note of the row they concern.",
)
BROKEN_SEAL = Message(
    "“对象”或隐藏列与生成时不一致（可能只对部分列排了序，或改动了隐藏列），不能确定结论属于哪一条疑点，未计入。"
    "请从原始工作簿把这一行重新填写。",
    "The subject or the hidden columns are not as they were written (perhaps only some columns were sorted, or hidden "
    "ones edited), so it is unsure which finding this answers; not counted. Fill this row in again in the original.",
)
NO_OUTCOME = Message(
    "写了说明、核查人或日期，但没有选择“核查结论”，未计入。请补选结论。",
    "There is a note, a name or a date but no verdict; not counted. Please choose a verdict.",
)
CONTRADICTION = Message(
    "同一条疑点在本工作簿中有不同的结论，均未计入。请只保留一个结论。",
    "The same finding has different verdicts in this workbook; none is counted. Keep only one.",
)


def unknown_outcome(word: str) -> Message:
    """The verdict is not one of the six."""
    zh = "、".join(o.zh for o in OUTCOMES.values())
    en = ", ".join(o.en for o in OUTCOMES.values())
    shown = word[:40]
    return Message(
        f"核查结论“{shown}”不在六种结论之内，未计入。请从下拉列表选择：{zh}。",
        f"The verdict “{shown}” is none of the six; not counted. Choose one of: {en}.",
    )


def bad_day(text: str) -> Message:
    """The day cannot be read."""
    return Message(
        f"核查日期“{text[:40]}”无法识别，未计入。请写成 2021-03-15 的形式。",
        f"The day “{text[:40]}” cannot be read; not counted. Write it like 2021-03-15.",
    )


def unreadable(name: str) -> Message:
    """The file is no workbook."""
    return Message(
        f"“{name}”无法作为 xlsx 工作簿打开。请确认文件完整、没有密码，并且是由本系统生成的疑点清单。",
        f"{name} cannot be opened as an xlsx workbook. Check that it is whole, has no password, and is a findings "
        "workbook made by this system.",
    )


def not_findings(name: str) -> Message:
    """A workbook, but not ours."""
    return Message(
        f"“{name}”里没有找到疑点清单的表头（核查结论和隐藏的标识列）。"
        "请使用本系统生成的 findings.xlsx，不要复制到新表。",
        f"{name} has no sheet with the header of a findings workbook (verdict and hidden key columns). Use the "
        "findings.xlsx this system wrote, not a copy pasted into a new sheet.",
    )
