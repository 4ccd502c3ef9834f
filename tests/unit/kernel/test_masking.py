"""Masked values: enough to recognise, not enough to use."""

from __future__ import annotations

import pytest

from mingcha.kernel.masking import MASKS


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("person_id", "430421193610076852", "4304**********6852"), ("person_id", "12345678", "********"),
        ("uscc", "91350100M000100Y43", "91************0Y43"), ("party_id", "91350100M000100Y43", "9135**********0Y43"),
        ("account", "6217995526235558298", "***************8298"), ("phone", "13812345678", "138******78"),
        ("plate", "湘DD40U3", "湘D***U3"), ("name", "张三", "张*"), ("name", "张三丰", "张**"),
        ("name", "欧阳娜梦", "欧阳**"), ("name", "欧阳", "欧*"), ("name", "王", "王*"), ("name", "", ""),
        ("address", "湖南省衡阳市衡阳县金兰镇甘溪村7组80号", "湖南省衡阳市衡阳县金兰镇甘溪村***"),
        ("address", "湖南省衡阳市蒸湘区红湘街道解放路134号5栋360室", "湖南省衡阳市蒸湘区红湘街道解放路***"),
        ("address", "某处", "某*"), ("ref", "衡纪〔2018〕10号", "衡纪〔2018〕10号"),
    ],
)  # fmt: skip
def test_masks(kind: str, value: str, shown: str) -> None:
    assert MASKS[kind](value) == shown


def test_no_mask_shows_a_whole_identifier() -> None:
    for kind in ("person_id", "uscc", "party_id", "account", "phone", "plate", "name"):
        for length in range(1, 20):
            assert MASKS[kind]("12345678901234567890"[:length]) != "12345678901234567890"[:length]
