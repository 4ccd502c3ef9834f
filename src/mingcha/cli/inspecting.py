"""`mingcha inspect`: what a file or folder is understood to be, before anything is matched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mingcha.cli import options
from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.engine.reading import ReadFailure, list_files, read_file
from mingcha.engine.understanding import Mapping, NotUnderstood, read_answers, suggest_answers, understand
from mingcha.engine.understanding.spec import DatasetSpec, load_specs


def inspect(
    path: Annotated[Path, typer.Argument(help="文件或文件夹 file or folder", exists=True)],
    mapping: options.Mapping = None,
    schemas: options.Schemas = None,
    suggest: Annotated[
        Path | None, typer.Option(help="把待确认的问题写入此文件 write open questions to this file")
    ] = None,
) -> None:
    """查看文件是什么数据、各列怎样识别。 What files are understood to be."""
    specs = load_specs(schemas)
    answers = read_answers(mapping, specs) if mapping else None
    files = list_files(path) if path.is_dir() else [(path, path.name)]
    open_questions: list[NotUnderstood] = []
    for file, name in files:
        for sheet in read_file(file, name=name):
            if isinstance(sheet, ReadFailure):
                out.print(sheet.message.say(LANGUAGE), style="red", markup=False)
                continue
            for note in sheet.notes:
                out.print(f"  {note.say(LANGUAGE)}", style="dim", markup=False)
            for block in understand(sheet, specs, answers):
                if isinstance(block, Mapping):
                    _show(block, specs[block.dataset], sheet.encoding)
                else:
                    open_questions.append(block)
                    out.print(block.message.say(LANGUAGE), style="yellow", markup=False)
    if suggest is not None:
        asked = [q for q in open_questions if q.code in ("ambiguous", "missing_columns", "unknown_dataset")]
        suggest.write_text("".join(suggest_answers(q) for q in asked), encoding="utf-8")
        out.print(say(f"请填写 {suggest}，再以 --mapping 使用。", f"Fill in {suggest} and pass it with --mapping."))


def _show(block: Mapping, spec: DatasetSpec, encoding: str) -> None:
    origin = f"{block.origin.file} · {block.origin.sheet}" if block.origin.sheet else block.origin.file
    title = spec.title_zh if LANGUAGE == "zh" else spec.title_en
    out.print(f"[bold]{origin}[/] → {title} ({block.dataset}) {block.confidence:.0%} {encoding}")
    for match in block.columns:
        unit = f" [{match.unit}]" if match.unit else ""
        line = f"    {match.header}{unit} → {match.column}  {match.how} {match.confidence:.0%}"
        out.print(line, markup=False, style="" if match.confidence >= 0.9 else "yellow")
    for constant in block.constants:
        out.print(f"    {constant.column} = {constant.value} ({constant.where})", markup=False, style="cyan")
    if block.ignored:
        out.print(say("    未使用：", "    unused: ") + "、".join(block.ignored), markup=False, style="dim")
    for note in block.notes:
        out.print(f"    {note.say(LANGUAGE)}", markup=False, style="dim")
