"""Options that several commands share, and how their text becomes values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mingcha.engine.rules.frontmatter import parse_value
from mingcha.engine.rules.library import Library, load_library
from mingcha.engine.running.executor import Overrides
from mingcha.engine.sealing.secret import Secret, default_key_path
from mingcha.engine.store.ingest import Context
from mingcha.engine.understanding import read_answers
from mingcha.engine.understanding.spec import load_specs
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

Mapping = Annotated[Path | None, typer.Option("--mapping", help="列对应关系文件（YAML） answers about sources")]
Schemas = Annotated[Path | None, typer.Option("--schemas", help="另加的数据集定义目录 further dataset specs")]
Rulepacks = Annotated[Path | None, typer.Option("--rulepacks", help="另加的规则目录 further rules")]
Key = Annotated[Path | None, typer.Option("--key", help="密钥文件，默认在用户配置目录 key file, kept outside the data")]


def context(root: Path, *, mapping: Path | None, schemas: Path | None, key: Path | None) -> Context:
    """What files are read with."""
    specs = load_specs(schemas)
    answers = read_answers(mapping, specs) if mapping else None
    return Context(root, Secret.load(key or default_key_path()), specs, answers)


def day(text: str | None) -> date:
    """A date written YYYY-MM-DD; today when none is given."""
    try:
        return date.fromisoformat(text) if text else date.today()  # noqa: DTZ011 - a date without time, local to the user
    except ValueError:
        raise Refused(
            "option.date",
            Message(f"日期“{text}”不对，请写成 2020-12-31。", f"“{text}” is no date; write it like 2020-12-31."),
        ) from None


def overrides(library: Library, texts: list[str]) -> Overrides:
    """`rule.parameter=value` options as stored values by rule."""
    result: dict[str, dict[str, int | str]] = {}
    for text in texts:
        path, _, value = text.partition("=")
        rule_name, _, name = path.rpartition(".")
        rule = library.rule(rule_name)
        if rule is None or name not in rule.parameters or not value:
            raise Refused(
                "option.param",
                Message(
                    f"参数“{text}”不对，应写作 规则.参数=值，例如 dead_low_income.grace_months=2。",
                    f"“{text}” is no parameter; write rule.parameter=value, e.g. dead_low_income.grace_months=2.",
                ),
            )
        result.setdefault(rule.id, {})[name] = parse_value(rule.parameters[name].type, value)
    return result


def library_of(specs_from: Context, rulepacks: Path | None) -> Library:
    """The rules that can be run with these specs."""
    return load_library(specs_from.specs, rulepacks)
