"""Rows that are not data, told by their own cells: totals, signatures, notes. In doubt a row is data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingcha.engine.understanding.looks import clean

_TOTAL_WORD = r"(?:合计|总计|小计|累计|共计|总合计|总数|合计数)"
#: Who or what is summed up may stand before: 本页, 全县, a place, a month; never a bare name.
_SUMMED = (
    r"(?:(?:本|全|各|每)?[页月年季县市区乡镇村组社户日次级]{1,2}|\d{1,2}月(?:份)?|\d{4}年(?:\d{1,2}月)?|"
    r"[\u3400-\u9fff]{1,12}(?:村|镇|乡|街道|社区|居委会|村委会|县|区|市|局|所|组|中心|农场))?"
)
_TOTAL = re.compile(
    rf"^{_SUMMED}{_TOTAL_WORD}(?:金额|人数|户数|面积)?(?:\([^()]{{0,8}}\))?[:：]?(?:[\d,，.¥￥]+(?:元|万元|人|户|亩|笔)?)?$"
)
_NUMBER = re.compile(
    r"^[¥￥]?-?[\d,，]*\.?\d+(?:元|万元|人|户|亩|笔|个|次|%)?$|^[-—/\\*×#]+$|^(?:人民币)?(?:\(?大写\)?[:：]?)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+$"
)
_SIGNATURE = re.compile(
    r"^(?:审核|制表|填表|填报|复核|经办|负责|审批|分管领导|单位负责|主管|主管领导|领导|主要领导|会计|出纳|校对|批准|编制|录入|核对|统计|"
    r"制单|记账|联系|监督|乡镇|村|财务|科室|股室)?(?:人|员|领导|单位|部门|负责人|签字|签名|盖章|电话|审核|意见|日期|时间|举报电话|审核人|审批|会计)?"
    r"(?:\(?(?:签字|签名|盖章|签章|公章|章)\)?)*[:：]"
)
_SIGNED = re.compile(
    r"审核|制表|填表|填报|复核|经办|负责|审批|领导|主管|会计|出纳|校对|批准|编制|录入|核对|统计|制单|联系|监督|签字|签名|盖章|签章|电话|公示期|日期"
)
_NOTE = re.compile(r"^(?:备?注|说明|附注|附|注意|注意事项|填表说明|填报说明|※|\*)\d?(?:[:：.、]|说明|$)")
_LONG = re.compile(r"\d{12,}")
_IDENTIFIER = re.compile(r"\d{14,}|^[0-9A-HJ-NPQRTUWXY]{18}$|^[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}$")


def is_total(cells: Sequence[str]) -> bool:
    """
    Whether the filled `cells` of a row are a total: a total word among the first three, and nothing but numbers,
    further total words and signatures beside it.
    """
    texts = [clean(cell) for cell in cells]
    where = next((at for at, text in enumerate(texts[:3]) if _TOTAL.match(text)), None)
    if where is None:
        return False
    return all(_beside_total(text) for at, text in enumerate(texts) if at != where)


def _beside_total(text: str) -> bool:
    if _LONG.search(text) or _IDENTIFIER.search(text):
        return False
    return bool(_NUMBER.match(text) or _TOTAL.match(text) or _is_signature_text(text))


def is_signature(cells: Sequence[str]) -> bool:
    """`审核人：张三  制表人：李四`: the first filled cell is a signature label with a colon, no identifier follows."""
    texts = [clean(cell) for cell in cells]
    return bool(texts) and _is_signature_text(texts[0]) and not any(map(_IDENTIFIER.search, texts))


def _is_signature_text(text: str) -> bool:
    return bool(_SIGNATURE.match(text)) and bool(_SIGNED.search(text.replace("：", ":").split(":")[0]))


def is_note(cells: Sequence[str]) -> bool:
    """`注：…`, `备注：…`, `说明：…` with at most one further cell."""
    texts = [clean(cell) for cell in cells]
    return 0 < len(texts) <= 2 and bool(_NOTE.match(texts[0])) and not any(map(_IDENTIFIER.search, texts))


def is_lone(cells: Sequence[str]) -> bool:
    """A single filled cell that is no identifier: a sub-heading, a remark below the table, a bare row number."""
    return len(cells) == 1 and not _IDENTIFIER.search(clean(cells[0]))
