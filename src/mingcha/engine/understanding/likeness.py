"""How alike a header and a column's spelling are when they are not equal."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from mingcha.engine.understanding.wording import ACCOUNT, AMOUNT, DATE, ID, MONTH, NAME, PHONE, PLATE, STRONG, UC

#: Bare `身份证号` may well be `领款人身份证号`; bare `日期` is no particular date.
_BARE = {ID: 0.74, UC: 0.74, ACCOUNT: 0.74, PHONE: 0.74, PLATE: 0.8, NAME: 0.72, AMOUNT: 0.72}
#: Words that turn a meaning round: two texts that differ in one of them are different columns.
_OPPOSITES = tuple(
    (pair[0], pair[1]) for pair in "起止 前后 男女 甲乙 出入 父母 收支 进出 买卖 始终 夫妻 上下 正副 增减 应实".split()
)
_TURNING = ("被", "非", "未", "不", "是否", "监护", "开户", "户主", "代领", "配偶", "法定代表", "经办", "成员", "亲属")


@lru_cache(maxsize=200_000)
def likeness(header: str, spelling: str) -> float:
    """0..1 for two spellings made comparable by `wording`; 0 when they name different ideas."""
    if header == spelling:
        return 1.0
    if (MONTH in header) != (MONTH in spelling):
        return 0.9 * likeness(header.replace(MONTH, DATE), spelling.replace(MONTH, DATE))
    ideas = STRONG.intersection(header)
    if ideas != STRONG.intersection(spelling) or _opposed(header, spelling):
        return 0.0
    head = next(iter(ideas), "")
    left, right = (text.translate({ord(mark): None for mark in STRONG}) for text in (header, spelling))
    if not left or not right:
        return _BARE.get(head or max(header, spelling)[-1:], 0.5)
    return _close(left, right)


def _close(left: str, right: str) -> float:
    ratio = fuzz.ratio(left, right) / 100
    short, long = sorted((left, right), key=len)
    if len(short) >= 2 and short in long:
        ratio = max(ratio, 0.6 + 0.4 * len(short) / len(long))
    if len(short) <= 2 and short not in long:
        ratio *= 0.8
    return 0.94 * ratio


def _opposed(left: str, right: str) -> bool:
    for one, other in _OPPOSITES:
        if (one in left) != (one in right) and (other in left) != (other in right):
            return True
    return any((word in left) != (word in right) for word in _TURNING)
