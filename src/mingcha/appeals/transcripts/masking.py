"""
Bystanders out of a text: numbers by which somebody is reached or known, in every shape people write them, and names.

Speakers become 村民甲, 村民乙, the same throughout a transcript. What remains is enough to deal with the matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from mingcha.kernel.masking import COMPOUND_SURNAMES, mask_account, mask_person_id, mask_phone

_GAP = r"[ \-－—._·]?"
_IDENTITY = re.compile(rf"(?<!\d)(?:\d{_GAP}){{17}}[\dXx](?![\dXx])")
_OLD_IDENTITY = re.compile(rf"(?<!\d)(?<!\d[ \-])(?:\d{_GAP}){{14}}\d(?!{_GAP}\d)")
_CARD = re.compile(rf"(?<!\d)(?:\d{_GAP}){{15,18}}\d(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-－—]?\d{7,8}(?!\d)|(?<!\d)[2-8]\d{6,7}(?!\d|元|斤|亩|块)")
_NUMERAL = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_SPOKEN = re.compile(rf"[{_NUMERAL}](?:[ \-]?[{_NUMERAL}]){{6,17}}")
_ACCOUNT = re.compile(r"(微信号?|QQ号?|qq号?|抖音号?|vx|VX|v信)([:：是 ]{0,2})([A-Za-z0-9_\-]{5,20})")
#: The longer first: what is a part of one is no other.
_NUMBERS = (
    (_IDENTITY, mask_person_id),
    (_CARD, mask_account),
    (_OLD_IDENTITY, mask_person_id),
    (_MOBILE, mask_phone),
    (_LANDLINE, mask_phone),
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}", re.ASCII)
_MENTION = re.compile(r"@[^\s@，。！？,：:]{1,30}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳旷聂易颜凌全阳屈资"
)
_NAME = rf"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
_KIN = (
    "大爷|大娘|大妈|大叔|大伯|大婶|大嫂|大姐|大哥|奶奶|爷爷|婆婆|公公|阿姨|"
    "嫂子|婶子|老汉|老人家|师傅|老板|娭毑|嗲嗲|满满"
)
_TITLED = re.compile(rf"(?:[{_SURNAMES}])[\u4e00-\u9fff]{{0,2}}?(?P<kin>{_KIN})")
#: Words after which a name stands, and what may stand behind one.
_CUE = (
    "名叫|叫做|叫|姓名[:：是]?|联系人[:：是]?|户主|邻居|找|老公|丈夫|老婆|妻子|儿子|女儿|媳妇|孙子|孙女|父亲|母亲|爸爸|"
    "妈妈|爱人|村民|本人|代"
)
_AFTER_CUE = re.compile(rf"(?P<cue>{_CUE})(?P<name>{_NAME})")
_BEFORE_NUMBER = re.compile(
    rf"(?P<name>{_NAME})(?P<rest>[，,、：: （(]{{0,2}}的?(?:电话|手机|身份证|号码|联系方式|卡号|账号)?(?:号码?|是|为)?"
    r"[:：，, （(]{0,2}(?=[\d+*幺]))"
)
#: Words that begin like a surname and are none.
_WORDS = frozenset(
    "马上 马路 高速 高温 高龄 高中 白天 水库 石头 石板 金额 江水 方便 方向 何时 何人 万一 全部 全村 全家 向上 任何 "
    "于是 余下 程序 史上 钱没 钱不 易发 阳光 武装 汤水 田里 田埂 林地 林业 黄色 毛病 毛巾 龙头 雷雨 雷电 江边 陆续 "
    "范围 严重 许多 周边 周围 周一 周二 周三 周四 周五 周六 周日 成年 安全 时间 张贴 夏天 金兰 石桥 资料 资金 莫要 "
    "人去 一下 我们 他们 村里 干部 书记 领导 部门 政府".split()
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRACKETS = re.compile(r"[（(【\[「].*?[)）】\]」]")
_PREFIX = re.compile(r"^.*?(?:[一二三四五六七八九十\d]+组|村|社区|[-_·\s])")
_HAN = 2


def labels_for(speakers: Iterable[str]) -> dict[str, str]:
    """Who is called what: 村民甲, 村民乙 … in the order of speaking; after ten 村民甲2."""
    order = [who for who in dict.fromkeys(speakers) if who]
    return {who: f"村民{_STEMS[n % 10]}{n // 10 + 1 if n >= 10 else ''}" for n, who in enumerate(order)}


def mask_numbers(text: str) -> str:
    """Identity, card, telephone numbers and accounts in part; kept is enough to recognise, not enough to use."""
    text = _ACCOUNT.sub(lambda m: f"{m[1]}{m[2]}***", text)
    for pattern, mask in _NUMBERS:
        text = pattern.sub(partial(_masked, mask), text)
    return _SPOKEN.sub("***", text)


def _masked(mask: Callable[[str], str], found: re.Match[str]) -> str:
    digits = re.sub(r"[^\dXx]", "", found[0])
    return mask(digits[2:] if digits.startswith("86") and len(digits) == len("8613800000000") else digits)


def mask_text(text: str, labels: Mapping[str, str], called: Sequence[str] = ()) -> str:
    """A message as others may read it: `labels` says what each known name becomes; `called` were only named with @."""
    for name, label in _known(labels, called):
        text = text.replace(name, label)
    text = _MAIL.sub("***", text)
    text = _MENTION.sub(lambda m: m[0] if m[0][1:].startswith("村民") else "@某人", text)
    text = _BEFORE_NUMBER.sub(lambda m: m[0] if _is_word(m["name"]) else f"某人{m['rest']}", text)
    text = _AFTER_CUE.sub(lambda m: m[0] if _is_word(m["name"]) else f"{m['cue']}某人", text)
    text = _TITLED.sub(lambda m: m[0] if _is_word(m[0]) else f"某{m['kin']}", text)
    return mask_numbers(text)


def _known(labels: Mapping[str, str], called: Sequence[str]) -> list[tuple[str, str]]:
    """Names and the shorter ones within them, the longest first."""
    found: dict[str, str] = {}
    for whole, label in (*labels.items(), *((name, "某人") for name in called)):
        for name in _within(whole):
            found.setdefault(name, label)
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _within(whole: str) -> Iterable[str]:
    """`三组李四(电工)` names 李四 too."""
    bare = _BRACKETS.sub("", whole).strip()
    names = {whole.strip(), bare, _PREFIX.sub("", bare).strip()}
    names |= set(re.findall(rf"{_NAME}(?=$|[^\u4e00-\u9fff])", bare)) | set(re.findall(rf"(?:^|组|村){_NAME}$", bare))
    return (name for name in names if len(name) >= _HAN and not _is_word(name) and not name.isdigit())


def _is_word(name: str) -> bool:
    return name[:_HAN] in _WORDS or name in _WORDS
