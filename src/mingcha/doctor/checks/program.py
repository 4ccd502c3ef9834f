"""The program itself: what was installed is what was tested, and everything that pages need is in its place."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

from mingcha.doctor.model import check
from mingcha.engine.rules.library import load_library
from mingcha.engine.understanding.spec import load_specs
from mingcha.kernel.messages import Message

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(\s*;[^\\]*)?", re.MULTILINE)
_VENDOR = ("vendor/tabler.min.css", "vendor/echarts.min.js")


@check(
    "program.packages",
    "warning",
    why=("依赖版本与测试过的不同，结果可能不同。", "Packages differ from the ones that were tested; so may results."),
    fix=("运行 ./run serve 或重新执行安装步骤。", "Run ./run serve, or install again from the lock."),
    needs="",
)
def packages(_at: datetime) -> Message | None:
    """Installed versions are those of the lock beside the program; without a lock there is nothing to compare."""
    lock = settings.CHECKOUT / "requirements.txt"
    if not lock.exists():
        return None
    wanted: dict[str, set[str]] = defaultdict(set)
    conditional = set()
    for name, pinned, condition in _PINNED.findall(lock.read_text(encoding="utf-8")):
        wanted[name].add(pinned)  # several, when it depends on the version of Python
        conditional |= {name} if condition else set()
    found = {name: _installed(name) for name in wanted}
    other = [n for n, have in found.items() if have not in wanted[n] and not (have is None and n in conditional)]
    names = "、".join(sorted(other)[:5])
    return Message(f"版本不符：{names}。", f"Other versions than in the lock: {names}.") if other else None


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _manifest() -> dict[str, str]:
    path = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["paths"]) if path.exists() else {}


@check(
    "program.static",
    "error",
    why=("页面没有样式，或打不开。", "Pages have no styles, or fail."),
    fix=("启动 mingcha serve，它会重新收集静态文件。", "Start `mingcha serve`, which collects the static files."),
    needs="",
)
def static(_at: datetime) -> Message | None:
    """Static files were collected, and each file of the list is there."""
    listed = _manifest()
    if not listed:
        return Message("静态文件尚未收集。", "Static files were not collected.")
    lost = [name for name, hashed in listed.items() if not (Path(settings.STATIC_ROOT) / hashed).exists()]
    return Message(f"缺少{len(lost)}个静态文件。", f"{len(lost)} static files are missing.") if lost else None


@check(
    "program.vendor",
    "error",
    why=("没有 Tabler 和 ECharts，页面无法使用。", "Without Tabler and ECharts pages cannot be used."),
    fix=(
        "联网运行一次 ./run serve，或从安装包带来 build/web。",
        "Run ./run serve with a network once, or bring build/web along.",
    ),
    needs="",
)
def vendor(_at: datetime) -> Message | None:
    """The front-end packages are among the collected files."""
    listed = _manifest()
    lost = [name for name in _VENDOR if listed and name not in listed]
    return Message(f"缺少：{', '.join(lost)}。", f"Missing: {', '.join(lost)}.") if lost else None


@check(
    "program.translations",
    "warning",
    why=("页面会出现未翻译的文字。", "Pages show texts that are not translated."),
    fix=("启动 mingcha serve，它会重新编译译文。", "Start `mingcha serve`, which compiles the catalogues."),
    needs="",
)
def translations(_at: datetime) -> Message | None:
    """Each catalogue was compiled since it was last changed."""
    sources = [p for folder in settings.LOCALE_PATHS for p in Path(folder).rglob("*.po")]
    stale = [p for p in sources if not _is_compiled(p)]
    return Message("译文未编译。", "Catalogues are not compiled.") if stale or not sources else None


def _is_compiled(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


@check(
    "program.rules",
    "warning",
    why=("有规则不会运行，疑点会漏掉。", "Some rules will not run; findings are missed."),
    fix=("用 mingcha rules check 查看每个问题。", "See each problem with `mingcha rules check`."),
    needs="",
)
def rules(_at: datetime) -> Message | None:
    """Every rule file passes the gate."""
    broken = load_library(load_specs(), getattr(settings, "RULEPACKS", None)).broken
    names = ", ".join(name for name, _ in broken[:3])
    return Message(f"规则文件有误：{names}。", f"Broken rule files: {names}.") if broken else None
