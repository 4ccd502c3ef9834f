"""Money, land, measures and counts: exact decimal arithmetic to integers, rounded half up, never float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from mingcha.engine.normalise.cells import Cell
from mingcha.engine.normalise.numerals import NUMERAL, chinese_integer
from mingcha.kernel.identifiers import FOLD

_EMPTY = frozenset(("", "-", "--", "—", "——", "/", "\\", "无", "不详", "N/A", "NA", "NULL", "NONE", "NAN", "#N/A"))
_PLAIN = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(\.[0-9]*)?(?:E-([0-9]{1,2}))?")
_MONEY_UNITS = {
    "": 0,
    "元": 0,
    "元整": 0,
    "圆": 0,
    "块": 0,
    "元正": 0,
    "万": 4,
    "万元": 4,
    "亿": 8,
    "亿元": 8,
    "千元": 3,
    "百万元": 6,
}
_CHINESE_MONEY = re.compile(rf"(?:([{NUMERAL}]+)[元圆])?(?:([{NUMERAL}])角)?零?(?:([{NUMERAL}])分)?[整正]?")
_LIMIT = 10**17
SQUARE_METRES_PER_MU = Decimal("666.67")
AREA_UNITS = {"": Decimal(1), "亩": Decimal(1), "平方米": 1 / SQUARE_METRES_PER_MU, "公顷": Decimal(15)}


def money_shift(unit: str) -> int:
    """The power of ten of a header's unit in 元: 万元 is 4. Of a rate such as 元/亩 the part before the bar counts."""
    return _MONEY_UNITS.get(unit.split("/")[0].strip(), 0)


def area_unit(unit: str) -> str:
    """亩, 平方米 or 公顷 for what a header says (㎡, m2, ha); 亩 where it says nothing."""
    word = unit.strip().lower()
    if word in ("平方米", "㎡", "m2", "m²", "平米", "平方"):
        return "平方米"
    return "公顷" if word in ("公顷", "ha", "hm2", "hm²") else "亩"


@lru_cache(maxsize=1 << 16)
def money(text: str, shift: int) -> Cell:
    """Fen. `shift` is the power of ten of the header's unit; a unit written in the cell itself goes before it."""
    word = re.sub(r"^(人民币|RMB|CNY|[¥￥$])", "", _folded(text))
    if word in _EMPTY:
        return Cell(None, "MISSING")
    chinese = _chinese_money(word)
    if chinese is not None:
        return _integer(chinese, 2, "BAD_MONEY")
    number, unit = _split(_parentheses(word))
    if number is None or unit not in _MONEY_UNITS:
        return Cell(None, "BAD_MONEY")
    return _integer(number.scaleb(_MONEY_UNITS[unit] if unit else shift), 2, "BAD_MONEY")


@lru_cache(maxsize=1 << 16)
def mu(text: str, unit: str) -> Cell:
    """Ten-thousandths of a mu from 亩, 平方米 or 公顷 (`unit` of the header; one in the cell goes before it)."""
    number, found = _split(_folded(text))
    if number is None:
        return _missing_or(text, "BAD_NUMBER")
    written = area_unit(found) if found else unit
    if found and found not in ("亩", "平方米", "公顷", "㎡", "m2", "M2", "平米"):
        return Cell(None, "BAD_NUMBER")
    value = number / SQUARE_METRES_PER_MU if written == "平方米" else number * AREA_UNITS[written]
    return _integer(value, 4, "BAD_NUMBER")


@lru_cache(maxsize=1 << 16)
def decimal(text: str, digits: int) -> Cell:
    """A measure as an integer of 10^-digits (4: measures, 6: coordinates). A unit behind the number is dropped."""
    number, unit = _split(_folded(text))
    if number is None or not re.fullmatch(r"[^0-9]{0,5}", unit):
        return _missing_or(text, "BAD_NUMBER")
    cell = _integer(number, digits, "BAD_NUMBER")
    return cell if digits != 6 or cell.value is None or abs(cell.value) <= 180 * 10**6 else Cell(None, "BAD_NUMBER")


@lru_cache(maxsize=1 << 16)
def count(text: str) -> Cell:
    """A whole number of 32 bits: `3人`, `3.0`, `三`."""
    word = _folded(text)
    number, unit = _split(word)
    chinese = chinese_integer(word.rstrip("人个户月次天名口"))
    if number is None and chinese is not None:
        number, unit = Decimal(chinese), ""
    if number is None or not re.fullmatch(r"[^0-9.,]{0,3}", unit):
        return _missing_or(text, "BAD_NUMBER")
    whole = number == number.to_integral_value() and abs(number) < 2**31
    return Cell(int(number)) if whole else Cell(None, "BAD_NUMBER")


def _folded(text: str) -> str:
    """Full width folded, blanks and quotes gone, minus signs unified, upper case."""
    return text.translate(FOLD).replace("−", "-").replace("﹣", "-").replace("，", ",").upper()


def _missing_or(text: str, reason: str) -> Cell:
    return Cell(None, "MISSING" if _folded(text) in _EMPTY else reason)


def _parentheses(word: str) -> str:
    """Accountants' negative: `(1,234.00)` is `-1,234.00`."""
    return "-" + word[1:-1] if len(word) > 2 and word[0] == "(" and word[-1] == ")" and word[1] != "-" else word


def _split(word: str) -> tuple[Decimal | None, str]:
    """The number a text begins with, and what stands behind it; None when it begins with no well-formed number."""
    sign = re.match(r"^([+-]?)[¥￥]?", word)
    word = (sign[1].replace("+", "") if sign else "") + word[sign.end() if sign else 0 :]
    head = re.match(r"-?[0-9.,]+(?:E-[0-9]{1,2})?", word)
    found = _PLAIN.fullmatch(head[0]) if head else None
    if head is None or found is None or not re.search(r"[0-9]", found[2] or found[3] or ""):
        return None, ""
    value = Decimal(f"{found[1]}{(found[2] or '0').replace(',', '')}{found[3] or ''}".rstrip("."))
    return value.scaleb(-int(found[4] or 0)), word[head.end() :]


def _chinese_money(word: str) -> Decimal | None:
    """Yuan written in numerals, with 角 and 分: 壹万贰仟叁佰元伍角整; bare 一千二百 too."""
    bare = chinese_integer(word)
    if bare is not None:
        return Decimal(bare)
    found = _CHINESE_MONEY.fullmatch(word)
    if found is None or not any(found.groups()):
        return None
    parts = [0 if group is None else chinese_integer(group) for group in found.groups()]
    if any(part is None for part in parts) or (parts[1] or 0) > 9 or (parts[2] or 0) > 9:
        return None
    return Decimal(parts[0] or 0) + Decimal(parts[1] or 0) / 10 + Decimal(parts[2] or 0) / 100


def _integer(number: Decimal, digits: int, reason: str) -> Cell:
    value = int(number.scaleb(digits).to_integral_value(ROUND_HALF_UP))
    return Cell(value) if abs(value) < _LIMIT else Cell(None, reason)
