"""
Headers nobody has written down: words put together by a grammar, with units, marks and blanks around them.

Over all datasets nearly every required column is found, and no identifier is ever taken for another person's.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from mingcha.engine.understanding import ColumnSpec, DatasetSpec, Mapping, load_specs, understand
from mingcha.engine.understanding.roles import WHO, name_of, stem
from tests.unit.understanding.tables import body, sheet

SPECS = load_specs()
ROUNDS = 4

#: How offices end the header of a column of each type.
ENDINGS = {
    "person_id": ["身份证号码", "公民身份号码", "证件号码", "身份证", "居民身份证号", "身份證號", "身份证件号"],
    "party_id": ["证件号码", "身份证明号码", "证件号", "身份证号码"],
    "uscc": ["统一社会信用代码", "社会信用代码", "信用代码", "统一社会信用代码（18位）"],
    "name": ["姓名", "名字", "姓 名"],
    "month": ["月份", "年月", "所属年月"],
    "date": ["日期", "时间", "年月日"],
    "datetime": ["时间", "日期时间"],
    "money": ["金额", "金额（元）", "资金（元）", "数额"],
    "mu": ["面积（亩）", "亩数", "面积"],
}
#: Words put in the place of a word that means the same; one of each is enough to make a new header.
SWAPS = (
    ("发放", "拨付"), ("发放", "兑付"), ("发放", "支付"), ("起始", "开始"), ("开始", "起始"), ("终止", "结束"),
    ("终止", "截止"), ("结束", "终止"), ("日期", "时间"), ("时间", "日期"), ("单位", "部门"), ("补助", "补贴"),
    ("补贴", "补助"), ("编号", "编码"), ("编码", "编号"), ("类别", "类型"), ("类型", "种类"), ("审批", "批准"),
    ("享受", "保障"), ("合同", "协议"), ("死亡", "去世"), ("工资", "薪酬"), ("地点", "地址"), ("公示", "张榜"),
    ("登记", "注册"), ("承租人", "租户"), ("方式", "形式"),
)  # fmt: skip
NOISE = ("{}", "{}", " {} ", "*{}", "{}（必填）", "{}\n", "★{}", "{}：")


def header(column: ColumnSpec, whom: str, rng: random.Random) -> str:
    """One invented header for `column`; `whom` is the person's word, which its name and number share."""
    if column.type in WHO or column.type == "name":
        text = whom + rng.choice(ENDINGS[column.type])
    else:
        text = swapped(rng.choice(column.aliases[:4]), rng)
    return rng.choice(NOISE).format(text)


def swapped(text: str, rng: random.Random) -> str:
    """`text` with one or two of its words said otherwise."""
    for old, new in rng.sample(SWAPS, len(SWAPS)):
        if old in text:
            return text.replace(old, new, 1)
    return text


def persons(spec: DatasetSpec, rng: random.Random) -> dict[str, str]:
    """Column → the word for its person: that of a spelling of its name or number, so that both speak alike."""
    words: dict[str, str] = {}
    pairs = name_of(spec)
    for who in (name for name, column in spec.columns.items() if column.type in WHO):
        called = pairs.get(who, who)
        known = [stem(text) for text in (*spec.columns[who].aliases, *spec.columns[called].aliases)]
        words[who] = words[called] = rng.choice([word for word in known if plain(word)] or [""])
    return words


def plain(word: str) -> bool:
    """Chinese words only; no marks of ideas, no English."""
    return bool(word) and all("\u3400" <= char <= "\u9fff" for char in word)


def invented(spec: DatasetSpec, seed: int) -> dict[str, str]:
    """Column → header, all different."""
    rng = random.Random(f"{spec.dataset} {seed}")
    whom = persons(spec, rng)
    made: dict[str, str] = {}
    for name, column in spec.columns.items():
        if column.elsewhere or not (column.required or rng.random() < 0.6 or name in whom):
            continue
        text = header(column, whom.get(name, ""), rng)
        if text.strip() not in {other.strip() for other in made.values()}:
            made[name] = text
    return made


@pytest.fixture(scope="module")
def score() -> Counter[str]:
    """Counts over all datasets: required columns, those found, sheets asked about, wrong identifiers."""
    count: Counter[str] = Counter()
    for dataset, spec in SPECS.items():
        for seed in range(ROUNDS):
            judge(dataset, spec, invented(spec, seed), seed, count)
    return count


def judge(dataset: str, spec: DatasetSpec, row: dict[str, str], seed: int, count: Counter[str]) -> None:
    """Reads one sheet of invented headers and counts what was right."""
    title = (
        f"2020年3月{spec.title_zh}（农村低保 服刑 养老金 工资 结婚 殡葬）"
        if any(c.elsewhere for c in spec.columns.values())
        else ""
    )
    rows = [[title], list(row.values()), *body(spec, list(row), 10, seed)]
    (found,) = understand(sheet(rows, f"{spec.title_zh}.xlsx", "服刑"), SPECS)
    needed = {name for name in row if spec.columns[name].required}
    count["required"] += len(needed)
    count["sheets"] += 1
    if not isinstance(found, Mapping):
        count["asked"] += 1
        count[f"asked {dataset}"] += 1
        return
    places = {name: index for index, name in enumerate(row)}
    got = {match.column: match.index for match in found.columns}
    count["found"] += sum(got.get(name) == places[name] for name in needed)
    wrong = [c for c, at in got.items() if c in spec.columns and spec.columns[c].type in WHO and places.get(c) != at]
    count["wrong"] += len(wrong) if found.dataset == dataset else 1


def test_nearly_every_required_column_is_found(score: Counter[str]) -> None:
    assert score["found"] >= 0.97 * score["required"], score


def test_no_identifier_is_taken_for_another(score: Counter[str]) -> None:
    assert score["wrong"] == 0, score
