"""
What a person answered about sources (`--mapping FILE`), kept as YAML:

    sources:
      - file: "*低保*.xlsx"        # glob over the path below the folder given; * crosses folders
        sheet: "*"                 # optional glob
        dataset: payment
        header_row: 3              # optional, physical, from 1
        columns: {领款人: payee_name, 证件: person, 内部编号: null}   # header → column; null leaves it out
        constants: {fund: 农村低保, period: "202001"}
      - file: "*/封面.xlsx"
        skip: true
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding.model import NotUnderstood
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

_FIELDS = ("file", "sheet", "dataset", "header_row", "columns", "constants", "skip")


@dataclass(frozen=True)
class Answer:
    """What one source pattern was said to be. `columns`: header → column, None leaves the header out."""

    file: str = "*"
    sheet: str = "*"
    dataset: str | None = None
    header_row: int | None = None
    columns: dict[str, str | None] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    skip: bool = False

    def covers(self, origin: Origin) -> bool:
        """Whether file and sheet match the patterns."""
        return fnmatchcase(origin.file, self.file) and fnmatchcase(origin.sheet, self.sheet)


@dataclass(frozen=True)
class Answers:
    """All remembered answers; later ones win."""

    sources: tuple[Answer, ...] = ()

    def about(self, origin: Origin) -> Answer:
        """Everything said about `origin`, merged."""
        merged = Answer()
        for answer in self.sources:
            if answer.covers(origin):
                merged = Answer(
                    answer.file,
                    answer.sheet,
                    answer.dataset or merged.dataset,
                    answer.header_row or merged.header_row,
                    merged.columns | answer.columns,
                    merged.constants | answer.constants,
                    answer.skip,
                )
        return merged


def read_answers(path: Path, specs: Mapping[str, DatasetSpec]) -> Answers:
    """The answers in `path`. Raises Refused for unknown keys, datasets or columns."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(path, f"无法读取：{error}", f"cannot be read: {error}") from error
    if not isinstance(raw, dict) or set(raw) - {"sources"} or not isinstance(raw.get("sources") or [], list):
        raise _refused(path, "顶层只能有 sources 列表", "must hold one list, `sources`")
    return Answers(tuple(_answer(path, n, item, specs) for n, item in enumerate(raw.get("sources") or [], start=1)))


def write_answers(path: Path, answers: Answers) -> None:
    """Writes `answers` in the form `read_answers` reads."""
    items = [{key: value for key, value in asdict(answer).items() if value} for answer in answers.sources]
    path.write_text(yaml.safe_dump({"sources": items}, allow_unicode=True, sort_keys=False), encoding="utf-8")


def suggest_answers(unclear: NotUnderstood) -> str:
    """The YAML stanza about `unclear` that a person can edit and keep."""
    names = [name for name, _ in unclear.candidates]
    answer: dict[str, Any] = {
        "file": unclear.origin.file,
        "sheet": unclear.origin.sheet or "*",
        "dataset": names[0] if names else "",
        "columns": dict(unclear.proposed) or dict.fromkeys(unclear.headers),
        "constants": {},
    }
    text = yaml.safe_dump([answer], allow_unicode=True, sort_keys=False, width=120)
    others = f"# dataset: {' | '.join(names[1:])}\n" if names[1:] else ""
    return f"# {unclear.message.zh}\n# {unclear.message.en}\n{others}sources:\n" + "".join(
        f"  {line}\n" for line in text.splitlines()
    )


def _answer(path: Path, number: int, raw: object, specs: Mapping[str, DatasetSpec]) -> Answer:
    if not isinstance(raw, dict):
        raise _refused(path, f"第 {number} 条应为“字段: 值”", f"source {number} must be a list of `field: value`")
    for key in raw:
        if key not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise _refused(
                path,
                f"第 {number} 条有不认识的字段 {key}；可用：{known}",
                f"source {number}: unknown key {key}; known: {known}",
            )
    answer = Answer(
        file=str(raw.get("file") or "*"),
        sheet=str(raw.get("sheet") or "*"),
        dataset=str(raw["dataset"]) if raw.get("dataset") else None,
        header_row=_row(path, number, raw.get("header_row")),
        columns={str(k): None if v is None else str(v) for k, v in _table(path, number, raw, "columns").items()},
        constants={str(k): str(v) for k, v in _table(path, number, raw, "constants").items()},
        skip=bool(raw.get("skip", False)),
    )
    _check_names(path, number, answer, specs)
    return answer


def _table(path: Path, number: int, raw: dict[str, Any], name: str) -> dict[Any, Any]:
    value = raw.get(name) or {}
    if not isinstance(value, dict):
        raise _refused(path, f"第 {number} 条的 {name} 应为“键: 值”", f"source {number}: {name} must be `key: value`")
    return value


def _row(path: Path, number: int, value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise _refused(
            path, f"第 {number} 条的 header_row 应为行号", f"source {number}: header_row must be a row number"
        )
    return value


def _check_names(path: Path, number: int, answer: Answer, specs: Mapping[str, DatasetSpec]) -> None:
    if answer.dataset is not None and answer.dataset not in specs:
        raise _refused(
            path,
            f"第 {number} 条：没有数据集 {answer.dataset}",
            f"source {number}: there is no dataset {answer.dataset}",
        )
    known = specs[answer.dataset].columns if answer.dataset else {c for s in specs.values() for c in s.columns}
    for column in (*filter(None, answer.columns.values()), *answer.constants):
        if column not in known:
            raise _refused(path, f"第 {number} 条：没有列 {column}", f"source {number}: there is no column {column}")


def _refused(path: Path, zh: str, en: str) -> Refused:
    return Refused("answers.broken", Message(f"映射文件 {path.name}：{zh}。", f"Mapping file {path.name}: {en}."))
