"""Whether something may happen to an appeal now, whoever asks."""

from __future__ import annotations

from mingcha.accounts.models import User
from mingcha.appeals import access, receipts
from mingcha.appeals.fork import sign_of_allegation
from mingcha.appeals.models import Appeal, Category
from mingcha.kernel.errors import Denied, Refused
from mingcha.kernel.masking import holds_number_of_person
from mingcha.kernel.messages import Message

TEXT, SUMMARY, REASON = (5, 2_000), (4, 80), (4, 200)
SPOT, NAME, CONTACT = 80, 40, 60
MOST_EXTENSIONS, MOST_HAND_OVERS = 2, 2
FORK = Message(
    "您写的内容像是反映公职人员的违纪违法问题。为了保护您，这类问题不在公开渠道受理，这里也没有保存任何内容。",
    "What you wrote looks like a report of misconduct in office. To protect you it is not taken here, and nothing was "
    "kept.",
)


def check_text(field: str, text: str, limits: tuple[int, int]) -> str:
    """The text, trimmed. Refused: `appeal.<field>` by its length, `appeal.receipt` when it holds a receipt code."""
    given, (least, most) = text.strip(), limits
    if not least <= len(given) <= most:
        raise Refused(
            f"appeal.{field}",
            Message(f"请填写{least}到{most}个字。", f"Write between {least} and {most} characters."),
        )
    if receipts.has_code(given):
        raise Refused(
            "appeal.receipt",
            Message(
                "文字里有查询码。查询码只能您自己知道，请删去后再提交。",
                "The text holds a receipt code. Only you should know it: remove it first.",
            ),
        )
    return given


def check_neutral(field: str, text: str, limits: tuple[int, int]) -> str:
    """As above, and without numbers of people: Refused `appeal.identifier`."""
    given = check_text(field, text, limits)
    if holds_number_of_person(given):
        raise Refused(
            "appeal.identifier",
            Message("文字中含有证件、账号或电话号码，请删去。", "Remove numbers of people, cards and telephones."),
        )
    return given


def check_not_allegation(text: str) -> None:
    """Refused (`appeal.allegation`) when it looks like one: the caller shows the safe ways and keeps nothing."""
    if sign_of_allegation(text):
        raise Refused("appeal.allegation", FORK)


def check_not_party(appeal: Appeal, by: User) -> None:
    """Denied (`appeal.party`): whoever answers an appeal does not check, extend, sort or end it."""
    if access.is_party(by, appeal):
        raise Denied(
            "appeal.party",
            Message(
                "承办人员和承办单位不能核实、延期、改类或办结自己承办的诉求。请由上级监督人员办理。",
                "Whoever answers an appeal cannot check, extend, recategorise or end it. It needs a supervisor above.",
            ),
        )


def check_open_category(category: Category) -> None:
    """Refused (`category.closed`)."""
    if category.closed_at is not None:
        raise Refused("category.closed", Message("该类别已停用，请选择其他类别。", "This category is closed."))


def check_extensions(appeal: Appeal) -> None:
    """Refused (`appeal.extended`) after the second."""
    if appeal.extensions >= MOST_EXTENSIONS:
        raise Refused(
            "appeal.extended",
            Message("最多延期两次，不能再延。", "It was extended twice; there is no third time."),
        )


def check_hand_overs(count: int) -> None:
    """Refused (`appeal.passed_round`): after two times the supervisor decides."""
    if count >= MOST_HAND_OVERS:
        raise Refused(
            "appeal.passed_round",
            Message(
                "这件诉求已转手两次，不能再自行转出。请由监督人员指定承办单位。",
                "It was handed over twice already. A supervisor decides who answers.",
            ),
        )
