"""Reads spec files; a broken one is refused with a sentence that names file and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mingcha.engine.understanding.spec import FEEDS, PURPOSES, TYPES, ColumnSpec, DatasetSpec
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DATASET_FIELDS = frozenset(
    ["dataset", "code", "title_zh", "title_en", "purpose_class", "feed", "words", "not_words", "columns", "key"],
)
COLUMN_FIELDS = frozenset(["type", "required", "elsewhere", "aliases", "values", "title_zh", "title_en", "unit"])


def read_folder(folder: Path) -> dict[str, DatasetSpec]:
    """Specs of all `*.yml` directly in `folder`, by dataset name."""
    if not folder.is_dir():
        raise Refused(
            "spec.folder",
            Message(
                f"找不到数据集规格目录 {folder}。请检查 --schemas 后的路径。",
                f"The folder of dataset specs {folder} does not exist. Check the path after --schemas.",
            ),
        )
    return {spec.dataset: spec for spec in (read_spec(path) for path in sorted(folder.glob("*.yml")))}


def read_spec(path: Path) -> DatasetSpec:
    """The spec in `path`; its name must be the dataset's name."""
    raw = _load(path)
    _unknown(path, "", raw, DATASET_FIELDS)
    name = _text(path, raw, "dataset", needed=True)
    if name != path.stem:
        raise _broken(path, "dataset", f"应为文件名 {path.stem}", f"must be the file's name, {path.stem}")
    columns = _columns(path, raw.get("columns"))
    return DatasetSpec(
        dataset=name,
        code=_text(path, raw, "code", needed=True),
        title_zh=_text(path, raw, "title_zh", needed=True),
        title_en=_text(path, raw, "title_en", needed=True),
        purpose_class=_one_of(path, raw, "purpose_class", PURPOSES),
        feed=_one_of(path, raw, "feed", FEEDS),
        words=_texts(path, "words", raw.get("words")),
        not_words=_texts(path, "not_words", raw.get("not_words")),
        columns=columns,
        key=_key(path, raw.get("key"), columns),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise _broken(path, "", f"无法读取：{error}", f"it cannot be read: {error}") from error
    if not isinstance(raw, dict):
        raise _broken(path, "", "应为“字段: 值”的列表", "it must be a list of `field: value`")
    return raw


def _columns(path: Path, raw: object) -> dict[str, ColumnSpec]:
    if not isinstance(raw, dict) or not raw:
        raise _broken(path, "columns", "应列出至少一列", "must list at least one column")
    columns = {}
    for name, body in raw.items():
        if not isinstance(name, str) or not name.isidentifier() or name != name.lower():
            raise _broken(path, f"columns.{name}", "列名应为小写英文", "a column name must be a lower-case word")
        if not isinstance(body, dict):
            raise _broken(path, f"columns.{name}", "应有 type 等字段", "must have fields such as type")
        columns[name] = _column(path, name, body)
    return columns


def _column(path: Path, name: str, raw: dict[str, Any]) -> ColumnSpec:
    where = f"columns.{name}."
    _unknown(path, where, raw, COLUMN_FIELDS)
    aliases = _texts(path, f"{where}aliases", raw.get("aliases"))
    return ColumnSpec(
        name=name,
        type=_one_of(path, raw, "type", TYPES, where),
        required=_flag(path, raw, "required", where),
        elsewhere=_flag(path, raw, "elsewhere", where),
        aliases=aliases,
        values=_values(path, where, raw),
        title_zh=_text(path, raw, "title_zh", where) or (aliases[0] if aliases else name),
        title_en=_text(path, raw, "title_en", where) or name.replace("_", " "),
        unit=_text(path, raw, "unit", where),
    )


def _values(path: Path, where: str, raw: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    values = raw.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(code, str) for code in values):
        raise _broken(path, f"{where}values", "应为“代码: [写法]”", "must be `code: [spellings]` with text codes")
    if raw.get("type") == "enum" and not values:
        raise _broken(path, f"{where}values", "枚举列缺少取值", "an enum column needs its values")
    return {code: _texts(path, f"{where}values.{code}", words) for code, words in values.items()}


def _key(path: Path, raw: object, columns: dict[str, ColumnSpec]) -> tuple[str, ...]:
    key = _texts(path, "key", raw)
    for name in key:
        if name not in columns:
            raise _broken(path, "key", f"没有列 {name}", f"there is no column {name}")
    return key


def _text(path: Path, raw: dict[str, Any], name: str, where: str = "", *, needed: bool = False) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _broken(path, where + name, "应为非空文字", "must be a text that is not empty")
    return value


def _texts(path: Path, where: str, raw: object) -> tuple[str, ...]:
    values = raw if raw is not None else []
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise _broken(path, where, "应为文字列表（数字请加引号）", "must be a list of texts (put numbers in quotes)")
    return tuple(values)


def _flag(path: Path, raw: dict[str, Any], name: str, where: str) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise _broken(path, where + name, "应为 true 或 false", "must be true or false")
    return value


def _one_of(path: Path, raw: dict[str, Any], name: str, allowed: frozenset[str], where: str = "") -> str:
    value = raw.get(name)
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(sorted(allowed))
        raise _broken(path, where + name, f"“{value}”不在可用值中：{words}", f"{value!r} is none of: {words}")
    return value


def _unknown(path: Path, where: str, raw: dict[str, Any], known: frozenset[str]) -> None:
    for name in raw:
        if name not in known:
            words = ", ".join(sorted(known))
            raise _broken(path, f"{where}{name}", f"不认识的字段；可用：{words}", f"an unknown field; known: {words}")


def _broken(path: Path, where: str, zh: str, en: str) -> Refused:
    place_zh, place_en = (f"的 {where}", f", field {where}") if where else ("", "")
    return Refused(
        "spec.broken",
        Message(f"数据集规格 {path.name}{place_zh}有误：{zh}。", f"Dataset spec {path.name}{place_en}: {en}."),
    )
