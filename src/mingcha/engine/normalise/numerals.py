"""Chinese numerals: 一千二百, 壹万贰仟叁佰, 二〇二〇."""

from __future__ import annotations

import re

_DIGITS = {
    c: i
    for i, group in enumerate(("零〇○", "一壹弌", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in group
}
_DIGITS["貳"] = 2
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
NUMERAL = "".join([*_DIGITS, *_TENS, *_MYRIADS])
_PLACES = re.compile(f"[{''.join(_DIGITS)}]+")


def chinese_integer(text: str) -> int | None:
    """The integer written in Chinese numerals, or None. Digits without places are read one by one: 二〇二〇 is 2020."""
    if not text or any(c not in NUMERAL for c in text):
        return None
    if _PLACES.fullmatch(text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _with_places(text)


def _with_places(text: str) -> int | None:
    """Places must fall inside each myriad and myriads must fall from left to right; anything else is refused."""
    total, section, digit, last_ten, last_myriad = 0, 0, -1, 10**9, 10**12
    for c in text:
        if c in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[c]
        elif c in _TENS:
            if _TENS[c] >= last_ten or digit == 0:
                return None
            section, last_ten, digit = section + _TENS[c] * (digit if digit > 0 else 1), _TENS[c], -1
        else:
            section += max(digit, 0)
            if _MYRIADS[c] >= last_myriad or section == 0:
                return None
            total, section, digit, last_ten, last_myriad = total + section * _MYRIADS[c], 0, -1, 10**9, _MYRIADS[c]
    return total + section + max(digit, 0)
