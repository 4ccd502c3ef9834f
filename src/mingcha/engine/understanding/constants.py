"""Values that no column holds: fund, source, month, county and units said by file name, sheet name and title rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding.areas import Areas
from mingcha.engine.understanding.model import Constant
from mingcha.engine.understanding.periods import as_text, combine, read_period
from mingcha.engine.understanding.spec import ColumnSpec
from mingcha.engine.understanding.wording import AREA_UNITS, MONEY_UNITS, UNITS, fold

Where = Literal["file", "sheet", "title", "header", "answer"]

_TIMES = frozenset({"month", "year", "period"})
_UNIT_LINE = re.compile(
    r"(?:(金额|货币|资金|面积)(?:计量)?)?(?:计量)?单位[:：]([^:：\s]+?)(?=$|[\s;；(（)）]|(?:金额|面积|填报|制表|报送)?单位)"
)
_BETWEEN_PARTS = re.compile(r"[\s_\-－—–()（）\[\]【】]+")
#: `folder/member.xlsx/worksheet` or `member.csv`, as `Origin.sheet` has it inside an archive.
_MEMBER = re.compile(r"(.*?\.(?:xlsx|xlsm|xls|csv|txt|tsv|parquet))(?:/(.*))?$", re.IGNORECASE)
_NOT_A_UNIT = re.compile(
    r"(?:填报|制表|报送|编制|填表|主管|用款|发放|建设|施工|所在|工作|用人|用工|责任|参保|统计|上报)单位[:：]\S*"
)


@dataclass(frozen=True)
class Places:
    """The texts around a table. `member` is a file's name inside an archive; `headers` are its header texts."""

    file: str
    sheet: str
    titles: tuple[str, ...]
    headers: tuple[str, ...] = ()
    member: str = ""

    @classmethod
    def of(cls, origin: Origin, titles: Sequence[str], headers: Sequence[str] = ()) -> Places:
        """From an origin: file names without folders and ending."""
        file, member, sheet = PurePosixPath(origin.file), "", origin.sheet
        if file.suffix.lower() == ".zip" and (inside := _MEMBER.match(origin.sheet)):
            member, sheet = PurePosixPath(inside[1]).stem, inside[2] or ""
        return cls(file.stem, sheet, tuple(titles), tuple(headers), member)

    def telling_first(self) -> list[tuple[Where, str]]:
        """(where, text), the most specific first."""
        texts: list[tuple[Where, str]] = [
            ("title", " ".join(self.titles)),
            ("sheet", self.sheet),
            ("file", self.member),
            ("file", self.file),
        ]
        return [(where, fold_blanks(text)) for where, text in texts if text]

    def all_text(self) -> str:
        """Everything but the headers, folded."""
        return fold(" ".join((self.file, self.member, self.sheet, *self.titles)))


def fold_blanks(text: str) -> str:
    """Inner blanks of spaced titles (`农 村 低 保`) taken out where they stand between Chinese characters."""
    return re.sub(r"(?<=[\u3400-\u9fff])[ \u3000](?=[\u3400-\u9fff](?:[ \u3000]|$))", "", text)


def find_constants(columns: Iterable[ColumnSpec], places: Places) -> list[Constant]:
    """A constant for each of `columns` (those that no source column holds) that some place says."""
    found = (_constant(column, places) for column in columns)
    return [constant for constant in found if constant is not None]


def _constant(column: ColumnSpec, places: Places) -> Constant | None:
    if column.type in _TIMES:
        return _time(column, places)
    if column.type == "enum":
        return _code(column, places)
    return None


def _time(column: ColumnSpec, places: Places) -> Constant | None:
    periods = [
        read_period(text, where) for where, text in places.telling_first() if where in ("file", "sheet", "title")
    ]
    period = combine(periods)
    value = as_text(period, column.type) if period else None
    return Constant(column.name, value, period.where) if period and value else None


def _code(column: ColumnSpec, places: Places) -> Constant | None:
    texts = [*places.telling_first(), ("header", " ".join(places.headers))]
    for where, text in texts:
        codes = _codes_in(column, fold(text))
        if len(codes) > 1 and where in ("file", "sheet"):
            # 服刑在押及社区矫正人员花名册_羁押: the part that is nothing but a word says which of them.
            codes = _codes_alone(column, text)
        if len(codes) == 1:
            return Constant(column.name, codes.pop(), where)
    return None


def _codes_in(column: ColumnSpec, text: str) -> set[str]:
    """Codes whose words `text` holds; a longer word hides the shorter ones it contains."""
    words, found = _words_of(column), set()
    for word in sorted(words, key=len, reverse=True):
        if word in text:
            found.add(words[word])
            text = text.replace(word, " ")
    return found


def _codes_alone(column: ColumnSpec, text: str) -> set[str]:
    """Codes whose words make up a whole part of `text`, between the marks that set parts apart in names of files."""
    words = _words_of(column)
    parts = (fold(part) for part in _BETWEEN_PARTS.split(text))
    return {words[part] for part in parts if part in words}


def _words_of(column: ColumnSpec) -> dict[str, str]:
    words = {fold(word): code for code, words in column.values.items() for word in words if len(word) > 1}
    return words | {fold(code): code for code in column.values if not code.isascii()}


def find_county(places: Places, areas: Areas) -> int | None:
    """Six-digit county: the most specific place that names exactly one."""
    order = {"sheet": 0, "title": 1, "file": 2}
    for _, text in sorted(places.telling_first(), key=lambda place: order[place[0]]):
        counties = areas.counties_in(text)
        if len(counties) == 1:
            return counties.pop()
    return None


def find_units(titles: Sequence[str], sheet: str = "") -> tuple[str, str]:
    """(money, area) units that title rows state for the whole sheet; "" where they say none or several."""
    money: set[str] = set()
    area: set[str] = set()
    for text in titles:
        for kind, stated in _UNIT_LINE.findall(_NOT_A_UNIT.sub(" ", fold_unit_line(text))):
            units = _units_in(stated)
            if kind != "面积":
                money |= units & MONEY_UNITS
            if kind in ("", "面积"):
                area |= units & AREA_UNITS
    return (money.pop() if len(money) == 1 else "", area.pop() if len(area) == 1 else "")


def fold_unit_line(text: str) -> str:
    """Full-width forms folded and blanks inside 单 位 removed, other blanks kept."""
    return re.sub(
        r"单\s+位", "单位", text.replace("：", ":").replace("（", "(").replace("）", ")").replace("㎡", "平方米")
    )


def _units_in(stated: str) -> set[str]:
    parts = re.split(r"[、,，/;；和及]|[为]", fold(stated).strip("。.()"))
    return {UNITS[part] for part in parts if part in UNITS}
