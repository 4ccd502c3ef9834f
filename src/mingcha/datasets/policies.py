"""Whether something may happen now, whoever asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from mingcha.accounts.models import User
from mingcha.datasets.models import Purpose, Upload
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def check_datasets(names: Collection[str], known: Collection[str]) -> None:
    """A purpose names at least one dataset, and only known ones."""
    if not names or set(names) - set(known):
        raise Refused(
            "purpose.datasets",
            Message("请至少选择一类数据，且只能从列表中选择。", "Choose at least one dataset from the list."),
        )


def check_not_past(until: date, today: date) -> None:
    """The last day of a purpose lies ahead."""
    if until < today:
        raise Refused(
            "purpose.past",
            Message("有效期已过。请填写今天或以后的日期。", "That day has passed. Give today or a later day."),
        )


def check_other_person(proposer_id: int, by: User) -> None:
    """Nobody approves what they proposed themselves."""
    if proposer_id == by.pk:
        raise Refused(
            "purpose.self",
            Message(
                "不能批准自己提出的使用目的。请由另一位有批准权限的人办理。",
                "Nobody approves a purpose of their own. Ask another person who may approve.",
            ),
        )


def check_running(purpose: Purpose, today: date) -> None:
    """The purpose is approved and has not run out."""
    if purpose.state != "approved" or purpose.valid_until < today:
        raise Refused(
            "purpose.not_running",
            Message(
                f"使用目的“{purpose.title}”未获批准、已到期或已结束，不能再使用数据。",
                f"The purpose “{purpose.title}” is not approved, has run out or has ended: its data cannot be used.",
            ),
        )


def check_not_twice(earlier: Upload | None) -> None:
    """The same content was not handed in before for the same purpose by the same office."""
    if earlier is not None:
        day = f"{earlier.uploaded_at:%Y-%m-%d}"
        raise Refused(
            "upload.twice",
            Message(
                f"这份文件与{day}报送的“{earlier.name}”内容完全相同，未重复接收。如确需更换，请先撤回原文件。",
                f"This file has exactly the content of “{earlier.name}” of {day}; it was not taken twice. Withdraw the "
                "earlier one first if it is to be replaced.",
            ),
        )


def check_can_release(upload: Upload, by: User, today: date) -> None:
    """Released by a second person: neither who handed it in, nor who confirmed it; for a purpose that still runs."""
    check_running(upload.purpose, today)
    if by.pk in (upload.uploaded_by_id, upload.confirmed_by_id):
        raise Refused(
            "upload.self",
            Message(
                "报送或确认过这份文件的人不能放行它。请由另一位有放行权限的人办理。",
                "Who handed in or confirmed a file cannot release it. Ask another person who may release.",
            ),
        )
    if outside := set(upload.datasets) - set(upload.purpose.datasets):
        raise Refused(
            "upload.outside",
            Message(
                f"文件含有使用目的之外的数据（{'、'.join(sorted(outside))}），不能放行。请在列对应页面跳过该表。",
                f"The file holds data outside the purpose ({', '.join(sorted(outside))}). Skip that table first.",
            ),
        )


def check_not_released(upload: Upload) -> None:
    """A department takes back only what nobody relies on yet."""
    if upload.state == "released":
        raise Refused(
            "upload.in_use",
            Message(
                "文件已放行使用，不能自行撤回。请联系纪委监委数据复核人员。",
                "The file has been released. Ask the commission's data releaser to withdraw it.",
            ),
        )


def check_reason(reason: str, most: int = 200) -> str:
    """The reason, trimmed; it is kept and read later, so it must say something."""
    given = reason.strip()
    if len(given) < 4 or len(given) > most:
        raise Refused(
            "reason.missing",
            Message(f"请写明理由（4至{most}字）。", f"Give the reason in 4 to {most} characters."),
        )
    return given
