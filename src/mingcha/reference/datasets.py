"""docs/reference/datasets.md: every dataset spec, with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.reference.markdown import anchor, both, code, table

FEEDS = {
    "daily": ("每日", "daily"),
    "weekly": ("每周", "weekly"),
    "monthly": ("每月", "monthly"),
    "quarterly": ("每季", "quarterly"),
    "yearly": ("每年", "yearly"),
    "once": ("一次", "once"),
}

HEAD = """# 数据集 · Datasets

由 `schemas/*.yml` 生成，请勿手改。Generated from `schemas/*.yml`; do not edit.

“必需”指没有该列就不能采用；“标题可代”指月份、区县等可由文件名、工作表名或标题给出。别名只列前几个，全部写法见规格文件。
_Required_: without this column the table is not used; _or title_: file name, sheet name or title may say it instead.
Only the first aliases are shown; the spec file has all of them. How each type is stored:
[architecture](../architecture.md#stored-types). How to add one: [add a dataset](../how-to/add-a-dataset.md).
"""
SHOWN_ALIASES = 4


def datasets_page(specs: Mapping[str, DatasetSpec]) -> str:
    """The whole page."""
    listed = sorted(specs.values(), key=lambda s: s.dataset)
    index = ((f"[`{s.dataset}`](#{s.dataset})", s.code, s.title_zh, s.title_en, s.purpose_class) for s in listed)
    lines = [HEAD, *table(("名称 name", "代号 code", "中文", "English", "用途类别 purpose class"), index)]
    for spec in listed:
        lines += _dataset(spec)
    return "\n".join(lines).rstrip() + "\n"


def _dataset(spec: DatasetSpec) -> Iterator[str]:
    yield anchor(spec.dataset)
    yield ""
    yield f"## {both(spec.title_zh, spec.title_en)}"
    yield ""
    keys = "、".join(code(k) for k in spec.key) or "—"
    feed = both(*FEEDS[spec.feed])
    purpose = code(spec.purpose_class)
    yield f"{code(spec.dataset)} · 主键 key {keys} · 报送 feed {feed} · 用途类别 purpose class {purpose}"
    yield ""
    head = ("列 column", "类型 type", "必需 required", "中文", "English", "常见表头 headers", "取值 values")
    yield from table(head, (_column(c) for c in spec.columns.values()))


def _column(column: ColumnSpec) -> tuple[str, ...]:
    needed = ("是，标题可代 yes, or title" if column.elsewhere else "是 yes") if column.required else ""
    unit = f"（{column.unit}）" if column.unit else ""
    values = "；".join(f"{code(c)} {'、'.join(words[:2])}" for c, words in column.values.items())
    aliases = "、".join(column.aliases[:SHOWN_ALIASES])
    return code(column.name), code(column.type) + unit, needed, column.title_zh, column.title_en, aliases, values
