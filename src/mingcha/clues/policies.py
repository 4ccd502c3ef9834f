"""Whether something may happen to a clue now, whoever asks."""

from __future__ import annotations

from mingcha.accounts.access import Scope
from mingcha.accounts.models import User
from mingcha.clues.models import Clue
from mingcha.clues.states import LEVELS
from mingcha.kernel.errors import Refused
from mingcha.kernel.masking import holds_number_of_person
from mingcha.kernel.messages import Message
from mingcha.org.queries import offices_above

TITLE, SUMMARY, REASON = (4, 80), (10, 2_000), (4, 500)
CONFLICT = Message(
    "回避检查未通过，不能在本平台提出。请按程序书面报上一级纪检监察机关。",
    "The conflict check did not pass; it cannot be proposed here. Report it on paper to the commission above.",
)


def check_text(field: str, text: str, limits: tuple[int, int]) -> str:
    """The text, trimmed. Refused: `clue.<field>` by its length, `clue.identifier` when it holds a person's number."""
    given, (least, most) = text.strip(), limits
    if not least <= len(given) <= most:
        raise Refused(
            f"clue.{field}",
            Message(f"请填写{least}到{most}个字。", f"Write between {least} and {most} characters."),
        )
    if holds_number_of_person(given):
        raise Refused(
            "clue.identifier",
            Message(
                "文字中含有证件、账号或电话号码。请删去：线索用中性文字表述，号码留在密封的数据里。",
                "The text holds a number of a person, card or telephone. Remove it: such numbers stay in sealed data.",
            ),
        )
    return given


def check_level(level: str) -> str:
    """One of the three levels."""
    if level not in LEVELS:
        raise Refused("clue.level", Message("请选择知悉范围。", "Choose who shall know of it."))
    return level


def check_other_person(clue: Clue, by: User) -> None:
    """The second signature is another person's."""
    if clue.proposed_by_id == by.pk:
        raise Refused(
            "clue.self",
            Message(
                "不能审定自己提出的线索。请由另一位有审定权限的人办理。",
                "Nobody decides on a proposal of their own. Ask another person who may decide.",
            ),
        )


def check_not_subordinate(clue: Clue, by: User, scope: Scope) -> None:
    """The second signature reaches as far as the first, and its office is not below that of the first."""
    proposer = clue.proposed_by.office_id
    below = by.office is not None and proposer is not None and proposer in offices_above(by.office)
    if below or not scope.holds(clue.signed_over):
        raise Refused(
            "clue.subordinate",
            Message(
                "下级不能审定上级提出的线索。请由同级或上级有审定权限的人办理。",
                "Nobody decides on a proposal from above them. It needs a person of the same level or a higher one.",
            ),
        )


def check_owner(fit: bool) -> None:
    """Who is to own the clue may. The reason is not told: it could be about somebody else's kin."""
    if not fit:
        raise Refused(
            "clue.owner",
            Message("此人不能承办这条线索。请选择其他人。", "This person cannot own this clue. Choose another."),
        )
