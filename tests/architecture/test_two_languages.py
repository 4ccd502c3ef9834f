"""Every sentence exists in Chinese and English: in the code, in dataset specs, in rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from mingcha.engine.normalise import REASONS
from mingcha.engine.reading.sentences import REFUSALS
from mingcha.engine.rules.library import Library, load_library
from mingcha.engine.understanding.spec import DatasetSpec, load_specs
from mingcha.kernel.messages import Message
from tests.architecture.tree import name, parsed, python_files

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
#: What may stand in the other language inside an English text: quoted words, code, placeholders, values of a file.
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|`[^`]*`|《[^》]*》|\{[^}]*\}")


@pytest.fixture(scope="module")
def specs() -> dict[str, DatasetSpec]:
    return load_specs()


@pytest.fixture(scope="module")
def library(specs: dict[str, DatasetSpec]) -> Library:
    return load_library(specs)


def fixed(node: ast.expr) -> str | None:
    """The fixed words of a text, placeholders as `{}`; None when it is not written down here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = fixed(node.left), fixed(node.right)
        return None if left is None or right is None else left + right
    return None


def said() -> Iterator[tuple[str, str, str]]:
    """Place, Chinese and English of every `Message(…)` and `say(…)` whose texts are written on the spot."""
    for path in python_files("src"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Message", "say"):
                texts = [fixed(argument) for argument in node.args]
                if len(texts) == 2 and texts[0] is not None and texts[1] is not None:
                    yield f"{name(path)}:{node.lineno}", texts[0], texts[1]


def fault(zh: str, en: str) -> str | None:
    """What is wrong with a pair of texts; a pair without words of its own (`{} {}`) is none."""
    own_zh, own_en = QUOTED.sub("", zh), QUOTED.sub("", en)
    if not CHINESE.search(zh) and not LATIN.search(own_zh + own_en):
        return None
    if not CHINESE.search(own_zh):
        return "no Chinese"
    if not LATIN.search(own_en):
        return "no English"
    return "Chinese in the English text" if CHINESE.search(own_en) else None


def test_sentences_in_the_code() -> None:
    texts = list(said())
    assert len(texts) > 50
    assert [(place, zh, en, why) for place, zh, en in texts if (why := fault(zh, en))] == []


def test_messages_have_two_texts() -> None:
    calls = [
        (f"{name(p)}:{n.lineno}", len(n.args) + len(n.keywords))
        for p in python_files("src")
        for n in ast.walk(parsed(p))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "Message"
    ]
    assert [c for c in calls if c[1] not in (1, 2)] == []  # one when both come unpacked: Message(*pair)


def test_tables_of_sentences() -> None:
    pairs = {code: Message(zh, en) for code, (zh, en) in REFUSALS.items()} | dict(REASONS)
    assert {code: why for code, m in pairs.items() if (why := fault(m.zh, m.en))} == {}


def test_datasets(specs: dict[str, DatasetSpec]) -> None:
    titles = {s.dataset: (s.title_zh, s.title_en) for s in specs.values()}
    titles |= {f"{s.dataset}.{c.name}": (c.title_zh, c.title_en) for s in specs.values() for c in s.columns.values()}
    assert {place: why for place, (zh, en) in titles.items() if (why := column_fault(zh, en))} == {}


def column_fault(zh: str, en: str) -> str | None:
    """Columns may bear one name in both languages (IP, MAC)."""
    return None if zh == en and LATIN.search(en) and not CHINESE.search(en) else latin_fault(zh, en)


def latin_fault(zh: str, en: str) -> str | None:
    """`fault` for short titles, where a Chinese one may be mostly Latin (上传IP)."""
    if not zh.strip() or not LATIN.search(en):
        return "missing"
    return "Chinese in the English title" if CHINESE.search(QUOTED.sub("", en)) else None


def test_rules(library: Library) -> None:
    assert library.broken == ()
    faults: dict[str, str] = {}
    for rule in library.rules.values():
        texts = {"title": rule.title, "explanation": rule.explanation, "verify": rule.verify, "clears": rule.clears}
        texts |= {f"parameter {p.name}": p.title for p in rule.parameters.values()}
        texts |= {f"exclusion {x.name}": x.title for x in rule.exclusions}
        faults |= {f"{rule.id} {what}": why for what, m in texts.items() if (why := fault(m.zh, m.en))}
    assert faults == {}


@pytest.mark.parametrize(
    ("zh", "en", "why"),
    [
        ("文件“{}”是空的。", "The file “{}” is empty.", None),
        ("{} {}", "{} {}", None),
        ("文件是空的。", "", "no English"),
        ("The file is empty.", "The file is empty.", "no Chinese"),
        ("规则低保", "The rule 低保", "Chinese in the English text"),
        ("规则“低保”", "The rule “低保”", None),
    ],
)
def test_what_counts_as_a_fault(zh: str, en: str, why: str | None) -> None:
    assert fault(zh, en) == why
