"""What the values of a column look like: shares of identifiers, dates, numbers, names among its filled cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ID18 = re.compile(r"^\d{17}[\dXx]$")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = re.compile(r"^[0-9A-HJ-NP-RT-UW-Y]{18}$")
_PLATE = re.compile(r"^[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}$")
_DATE = re.compile(r"^(?:1[89]|20)\d{2}(?:[-./年])?\d{1,2}(?:[-./月])?\d{1,2}日?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?$")
_DATED = re.compile(r"^(?:1[89]|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}")
_MONTH = re.compile(r"^(?:(?:19|20)\d{2})(?:[-./年](?:1[0-2]|0?[1-9])|0[1-9]|1[0-2])月?(?:份)?$")
_PERIOD = re.compile(r"^(?:19|20)\d{2}(?:年|年度)?(?:[Qq][1-4]|第?[一二三四1-4]季度|[上下]半年|[春秋]季?(?:学期)?)?$")
_NUMBER = re.compile(r"^[¥￥$]?-?\d{1,3}(?:,?\d{3})*(?:\.\d+)?元?$|^-?\d+(?:\.\d+)?$")
_NAME = re.compile(r"^[\u3400-\u9fff][\u3400-\u9fff·]{1,7}$")
_PHONE = re.compile(r"^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8})$")
_ACCOUNT = re.compile(r"^\d{12,23}$|^\d(?:\.\d+)?E\+\d+$")
_AREA = re.compile(r"^[1-9]\d{5}(?:\d{3}){0,2}$")
_CLEAN = re.compile(r"[\s'\"`\u200b-\u200f\u2060\ufeff]+")


def clean(text: str) -> str:
    """A value without width differences, blanks and quotes."""
    return _CLEAN.sub("", unicodedata.normalize("NFKC", text))


def is_person_id(text: str) -> bool:
    """18 characters with a right check digit, or 15 digits with a possible month."""
    if _ID18.match(text):
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
        return "10X98765432"[total % 11] == text[17].upper()
    return len(text) == 15 and text.isdigit() and "01" <= text[8:10] <= "12"


def is_uscc(text: str) -> bool:
    """The shape of a credit code: 18 characters of its alphabet, and not a person's number."""
    return bool(_USCC.match(text.upper())) and not is_person_id(text)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and len(text) < 15


def _is_serial(text: str) -> bool:
    return text.isdigit() and len(text) == 5 and "20000" <= text <= "60000"


def _is_date(text: str) -> bool:
    return bool(_DATE.match(text)) or _is_serial(text)


def _is_month(text: str) -> bool:
    return bool(_MONTH.match(text))


_TESTS: dict[str, Callable[[str], bool]] = {
    "person_id": is_person_id,
    "uscc": is_uscc,
    "party_id": lambda text: is_person_id(text) or is_uscc(text),
    "plate": lambda text: bool(_PLATE.match(text.upper().replace("-", "").replace("·", ""))),
    "date": _is_date,
    "datetime": _is_date,
    "month": _is_month,
    "dated": lambda text: bool(_DATED.match(text)),
    "period": lambda text: _is_month(text) or bool(_PERIOD.match(text)),
    "year": lambda text: (
        (text.isdigit() and "1950" <= text[:4] <= "2099" and len(text) == 4) or text[4:] in {"年", "年度"}
    ),
    "money": _is_number,
    "mu": _is_number,
    "decimal": _is_number,
    "coord": _is_number,
    "int": lambda text: _is_number(text) and len(text) < 8,
    "name": lambda text: bool(_NAME.match(text)),
    "phone": lambda text: bool(_PHONE.match(text)),
    "account": lambda text: bool(_ACCOUNT.match(text)),
    "area": lambda text: bool(_AREA.match(text)),
    "bool": lambda text: text in {"是", "否", "有", "无", "Y", "N", "y", "n", "0", "1", "true", "false", "√", "×"},
    "words": lambda text: any("\u3400" <= char <= "\u9fff" for char in text),
}
#: Types whose values are so peculiar that a column is recognised by them alone.
TELLING = frozenset({"person_id", "uscc", "plate"})
#: Types → kinds of value that prove a column to be none of theirs.
_NEVER = {
    "person_id": ("name", "plate", "dated"), "party_id": ("name", "plate", "dated"), "uscc": ("name", "plate", "dated"),
    "name": ("person_id", "uscc", "plate", "dated", "money"), "plate": ("person_id", "name", "dated"),
    **dict.fromkeys(("money", "mu", "decimal", "coord"), ("person_id", "uscc", "plate", "name", "dated")),
    "int": ("person_id", "uscc", "plate", "name", "dated", "month"),
    **dict.fromkeys(("date", "datetime", "month", "year", "period"), ("person_id", "uscc", "plate", "name")),
    "account": ("name", "dated", "plate"), "phone": ("name", "dated", "plate", "person_id"),
    "text": ("person_id",), "enum": ("person_id",), "relation": ("person_id",), "area": ("person_id", "dated"),
}  # fmt: skip
#: Types whose values have no shape of their own.
SHAPELESS = frozenset({"text", "ref", "enum", "relation"})


@dataclass(frozen=True)
class Looks:
    """Shares (0..1) of the filled cells that look like each type; `filled` is how many cells were seen."""

    filled: int
    shares: dict[str, float]
    values: tuple[str, ...] = ()

    def fit(self, kind: str, words: Sequence[str] = ()) -> float | None:
        """How well the values suit a column of type `kind` (0..1); None when there is nothing to judge by."""
        if self.filled == 0:
            return None
        if kind == "enum" and words:
            return self._named(words)
        if kind in SHAPELESS:
            return self._shapeless(kind)
        share = self.shares.get(kind, 0.0)
        return max(share, 0.7 * self.shares["dated"]) if kind in ("month", "period", "year") else share

    def contradicts(self, kind: str) -> bool:
        """Whether the values, whatever the header says, cannot be of type `kind`; damaged ones still may."""
        if self.filled < 3:
            return False
        return any(self.shares.get(other, 0.0) >= 0.8 for other in _NEVER.get(kind, ()))

    def _named(self, words: Sequence[str]) -> float | None:
        hits = sum(any(word in value for word in words) for value in self.values)
        return hits / len(self.values) if self.values else None

    def _shapeless(self, kind: str) -> float | None:
        peculiar = max(self.shares[name] for name in ("person_id", "uscc", "plate"))
        if peculiar > 0.5:
            return 0.1 if kind != "ref" else 0.3
        return None


def look(cells: Sequence[str]) -> Looks:
    """Judges the cells of one column."""
    values = [value for value in map(clean, cells) if value]
    if not values:
        return Looks(0, {})
    shares = {kind: sum(map(test, values)) / len(values) for kind, test in _TESTS.items()}
    return Looks(len(values), shares, tuple(dict.fromkeys(values))[:60])
