"""Specs: complete, stable, and refused with file and field when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.engine.understanding import load_specs
from mingcha.engine.understanding.vocabulary import vocabulary
from mingcha.engine.understanding.wording import wording
from mingcha.kernel.errors import Refused

GOOD = """
dataset: book
code: BOOK
title_zh: 图书
title_en: Books
purpose_class: education
feed: once
key: [title]
columns:
  title: {type: text, required: true, aliases: [书名]}
"""


def test_all_specs_load_and_are_titled_in_both_languages() -> None:
    specs = load_specs()
    assert len(specs) >= 55
    for spec in specs.values():
        assert spec.title_zh and spec.title_en.isascii() and spec.words and spec.key
        assert all(c.title_zh and c.title_en.isascii() for c in spec.columns.values()), spec.dataset
        assert all(c.unit for c in spec.columns.values() if c.type == "decimal") or spec.dataset in (
            "village_contract",  # its areas are mu or square metres by kind of asset
            "medical_settlement",  # tablets, boxes, days
        )


def test_digests_are_stable_and_differ() -> None:
    first, second = load_specs(), load_specs()
    assert {n: s.digest() for n, s in first.items()} == {n: s.digest() for n, s in second.items()}
    assert len({spec.digest() for spec in first.values()}) == len(first)


def test_a_folder_adds_and_replaces_specs(tmp_path: Path) -> None:
    (tmp_path / "book.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "land.yml").write_text(GOOD.replace("dataset: book", "dataset: land"), encoding="utf-8")
    specs = load_specs(tmp_path)
    assert specs["book"].columns["title"].aliases == ("书名",)
    assert specs["land"].code == "BOOK"
    assert "payment" in specs


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("type: text", "type: txet"), "columns.title.type"),
        (("feed: once", "feed: sometimes"), "feed"),
        (("key: [title]", "key: [author]"), "key"),
        (("aliases: [书名]", "aliases: [1]"), "columns.title.aliases"),
        (("required: true", "required: ja"), "columns.title.required"),
        (("required: true", "mandatory: true"), "columns.title.mandatory"),
        (("dataset: book", "dataset: koob"), "dataset"),
        (("code: BOOK", "color: red"), "color"),
        (("title_zh: 图书", "title_zh: ''"), "title_zh"),
        (("type: text,", "type: enum,"), "columns.title.values"),
        (("columns:", "columns: []\nrest:"), "rest"),
        (("  title: {", "  Title: {"), "columns.Title"),
    ],
)
def test_a_broken_spec_is_refused_with_file_and_field(tmp_path: Path, change: tuple[str, str], place: str) -> None:
    (tmp_path / "book.yml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_specs(tmp_path)
    assert refused.value.code == "spec.broken"
    for sentence in refused.value.message:
        assert "book.yml" in sentence and place in sentence


def test_unreadable_specs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "book.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Refused, match=r"book\.yml"):
        load_specs(tmp_path)
    with pytest.raises(Refused, match="does not exist"):
        load_specs(tmp_path / "nowhere")


#: A bank calls the payee and the holder of the account 收款人; the other columns of a sheet tell which it is.
SHARED = ("收款",)


def test_no_column_is_written_like_another_of_its_dataset() -> None:
    specs = load_specs()
    for name, entry in vocabulary(specs).entries.items():
        for column in specs[name].columns.values():
            for text in (*column.aliases, column.title_zh, column.name):
                written = entry.exact[wording(text).spellings[0]]
                shared = name == "payment" and text.startswith(SHARED)
                assert column.name in written[: 1 + shared], (name, column.name, text)
