"""How plain values are shown to people who need not see them whole: enough to recognise, not enough to use."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Surnames of two characters that are common enough to matter (hundred family surnames and the 2020 name report).
COMPOUND_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 南宫 端木 独孤 轩辕 长孙 宇文 闻人 申屠 太史 钟离 "
    "赫连 澹台 西门 百里 呼延 东郭 公羊 淳于 单于 万俟 拓跋 公冶 濮阳 宗政 仲孙 鲜于 闾丘 司空 亓官 颛孙 子车".split()
)


#: Numbers of people in a text: identity, card, mobile telephone. Masked ones are none.
_NUMBER_OF_PERSON = re.compile(r"\d{15,}|\d{17}[Xx]|(?<!\d)1[3-9]\d{9}(?!\d)")


def holds_number_of_person(text: str) -> bool:
    """Whether a text that others read holds an identity, card or mobile number in clear."""
    return _NUMBER_OF_PERSON.search(text) is not None


def mask_person_id(value: str) -> str:
    """First and last four characters kept: `4304**********1234`."""
    return _middle(value, 4, 4)


def mask_uscc(value: str) -> str:
    """First two (kind of body) and last four characters kept."""
    return _middle(value, 2, 4)


def mask_party_id(value: str) -> str:
    """A person or a company; masked as a person, which hides more of the place."""
    return mask_person_id(value)


def mask_account(value: str) -> str:
    """Last four digits kept."""
    return _middle(value, 0, 4)


def mask_phone(value: str) -> str:
    """First three and last two digits kept."""
    return _middle(value, 3, 2)


def mask_plate(value: str) -> str:
    """Province and office letter, and the last two characters kept: `湘D***U3`."""
    return _middle(value, 2, 2)


def mask_ref(value: str) -> str:
    """Document and object numbers name no person; shown whole."""
    return value


def mask_name(value: str) -> str:
    """The surname kept, two characters for compound ones: `张*`, `欧阳**`."""
    kept = 2 if value[:2] in COMPOUND_SURNAMES and len(value) > 2 else 1
    return value[:kept] + "*" * max(len(value) - kept, 1) if value else ""


def mask_address(value: str) -> str:
    """Down to the village or street, the house number hidden: `湖南省衡阳市衡阳县金兰镇甘溪村***`."""
    found = list(re.finditer(r"(?:村委会|居委会|社区|村|街道|路|街|镇|乡)", value))
    if not found:
        return _middle(value, min(6, len(value) // 2), 0)
    village = [m for m in found if "村" in m[0] or "社区" in m[0] or "居" in m[0]]
    end = (village[0] if village else found[-1]).end()
    return value[:end] + ("***" if end < len(value) else "")


def _middle(value: str, head: int, tail: int) -> str:
    """`value` with all but its ends starred; a value too short to hide anything is starred entirely."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + (value[-tail:] if tail else "")


#: Spec type → how its values are masked. Types not listed are shown whole.
MASKS: dict[str, Callable[[str], str]] = {
    "person_id": mask_person_id,
    "uscc": mask_uscc,
    "party_id": mask_party_id,
    "account": mask_account,
    "phone": mask_phone,
    "plate": mask_plate,
    "ref": mask_ref,
    "name": mask_name,
    "address": mask_address,
}
