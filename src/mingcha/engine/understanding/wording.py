"""
Header texts made comparable: width, blanks and brackets folded, units taken out, synonyms given one spelling.

Offices write one idea in many ways (身份证号, 公民身份号码, 证件号码 …). Instead of listing each combination with each
qualifier (领款人, 户主, 父亲 …), the ideas become single marks; `领款人身份证` and `领款人公民身份号码` then are equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from mingcha.engine.understanding.lexicon import lexicon

#: Marks of ideas, one private character each, so that a distance counts them as one.
ID, UC, DATE, MONTH, ACCOUNT, PHONE, PLATE, VILLAGE, TOWN, AMOUNT, NAME, NUMBER, KIND = map(chr, range(0xE101, 0xE10E))
#: Ideas that exclude each other: a header with one of them never is a column with another.
STRONG = frozenset({ID, UC, DATE, MONTH, ACCOUNT, PHONE, PLATE, VILLAGE, TOWN})

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad\u3000]+")
_PUNCTUATION = str.maketrans(
    {"【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")", "{": "(", "}": ")", "帐": "账", "_": "", "　": ""}
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_LEAD = re.compile(r"^(?:[*★※#]+|\d+[.、]|[一二三四五六七八九十]+、)")

#: Units as written → as said in `ColumnMatch.unit`.
UNITS = {
    "元": "元", "人民币元": "元", "人民币": "元", "圆": "元", "rmb": "元", "yuan": "元", "cny": "元", "¥": "元",
    "万元": "万元", "万": "万元", "千元": "千元", "百元": "百元", "角": "角", "分": "分",
    "亩": "亩", "mu": "亩", "市亩": "亩",
    "平方米": "平方米", "平米": "平方米", "m2": "平方米", "㎡": "平方米", "平方": "平方米", "sqm": "平方米",
    "公顷": "公顷", "ha": "公顷",
    "升": "升", "l": "升", "公升": "升", "litre": "升", "litres": "升", "liters": "升",
    "公里": "公里", "km": "公里", "千米": "公里", "公里数": "公里", "km/h": "公里/小时", "公里/小时": "公里/小时",
    "%": "%", "百分比": "%", "百分数": "%",
    "人": "人", "户": "户", "个": "个", "个月": "月", "月": "月", "天": "天", "岁": "岁", "次": "次", "度": "度",
}  # fmt: skip
MONEY_UNITS = frozenset({"元", "万元", "千元", "百元", "角", "分"})
AREA_UNITS = frozenset({"亩", "平方米", "公顷"})
_HINT = re.compile(
    r"^(?:必填|选填|非必填|可不填|格式.*|文本.*|文本格式|例如?[:：].*|如[:：]?.*|y{4}.*|18位|15位|\d+位.*|下拉.*|大写|小写|"
    r"请.*|不含.*|含.*|全称|汉字|数字|单选|精确到.*|保留.*)$"
)
#: A bracket that an export cut off: `补贴标准（元`.
_UNCLOSED = re.compile(r"\(([^()]+)$")
_RATE = re.compile(r"^(.+?)(?:/|每|·)(?:.+)$")

_IDEAS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (
            r"(?:银行|一卡通|领款|收款)?(?:账户|账号|存折|银行卡|卡)(?:户主|所有人|持有人|开户人|主人|主|人)(?!名称)",
            "开户人",
        ),
        (r"(?:居民|公民|法定|有效|本人)*(?:二代)?身[份分]证(?:件)?(?:号码|证号|编号|编码|号|件号)?(?:码)?", ID),
        (r"(?:公民|居民)?身份(?:号码|编码)|(?:有效|个人)?证件(?:号码|编号|号)|社会保障号码?|社保号码?|保障号码?", ID),
        (r"身份[id]{2}号?|idcard(?:number|no\.?)?|id(?:entity)?number|idno\.?|citizenid|nationalid|personid", ID),
        (r"(?:统一)?社会信用代?码(?:证号|证)?|统一(?:信用)?代码|信用代码|组织机构代码|营业执照(?:注册)?号码?", UC),
        (r"(?:工商)?注册号|纳税人识别号|税务登记号|税号|usccode|uscc|creditcode", UC),
        (r"(?:机动车)?(?:车辆)?(?:号牌|车牌|牌照|车号|牌号)(?:号码|号)?", PLATE),
        (
            r"(?:家庭|本人)?(?:联系)?(?:电话号码|手机号码|手机号|联系电话|联系方式|移动电话|固定电话|联系手机|电话|手机)",
            PHONE,
        ),
        (
            r"(?:银行|开户行?|惠农|惠民|惠农惠民|一卡通|存折|打卡|社会保障卡|社保卡|个人|储蓄|农商行|信用社|邮政|工资)*"
            r"(?:银行卡)?(?:账户号码|账户账号|账户号|账号|账户|卡号码|卡号|存折号码?|卡/?折号|卡\(折\)号|折号)",
            ACCOUNT,
        ),
        (
            r"(?:户籍)?(?:所在|所属)?(?:行政村|村\(居\)委会|村\(社区\)|社区\(村\)|村\(居\)|村[/、]?社区|村民委员会|居委会\(村\)|"
            r"村[/、]?居委会|村组\(社区\)|村居|村组|村委会|村庄|村屯)(?:名称|名)?|^(?:村|所在村|社区|村名|村名称|居委会)$",
            VILLAGE,
        ),
        (
            r"(?:所在|所属)?(?:乡\(?镇\)?|镇)(?:[(、/]?(?:街道办事处|街道|办事处|街办|街|乡|场|处)[)、/]?)+(?:名称|名)?|"
            r"(?:所在|所属)?(?:乡\(镇\)|乡镇|镇街|街镇|镇乡)(?:名称|名)?|^(?:乡|镇|所在镇|街道)$",
            TOWN,
        ),
        (r"(?:年月日|日期|时间|date|time)", DATE),
        (r"(?:年月份|年月|月份|账期|month|(?<=[^个每\d])月$)", MONTH),
        (r"(?:补贴|补助|救助|救济)", "补"),
        (r"(?:金额|资金|数额|款额|额度|amount)", AMOUNT),
        (r"(?:姓名|名字|fullname)", NAME),
        (r"(?:编号|编码|代码|号码|字号|文号|流水号|证号码|证号|number|code|号$)", NUMBER),
        (r"(?:类别|类型|种类|性质|分类)", KIND),
    )
)
_STARTS = re.compile(f"(?:起始|开始|起)(?:{DATE}|{MONTH})?$")
_ENDS = re.compile(f"(?:终止|结束|截止|截至|期满|到期|止|至)(?:{DATE}|{MONTH})?$")
_PERSON = re.compile(f"(?<=[人者方员主表]){NAME}")


@dataclass(frozen=True)
class Wording:
    """A header made comparable: `spellings` (without and with bracketed words), unit, and the folded text."""

    folded: str
    spellings: tuple[str, ...]
    unit: str = ""


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Width, case, blanks, line breaks, brackets, traditional forms folded: `村（\\n社區）` → `村(社区)`."""
    text = unicodedata.normalize("NFKC", text)
    return _INVISIBLE.sub("", text).translate(_PUNCTUATION).translate(lexicon().traditional).lower()


def unit_of(text: str) -> str:
    """The unit a bracket names, or "": `万元` → 万元, `元/亩` → 元 (a rate is measured in its first unit)."""
    text = re.sub(r"^(?:计量|金额|面积)?单位[:：]?", "", text)
    if text in UNITS:
        return UNITS[text]
    rate = _RATE.match(text)
    return UNITS.get(rate[1], "") if rate else ""


@lru_cache(maxsize=20_000)
def wording(text: str) -> Wording:
    """The comparable form of a header or an alias."""
    folded = fold(text)
    plain, unit = _without_units(_LEAD.sub("", lexicon().codes.get(folded, folded)))
    plain = plain.strip(":：;,，、.。")
    spellings = dict.fromkeys(spelled(form) for form in (plain, _BRACKET.sub("", plain)) if form)
    return Wording(folded, tuple(spellings) or (folded,), unit)


def _without_units(text: str) -> tuple[str, str]:
    unit = ""
    for inner in _BRACKET.findall(text):
        found = unit_of(inner)
        if found or _HINT.match(inner):
            unit = unit or found
            text = text.replace(f"({inner})", "", 1)
    cut = _UNCLOSED.search(text)
    if cut and unit_of(cut[1]):
        return text[: cut.start()], unit or unit_of(cut[1])
    tail = re.search(r"[/:：,，](?:单位[:：]?)?([^/:：,，]+)$", text)
    if tail and unit_of(tail[1]):
        return text[: tail.start()], unit or unit_of(tail[1])
    return text, unit


def spelled(text: str) -> str:
    """A folded text with its ideas as marks."""
    for pattern, mark in _IDEAS:
        text = pattern.sub(mark, text)
    text = text.replace("(", "").replace(")", "")
    text = _ENDS.sub("止", _STARTS.sub("起", text))
    return _PERSON.sub("", text)
