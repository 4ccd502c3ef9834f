"""What is said about sheets that were not understood: what was seen, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.kernel.messages import Message


def place(origin: Origin) -> str:
    """`file › sheet`, or the file alone."""
    return f"{origin.file} › {origin.sheet}" if origin.sheet else origin.file


def empty(origin: Origin) -> Message:
    """No row holds anything."""
    return Message(f"{place(origin)}：没有内容，已跳过。", f"{place(origin)}: holds nothing; skipped.")


def instructions(origin: Origin) -> Message:
    """A sheet that explains how to fill in another one."""
    return Message(
        f"{place(origin)}：是填表说明一类的文字，没有数据，已跳过。",
        f"{place(origin)}: a page of instructions without data; skipped.",
    )


def skipped(origin: Origin) -> Message:
    """A person answered that this sheet is not wanted."""
    return Message(
        f"{place(origin)}：按 --mapping 的回答跳过。", f"{place(origin)}: skipped, as answered in --mapping."
    )


def no_header(origin: Origin) -> Message:
    """No row looks like a header."""
    return Message(
        f"{place(origin)}：前 60 行中没有找到表头。请在表格第一行补上列名，或用 --mapping 指定 header_row 与各列含义。",
        f"{place(origin)}: no header row in the first 60 rows. Add a row with column names, or give header_row and the "
        "columns in --mapping FILE.",
    )


def unknown(origin: Origin, headers: Sequence[str]) -> Message:
    """The table resembles no dataset."""
    shown = "、".join(headers[:8])
    return Message(
        f"{place(origin)}：看不出是哪一类数据（表头：{shown}）。请用 --mapping 指定 dataset，或写 skip: true 跳过。",
        f"{place(origin)}: resembles no known dataset (headers: {shown}). Name the dataset in --mapping FILE, or skip "
        "it with `skip: true`.",
    )


def ambiguous(origin: Origin, first: DatasetSpec, second: DatasetSpec) -> Message:
    """Two datasets fit equally well."""
    return Message(
        f"{place(origin)}：像“{first.title_zh}”，也像“{second.title_zh}”，不能替您决定。请用 --mapping 指定 dataset。",
        f"{place(origin)}: could be “{first.title_en}” as well as “{second.title_en}”; a person must decide. Name the "
        "dataset in --mapping FILE.",
    )


def by_values(origin: Origin, spec: DatasetSpec) -> Message:
    """A table without a header was read by its values."""
    return Message(
        f"{place(origin)}：没有表头，按内容认作“{spec.title_zh}”，请核对各列。",
        f"{place(origin)}: has no header; read as “{spec.title_en}” by its values. Check the columns.",
    )


def missing(origin: Origin, title: Message, columns_zh: Sequence[str], columns_en: Sequence[str]) -> Message:
    """The dataset is clear and required columns are not found."""
    return Message(
        f"{place(origin)}：是“{title.zh}”，但没有找到必需的列：{'、'.join(columns_zh)}。"
        "请补上这些列，或用 --mapping 指定哪一列是它（月份、项目等可写为 constants）。",
        f"{place(origin)}: is “{title.en}” but lacks required columns: {', '.join(columns_en)}. Add them, or say in "
        "--mapping FILE which column it is (month, fund and the like may be given as constants).",
    )


def unclear_columns(origin: Origin, spec: DatasetSpec, columns: Sequence[tuple[ColumnSpec, Sequence[str]]]) -> Message:
    """The dataset is clear; which header is a column, or whether it is one, is not."""
    zh = "；".join(f"“{column.title_zh}”是不是“{'”还是“'.join(headers)}”" for column, headers in columns)
    en = "; ".join(f"is “{column.title_en}” the column “{'” or “'.join(headers)}”" for column, headers in columns)
    return Message(
        f"{place(origin)}：是“{spec.title_zh}”，但不能确定{zh}。认错列会冤枉人，请用 --mapping 指定。",
        f"{place(origin)}: is “{spec.title_en}”, but it is not certain: {en}? A wrong column accuses the wrong person; "
        "say it in --mapping FILE.",
    )


def weak(origin: Origin, pairs: Sequence[tuple[str, ColumnSpec]]) -> Message:
    """Columns taken by likeness or content alone."""
    zh = "、".join(f"“{header}”认作“{column.title_zh}”" for header, column in pairs)
    en = ", ".join(f"“{header}” as “{column.title_en}”" for header, column in pairs)
    return Message(
        f"{place(origin)}：按内容和近似写法，{zh}，请核对。",
        f"{place(origin)}: read by content and likeness {en}. Check them.",
    )


def unused_numbers(origin: Origin, headers: Sequence[str]) -> Message:
    """Columns full of identifiers that no column of the dataset claims beyond doubt."""
    shown = "、".join(headers)
    return Message(
        f"{place(origin)}：列 {shown} 是证件号码，但不能确定是谁的，没有使用。需要时请用 --mapping 指定。",
        f"{place(origin)}: the columns {shown} hold identity numbers, but whose is not certain; they are not used. Say "
        "it in --mapping FILE if they are needed.",
    )


def lost_october(origin: Origin, header: str) -> Message:
    """Months such as 2020.10 that a spreadsheet kept as the number 2020.1."""
    return Message(
        f"{place(origin)}：列“{header}”的月份被当作数字保存，2020.10 变成了 2020.1，10 月与 1 月已分不开；"
        "凡写作“.1”的月份都不可靠，请部门以文本格式重报。",
        f"{place(origin)}: the months in “{header}” were kept as numbers, so that 2020.10 became 2020.1; October "
        "cannot be told from January. No month written “.1” can be relied on; ask for the column as text.",
    )
