"""docs/reference/command-line.md: every command with its arguments and options."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import typer

from mingcha.cli.main import app
from mingcha.reference.markdown import code, table

HEAD = """# 命令行 · Command line

由命令行定义生成，请勿手改。Generated from the commands themselves; do not edit.

`./run 命令` 与 `.venv/bin/mingcha 命令` 相同，前者会先准备好环境。
退出码：0 完成，1 拒绝（并说明原因），2 写法有误，130 已取消。

`./run COMMAND` is `.venv/bin/mingcha COMMAND` after the environment has been set up.
Exit status: 0 done, 1 refused (with the reason), 2 wrong usage, 130 canceled.

| 环境变量 variable | 含义 | meaning |
|---|---|---|
| `MINGCHA_LANGUAGE` | `en` 为英文提示，默认中文 | `en` for English messages; Chinese by default |
| `MINGCHA_KEY` | 密钥内容，代替密钥文件 | the key itself, in place of a key file |
| `XDG_CONFIG_HOME` | 密钥文件默认为其中的 `mingcha/secret.key` | where `mingcha/secret.key` lies |
"""
KINDS = {"Path": "路径 path", "str": "文字 text", "int": "整数 number", "bool": "开关 switch"}


def commands_page() -> str:
    """The whole page."""
    lines = [HEAD]
    for name, command in _commands(typer.main.get_command(app), "mingcha"):
        lines += _command(name, command)
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from _commands(below, f"{path} {name}")
    else:
        yield path, command


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"## `{name}`"
    yield ""
    yield " ".join((command.help or "").split())
    yield ""
    shown = [p for p in command.params if not getattr(p, "hidden", False) and p.name != "help"]
    head = ("参数或选项 argument or option", "值 value", "默认 default", "说明 meaning")
    yield from table(head, (_parameter(p) for p in shown))


def _parameter(parameter: Any) -> tuple[str, ...]:
    is_option = parameter.opts[0].startswith("-")
    name = "、".join(code(o) for o in parameter.opts) if is_option else code(parameter.name.upper())
    default = "必填 required" if parameter.required else code(_default(parameter.default))
    return name, _kind(parameter), default, parameter.help or ""


def _default(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None or value is False or value == [] else str(value)


def _kind(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " / ".join(code(member.value) for member in kind)
    if getattr(kind, "__origin__", None) is list:
        return "文字，可重复 text, repeatable"
    return KINDS.get(getattr(kind, "__name__", ""), str(kind))
