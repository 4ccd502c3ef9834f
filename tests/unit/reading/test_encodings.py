"""Byte-level validation agrees with Python's own decoders, however the bytes are cut into blocks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.reading.bytecensus import Gb18030Validator, Marks, Utf8Validator, count_marks, holds_utf8_run
from mingcha.engine.reading.encoding import decode_line

NAMES = st.text(alphabet='张伟李娜甘溪村金兰镇a1,"\r\n€😀', max_size=30)


def blocks(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=500)
@given(
    st.one_of(st.binary(max_size=40), NAMES.map(str.encode), NAMES.map(lambda t: t.encode()[:-1])), st.integers(1, 7)
)
def test_utf8(data: bytes, size: int) -> None:
    validator = Utf8Validator()
    for block in blocks(data, size):
        validator.feed(block)
    assert validator.finish() == decodes(data, "utf-8")


@settings(max_examples=500)
@given(st.one_of(st.binary(max_size=40), NAMES.map(lambda t: t.encode("gb18030"))), st.integers(1, 7))
def test_gb18030(data: bytes, size: int) -> None:
    validator = Gb18030Validator()
    valid = all(validator.feed(block) for block in blocks(data, size)) and validator.finish()
    assert valid == (decodes(data, "gb18030") and not holds_utf8_run(data))


def test_pasted_utf8_is_noticed_across_blocks() -> None:
    data = "姓名".encode("gb18030") + "金兰镇甘溪村".encode()
    for size in range(1, len(data)):
        validator = Gb18030Validator()
        assert not all(validator.feed(block) for block in blocks(data, size))


@given(st.text(alphabet='a"\r\n', max_size=30), st.integers(1, 7))
def test_marks(text: str, size: int) -> None:
    marks, last = Marks(), b""
    for block in blocks(text.encode(), size):
        count_marks(block, last, marks)
        last = block[-1:]
    lone = "\r" in text.replace("\r\n", "")
    assert marks.quotes == text.count('"')
    assert marks.newlines == text.count("\n")
    assert (marks.lone_returns or last == b"\r") == lone


def test_lines_by_strict_order() -> None:
    assert decode_line("张伟".encode()) == ("张伟", "utf-8")
    assert decode_line("张伟".encode("gb18030")) == ("张伟", "gb18030")
    assert decode_line(b"a\xff") == ("a\ufffd", "neither")
