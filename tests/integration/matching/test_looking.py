"""The graph and the timeline of a finding, from its rows."""

from __future__ import annotations

from mingcha.engine.running.looking import Spot
from mingcha.kernel.messages import Message
from mingcha.matching.graph import draw
from mingcha.matching.showing import Row, Value, timeline

PAYMENT, DEATH = Message("发放", "payment"), Message("死亡", "death")


def line(index: int, dataset: str, title: Message, **values: str) -> Row:
    cells = tuple(
        Value(column, Message(column, column), text, Message(text, text), True) for column, text in values.items()
    )
    return Row(index, title, Spot(dataset, "文件.csv", "", index + 2), cells)


PAID = line(0, "payment", PAYMENT, person="4304**********0001", payee_name="张*", account="****9999", period="202004")
DIED = line(1, "death", DEATH, person="4304**********0001", name="张*", died_on="2020-03-15")


def test_the_same_person_in_two_rows_is_one_and_a_stranger_who_looks_alike_is_another() -> None:
    same = draw([PAID, DIED], {PAID.spot: {"person": 1, "account": 7}, DIED.spot: {"person": 1}})
    assert [(n.kind, n.label, n.rows) for n in same.nodes] == [
        ("person", "张* 4304**********0001", 2),
        ("account", "****9999", 1),
    ]
    assert [(link.source, link.target, link.datasets) for link in same.links] == [(0, 1, (PAYMENT,))]
    alike = draw([PAID, DIED], {PAID.spot: {"person": 1, "account": 7}, DIED.spot: {"person": 2}})
    assert [n.kind for n in alike.nodes] == ["person", "account", "person"] and alike.exact


def test_without_the_files_what_looks_alike_is_one_and_that_is_said() -> None:
    drawn = draw([PAID, DIED], {})
    assert len(drawn.nodes) == 2 and not drawn.exact


def test_dates_stand_in_their_order_whatever_their_form() -> None:
    assert [(m.when, m.row.index) for m in timeline([PAID, DIED])] == [("2020-03-15", 1), ("2020-04", 0)]
