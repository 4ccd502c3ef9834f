"""
Identifiers of people, companies, vehicles and accounts: what a cell means, one cell at a time.

These functions are the reference. Vector paths elsewhere must agree with them cell by cell; nothing here ever guesses:
a damaged identifier has a reason and no value. Sources: GB 11643-1999 (resident id), GB 32100-2015 (unified social
credit code), GB 11714-1997 (organisation code), GS 15-2006 (old registration number), GA 36-2018 (plates).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from operator import mul
from typing import NamedTuple

PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PERSON_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
FIRST_YEAR, LAST_YEAR = 1850, 2100
#: First two digits of an area code (GB/T 2260), with Taiwan, Hong Kong, Macao and the residence permits of 2018.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
PLACEHOLDERS = frozenset(
    "无 空 暂无 没有 不详 未知 不明 无证 无号 无身份证 未办 未办理 遗失 待补 待查 缺 / // \\ . 。 、 *".split()
    + "N/A NA #N/A NULL NONE NAN".split()
)

_BLANK_CLASSES = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf"))
_BLANKS = [c for c in range(0x10000) if unicodedata.category(chr(c)) in _BLANK_CLASSES] + [0x2800, 0x3164, 0xFFA0]
_QUOTES = [ord(c) for c in "'\"`´‘’“”′″„‚«»ʹʼ"]
_HYPHENS = [ord(c) for c in "-‐‑‒–—―−﹣"]
#: Full-width ASCII to ASCII, every blank (zero-width, tab, no-break …) and quote to nothing.
FOLD: dict[int, int | None] = {
    **{c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_BLANKS + _QUOTES + [0xFF02, 0xFF07, 0xFF40]),
}
_FOLD_ID: dict[int, int | None] = {**FOLD, **dict.fromkeys(_HYPHENS + [0xFF0D])}
_FOLD_PLATE: dict[int, int | None] = {**_FOLD_ID, **dict.fromkeys(ord(c) for c in "·•‧・∙⋅．.●_*")}
EDGE_BLANKS = "".join(map(chr, _BLANKS))
EDGE_MARKS = EDGE_BLANKS + "".join(map(chr, _QUOTES)) + "＂＇｀"

_SCIENTIFIC = re.compile(r"[+]?[0-9]+(\.[0-9]*)?([E]\+?|[X×*]10\^?)[0-9]{1,2}")
_DECIMAL_TAIL = re.compile(r"([0-9]{6,})\.0+")
_PROVINCE_CHARS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CREDIT = re.compile(f"[{CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")
_PLATE = re.compile(
    rf"[{_PROVINCE_CHARS}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳领]"  # ordinary
    rf"|[{_PROVINCE_CHARS}][A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]{{5}}|[0-9]{{5}}[A-HJK])"  # new energy: small, large
    rf"|[{_PROVINCE_CHARS}][0-9]{{2}}[A-Z0-9]{{5}}"  # tractors and farm machines
    rf"|WJ[{_PROVINCE_CHARS}]?[0-9]{{4}}[A-Z0-9]|[A-Z]{{2}}[0-9]{{5}}"  # armed police, army
)


class Identified(NamedTuple):
    """What a cell was read as: `text` normalised or None with a `reason`; `hint` is a *possible* value, never used."""

    text: str | None
    reason: str = ""
    hint: str = ""
    kind: str = ""


def person_id(text: str) -> Identified:
    """The 18-character resident id in `text`, 15 digits upgraded; else MISSING_ID, EXCEL_SCI, BAD_CHECK and so on."""
    word, reason = _identifier(text)
    if reason:
        return Identified(None, reason)
    if re.fullmatch(r"[0-9]{17}[0-9X]", word):
        return _person_18(word)
    if re.fullmatch(r"[0-9]{15}", word):
        return _person_15(word)
    return Identified(None, _shape(word))


def credit_code(text: str) -> Identified:
    """The unified social credit code in `text`, or a sole trader's old 15-digit registration number."""
    word, reason = _identifier(text)
    if reason:
        return Identified(None, reason)
    if _CREDIT.fullmatch(word):
        return _credit_18(word)
    if re.fullmatch(r"[0-9]{15}", word):
        return _registration_15(word)
    return Identified(None, "BAD_CHARS" if len(word) == 18 else _shape(word))


def party_id(text: str) -> Identified:
    """
    A person or a company: resident id first, else credit code. `kind` says which.

    One in ten old resident ids passes the check of an old registration number too: then it is a person, for one in
    thirty registration numbers only holds a day of birth, and such a person matches nobody. A credit code of digits
    only must hold a valid organisation code and no day of birth, nor one with a wrong digit behind a province, lest a
    damaged resident id pass for a company.
    """
    person = person_id(text)
    if person.text is not None:
        return person
    company = credit_code(text)
    if company.text is not None and not _maybe_damaged_person(company.text):
        return company
    return (
        company
        if company.text is None and person.reason == "BAD_CHARS" and re.search(r"[A-WYZ]", _plain(text))
        else person
    )


def plate(text: str) -> Identified:
    """A plate number without separators, upper case: `湘D·d40u3` is `湘DD40U3`; else MISSING_ID or BAD_PLATE."""
    word = text.translate(_FOLD_PLATE).upper()
    if not word or word in PLACEHOLDERS:
        return Identified(None, "MISSING_ID")
    return Identified(word) if _PLATE.fullmatch(word) else Identified(None, "BAD_PLATE")


def account(text: str) -> Identified:
    """
    A bank account or card as digits; ACCOUNT_SCI and ACCOUNT_TRUNC (digits lost after the 15th) have no value.

    A genuine account may end in 0000, one in ten thousand does. No check digit saves it: a damaged card number passes
    the one of its kind in one case of ten, so what looks damaged is never compared.
    """
    word = _plain(text)
    if not word or word in PLACEHOLDERS or not word.strip("0"):
        return Identified(None, "MISSING_ID")
    if _SCIENTIFIC.fullmatch(word):
        return Identified(None, "ACCOUNT_SCI")
    if not re.fullmatch(r"[0-9]{6,32}", word):
        return Identified(None, "BAD_ACCOUNT")
    return Identified(None, "ACCOUNT_TRUNC") if len(word) >= 18 and not word[15:].strip("0") else Identified(word)


def phone(text: str) -> Identified:
    """A telephone number as digits without the country code; else MISSING_ID or BAD_PHONE."""
    word = re.sub(r"[()]", "", _plain(text))
    if not word or word in PLACEHOLDERS or not word.strip("0"):
        return Identified(None, "MISSING_ID")
    word = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", word)
    return Identified(word) if re.fullmatch(r"1[0-9]{10}|0?[0-9]{7,11}", word) else Identified(None, "BAD_PHONE")


def person_check(first17: str) -> str:
    """The check character of 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(map(mul, PERSON_WEIGHTS, first17.encode("ascii"))) - ord("0") * 100  # the weights add up to 100
    return PERSON_CHECKS[total % 11]


def credit_check(first17: str) -> str:
    """The check character of the first 17 characters of a credit code (GB 32100)."""
    total = sum(w * CREDIT_ALPHABET.index(c) for w, c in zip(CREDIT_WEIGHTS, first17, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def organisation_check(first8: str) -> str:
    """The check character of an organisation code (GB 11714), characters 9–17 of a credit code. Informative only."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(w * int(c, 36) for w, c in zip(weights, first8, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def registration_check(first14: str) -> str:
    """The last digit of an old 15-digit registration number (GS 15-2006, ISO 7064 MOD 11,10)."""
    product = 10
    for digit in first14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def birth_date(digits8: str) -> datetime.date | None:
    """The date YYYYMMDD, or None when there is no such day between 1850 and 2100."""
    try:
        day = datetime.date(int(digits8[:4]), int(digits8[4:6]), int(digits8[6:]))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _plain(text: str) -> str:
    word = text.translate(_FOLD_ID).upper()
    tail = _DECIMAL_TAIL.fullmatch(word)
    return tail[1] if tail else word


def _identifier(text: str) -> tuple[str, str]:
    """The cleaned text and the reason why it cannot be an identifier at all, or ""."""
    word = _plain(text)
    if not word or word in PLACEHOLDERS or not word.strip("0"):
        return word, "MISSING_ID"
    if _SCIENTIFIC.fullmatch(word):
        return word, "EXCEL_SCI"
    return word, "MASKED_ID" if "*" in word and re.search(r"[0-9]", word) else ""


def _person_18(word: str) -> Identified:
    if word.endswith("000"):
        return Identified(None, "EXCEL_TRUNC")
    born, check = birth_date(word[6:14]), person_check(word[:17])
    if check != word[17]:
        plausible = born is not None and word[:2] in PROVINCES
        return Identified(None, "BAD_CHECK", f"possible: {word[:17]}{check}" if plausible else "")
    if born is None:
        return Identified(None, "BAD_DATE")
    return Identified(word, "" if word[:2] in PROVINCES else "AREA_UNKNOWN", kind="person")


def _person_15(word: str) -> Identified:
    long = word[:6] + "19" + word[6:]
    if birth_date(long[6:14]) is None:
        return Identified(None, "BAD_DATE")
    if birth_date(word[6:14]) is not None:
        return Identified(None, "BAD_LENGTH")  # of 1919 or 1920, or one of 1901–1912 or 2001–2012 cut to 15 digits
    return Identified(long + person_check(long), "" if word[:2] in PROVINCES else "AREA_UNKNOWN", kind="person")


def _credit_18(word: str) -> Identified:
    if word.isdigit() and word.endswith("000"):
        return Identified(None, "EXCEL_TRUNC")
    if credit_check(word[:17]) == word[17]:
        return Identified(word, kind="uscc")
    if re.fullmatch(r"[0-9]{17}[0-9X]", word) and _person_18(word).text is not None:
        return Identified(None, "NUMBER_FOR_ID")  # somebody's resident id where a company's code should be
    return Identified(None, "BAD_CHECK")


def _registration_15(word: str) -> Identified:
    if birth_date(word[6:14]) is not None:
        return Identified(None, "BAD_LENGTH")  # may as well be a resident id cut to 15 digits
    valid = registration_check(word[:14]) == word[14]
    return Identified(word, "OLD_REG_NO", kind="uscc") if valid else Identified(None, "BAD_CHECK")


def _maybe_damaged_person(code: str) -> bool:
    """Whether an 18-character credit code may be a resident id with a wrong digit: one in 31 passes the check."""
    if len(code) != 18 or not re.fullmatch(r"[0-9]{17}[0-9X]", code):
        return False
    if birth_date(code[6:14]) is not None or organisation_check(code[8:16]) != code[16]:
        return True
    # the wrong digit may stand in the day of birth itself: then the province is whole
    return code[:2] in PROVINCES and any(birth_date(near) is not None for near in _one_digit_from(code[6:14]))


def _one_digit_from(digits: str) -> Iterator[str]:
    for at in range(len(digits)):
        for other in "0123456789":
            yield digits[:at] + other + digits[at + 1 :]


def _shape(word: str) -> str:
    """Why a cleaned text of the wrong shape is no identifier."""
    if re.fullmatch(r"[0-9]+X?", word):
        return "NUMBER_FOR_ID" if len(word) <= 8 or re.fullmatch(r"1[3-9][0-9]{9}", word) else "BAD_LENGTH"
    return "BAD_CHARS" if re.search(r"[0-9]", word) else "NUMBER_FOR_ID"
