"""No content of a sheet makes understanding fail, and no row is lost between its answers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.engine.understanding import Mapping, RowClass, classify, load_specs, understand
from tests.unit.understanding.tables import sheet

SPECS = load_specs()
LABELS = (
    "序号 姓名 身份证号 男方 女方 发放金额(元) 死亡日期 火化日期 合计 单位：元 2020年1月 张三 430421196910079961 "
    "2020-01-05 480.00 车牌号 监护人 填表说明 1 2 湘D12345 备注 婚姻登记 村（社区）"
).split(" ") + ["", "村\n（社区）"]
cells = st.one_of(st.sampled_from(LABELS), st.text(max_size=12))
tables = st.integers(1, 7).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), max_size=14))


@settings(max_examples=150, deadline=None)
@given(
    tables, st.sampled_from(["表1.xlsx", "2020年1月农村低保.xls", "婚姻登记.csv", "/", "死亡.zip"]), st.text(max_size=8)
)
def test_any_table_gets_an_answer(table: list[list[str]], file: str, name: str) -> None:
    source = sheet(table, file, name)
    found = understand(source, SPECS)
    assert found
    mappings = [item for item in found if isinstance(item, Mapping)]
    for mapping in mappings:
        columns = [match.column for match in mapping.columns]
        assert len(columns) == len(set(columns))
        assert len({match.index for match in mapping.columns}) == len(columns)
    for batch in source.batches():
        each = [classify(batch, mapping).to_pylist() for mapping in mappings]
        assert all(sum(kind != RowClass.OUTSIDE for kind in row) <= 1 for row in zip(*each, strict=True))
        if len(mappings) == len(found):
            assert all(any(kind != RowClass.OUTSIDE for kind in row) for row in zip(*each, strict=True))
