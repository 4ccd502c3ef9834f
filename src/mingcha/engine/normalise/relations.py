"""Family relations to the head of a household: words and codes as the two digits of GB/T 4761-2008."""

from __future__ import annotations

import re
from functools import lru_cache

from mingcha.engine.normalise.cells import Cell
from mingcha.kernel.identifiers import FOLD
from mingcha.kernel.messages import Message

_WORDS = """
01 本人 自己 本身
02 户主 家长
10 配偶 爱人 夫妻
11 夫 丈夫 夫君
12 妻 妻子 老婆
20 子 儿子 儿
21 独生子 独子
22 长子 大儿子
23 次子 二子 二儿子
24 三子 三儿子
25 四子 四儿子
26 五子 五儿子
27 养子或继子 养子 继子
28 女婿
29 其他儿子
30 女 女儿
31 独生女 独女
32 长女 大女儿
33 次女 二女 二女儿
34 三女 三女儿
35 四女 四女儿
36 五女 五女儿
37 养女或继女 养女 继女
38 儿媳 儿媳妇 媳妇 儿媳女
39 其他女儿
40 孙子、孙女或外孙子、外孙女 孙子女 外孙子女
41 孙子 孙
42 孙女
43 外孙子 外孙
44 外孙女
45 孙媳妇或外孙媳妇 孙媳妇 孙媳 外孙媳妇 外孙媳
46 孙女婿或外孙女婿 孙女婿 外孙女婿
47 曾孙子或外曾孙子 曾孙子 曾孙 外曾孙子 重孙 重孙子
48 曾孙女或外曾孙女 曾孙女 外曾孙女 重孙女
49 其他孙子、孙女或外孙子、外孙女
50 父母 双亲
51 父亲 父 爸爸 生父
52 母亲 母 妈妈 生母
53 公公 家公
54 婆婆 家婆
55 岳父 丈人
56 岳母 丈母娘
57 继父或养父 继父 养父
58 继母或养母 继母 养母
59 其他父母关系
60 祖父母或外祖父母 祖父母 外祖父母
61 祖父 爷爷
62 祖母 奶奶
63 外祖父 外公 姥爷
64 外祖母 外婆 姥姥
65 配偶的祖父母或外祖父母 配偶的祖父母 配偶的外祖父母
66 曾祖父
67 曾祖母
68 配偶的曾祖父母
69 其他祖父母或外祖父母关系
70 兄弟姐妹 兄弟 姐妹 兄妹 姐弟
71 兄 哥哥 哥 兄长
72 嫂 嫂子
73 弟 弟弟
74 弟媳 弟妹 弟媳妇
75 姐姐 姐 姊
76 姐夫
77 妹妹 妹
78 妹夫
79 其他兄弟姐妹
80 其他
81 伯父
82 伯母
83 叔父 叔叔
84 婶母 婶婶
85 舅父 舅舅
86 舅母 舅妈
87 姨父 姨夫
88 姨母 姨妈
89 姑父 姑夫
90 姑母 姑妈
91 堂兄弟、堂姐妹 堂兄弟 堂姐妹 堂兄 堂弟 堂姐 堂妹
92 表兄弟、表姐妹 表兄弟 表姐妹 表兄 表弟 表姐 表妹
93 侄子 侄儿 侄
94 侄女
95 外甥
96 外甥女
97 其他亲属 亲属 其它亲属
99 非亲属 其他非亲属 无亲属关系 寄居 保姆
"""
RELATIONS: dict[str, str] = {word: line[:2] for line in _WORDS.strip().splitlines() for word in line.split()[1:]} | {
    "其它": "80"
}
CODES = frozenset(RELATIONS.values())
_TITLES = {line[:2]: line.split()[1] for line in _WORDS.strip().splitlines()}
_ENGLISH = """
01 the person themselves
02 head of the household
10 spouse
11 husband
12 wife
20 son
21 only son
22 eldest son
23 second son
24 third son
25 fourth son
26 fifth son
27 adopted son or stepson
28 son-in-law
29 other son
30 daughter
31 only daughter
32 eldest daughter
33 second daughter
34 third daughter
35 fourth daughter
36 fifth daughter
37 adopted daughter or stepdaughter
38 daughter-in-law
39 other daughter
40 grandchild
41 grandson (son's son)
42 granddaughter (son's daughter)
43 grandson (daughter's son)
44 granddaughter (daughter's daughter)
45 grandson's wife
46 granddaughter's husband
47 great-grandson
48 great-granddaughter
49 other grandchild
50 parent
51 father
52 mother
53 husband's father
54 husband's mother
55 wife's father
56 wife's mother
57 stepfather or adoptive father
58 stepmother or adoptive mother
59 other parent
60 grandparent
61 grandfather (father's father)
62 grandmother (father's mother)
63 grandfather (mother's father)
64 grandmother (mother's mother)
65 spouse's grandparent
66 great-grandfather
67 great-grandmother
68 spouse's great-grandparent
69 other grandparent
70 brother or sister
71 elder brother
72 elder brother's wife
73 younger brother
74 younger brother's wife
75 elder sister
76 elder sister's husband
77 younger sister
78 younger sister's husband
79 other brother or sister
80 other
81 uncle (father's elder brother)
82 aunt (wife of father's elder brother)
83 uncle (father's younger brother)
84 aunt (wife of father's younger brother)
85 uncle (mother's brother)
86 aunt (wife of mother's brother)
87 uncle (husband of mother's sister)
88 aunt (mother's sister)
89 uncle (husband of father's sister)
90 aunt (father's sister)
91 cousin on the father's side
92 cousin
93 nephew (brother's son)
94 niece (brother's daughter)
95 nephew (sister's son)
96 niece (sister's daughter)
97 other relative
99 no relative
"""
#: What a code is called, in Chinese the first word of the standard.
NAMES = {line[:2]: Message(_TITLES[line[:2]], line[3:]) for line in _ENGLISH.strip().splitlines()}
#: One digit is a group: its generic two-digit code, and 0 the head.
_ONE_DIGIT = {"0": "02", **{str(d): f"{d}0" for d in range(1, 9)}}
_EMPTY = frozenset(("", "-", "/", "无", "不详", "NULL"))


@lru_cache(maxsize=1 << 12)
def relation(text: str) -> Cell:
    """The two-digit code of a relation written as word (`之妻`, `户主的长子`) or code (`02`, `1`, `12-妻`)."""
    word = re.sub(r"\.0+$", "", text.translate(FOLD))
    if word in _EMPTY:
        return Cell(None, "MISSING")
    word = re.sub(r"^([0-9]{2})[-.:：、]?[^0-9]+$", r"\1", word)
    code = RELATIONS.get(word) or RELATIONS.get(re.sub(r"^(?:户主|本人)?[之的]", "", word)) or _ONE_DIGIT.get(word)
    code = code or (word if word in CODES else None)
    return Cell(code) if code else Cell(None, "BAD_RELATION")
