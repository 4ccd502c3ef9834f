"""Remembered answers: read, written, refused by name; a stanza is suggested for what was not understood."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding import (
    Answer,
    Answers,
    NotUnderstood,
    load_specs,
    read_answers,
    suggest_answers,
    understand,
    write_answers,
)
from mingcha.kernel.errors import Refused
from tests.unit.understanding.tables import sheet

SPECS = load_specs()


def test_answers_come_back_as_written(tmp_path: Path) -> None:
    answers = Answers(
        (
            Answer("*低保*.xlsx", "*月", "payment", 3, {"领款人": "payee_name", "内部号": None}, {"fund": "农村低保"}),
            Answer("封面.xlsx", skip=True),
        )
    )
    write_answers(tmp_path / "m.yml", answers)
    assert read_answers(tmp_path / "m.yml", SPECS) == answers


def test_later_answers_add_to_earlier_ones() -> None:
    answers = Answers(
        (
            Answer("*", dataset="payment", constants={"fund": "临时救助", "period": "2020"}),
            Answer("*/a.xlsx", columns={"号": "person"}, constants={"period": "202001"}),
        )
    )
    about = answers.about(Origin("x/a.xlsx", "1"))
    assert (about.dataset, about.columns) == ("payment", {"号": "person"})
    assert about.constants == {"fund": "临时救助", "period": "202001"}
    assert answers.about(Origin("b.xlsx")).constants["period"] == "2020"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [{datset: payment}]", "datset"),
        ("sources: [{dataset: paymnt}]", "paymnt"),
        ("sources: [{dataset: payment, columns: {号: persn}}]", "persn"),
        ("sources: [{constants: {fnd: x}}]", "fnd"),
        ("sources: [{header_row: 0}]", "header_row"),
        ("sources: [{columns: [a]}]", "columns"),
        ("sources: [text]", "1"),
        ("source: []", "sources"),
        ("a: [", "m.yml"),
    ],
)
def test_unknown_words_are_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_answers(tmp_path / "m.yml", SPECS)
    assert all("m.yml" in sentence and said in sentence for sentence in refused.value.message)


def test_a_suggestion_can_be_edited_into_an_answer(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "金额"], ["张三", "430421196910079961", "5"]]
    (unclear,) = understand(sheet(rows, "附件.xlsx"), SPECS)
    assert isinstance(unclear, NotUnderstood)
    text = suggest_answers(unclear)
    (source,) = yaml.safe_load(text)["sources"]
    assert (source["file"], source["sheet"]) == ("附件.xlsx", "Sheet1")
    assert source["dataset"] in SPECS
    assert list(source["columns"]) == ["姓名", "身份证号", "金额"]
    (tmp_path / "m.yml").write_text(text, encoding="utf-8")
    assert read_answers(tmp_path / "m.yml", SPECS).sources[0].dataset == source["dataset"]
