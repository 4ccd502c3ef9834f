"""
The fork at the door: whether words speak of misconduct of somebody in office, which does not belong in a public room.

A word of misconduct near a word of office (within one sentence), or the word for reporting it. It only suggests, and
says why; a person decides (检举控告工作规则 第三条 on what an allegation is; the lists are ours).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingcha.kernel.messages import Message

_REPORTING = ("举报", "检举", "控告", "实名反映")
_OFFICE = (
    "书记",
    "主任",
    "村干部",
    "村支两委",
    "村委会",
    "村委",
    "支书",
    "会计",
    "镇长",
    "乡长",
    "县长",
    "局长",
    "所长",
    "站长",
    "科长",
    "校长",
    "院长",
    "干部",
    "领导",
    "组长",
    "纪检",
    "民警",
    "警察",
    "工作人员",
)
_MISCONDUCT = (
    "贪污",
    "受贿",
    "行贿",
    "索贿",
    "索要",
    "吃拿卡要",
    "卡要",
    "挪用",
    "冒领",
    "套取",
    "骗取",
    "虚报",
    "侵占",
    "私分",
    "截留",
    "克扣",
    "优亲厚友",
    "回扣",
    "好处费",
    "红包",
    "送礼",
    "公款",
    "违规",
    "包庇",
    "保护伞",
    "徇私",
    "以权谋私",
    "中饱私囊",
    "打击报复",
    "不给钱不办",
    "吃回扣",
    "黑社会",
)
_SENTENCE = re.compile(r"[^。！？!?\n；;]+")


@dataclass(frozen=True)
class Sign:
    """The words that made it look like an allegation."""

    words: tuple[str, ...]

    @property
    def why(self) -> Message:
        """In one sentence."""
        said = "、".join(f"“{word}”" for word in self.words)
        return Message(f"文字里同时出现{said}", f"the text has {said} together")


def sign_of_allegation(text: str) -> Sign | None:
    """What makes a text look like an allegation; None when nothing does."""
    for word in _REPORTING:
        if word in text:
            return Sign((word,))
    return next(_signs(text), None)


def _signs(text: str) -> Iterator[Sign]:
    for sentence in _SENTENCE.findall(text):
        deed = next((word for word in _MISCONDUCT if word in sentence), None)
        who = next((word for word in _OFFICE if word in sentence), None)
        if deed and who:
            yield Sign((who, deed))
