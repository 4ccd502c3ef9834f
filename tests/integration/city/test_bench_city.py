"""The benchmark city: exact row counts, same bytes for the same seed, planted answers found by plain SQL."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from mingcha.engine.city import BenchCity, make_bench_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BenchCity]:
    folder = tmp_path_factory.mktemp("bench")
    return folder, make_bench_city(folder, 60_000, 90_000, 3)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_counts(city: tuple[Path, BenchCity]) -> None:
    folder, result = city
    assert result.rows["户籍人口"] == 60_000
    assert result.rows["惠民资金发放"] == 90_000
    for name, rows in result.rows.items():
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            assert sum(1 for _ in file) == rows + 1


def test_same_seed_same_bytes(city: tuple[Path, BenchCity], tmp_path: Path) -> None:
    make_bench_city(tmp_path / "again", 60_000, 90_000, 3)
    assert _digests(tmp_path / "again") == _digests(city[0])
    make_bench_city(tmp_path / "other", 60_000, 90_000, 4)
    assert not set(_digests(tmp_path / "other").values()) & set(_digests(city[0]).values())


def test_answers_are_about_as_planned(city: tuple[Path, BenchCity]) -> None:
    folder, result = city
    base = duckdb.connect()
    for name in result.rows:
        base.execute(f"create view \"{name}\" as select * from read_csv('{folder / name}.csv', all_varchar = true)")
    clean = "upper(replace(p.\"身份证号\", ' ', ''))"
    late = base.execute(
        f'select count(distinct {clean}) from "惠民资金发放" p join "死亡登记" d on d."公民身份号码" = {clean} '
        "where strptime(p.\"所属月份\", '%Y%m') > date_trunc('month', d.\"死亡日期\"::date) + interval 1 month"
    ).fetchall()
    assert late == [(result.planted["R1"],)]
    shared = base.execute(
        f'select count(*) from (select 1 from "惠民资金发放" p group by "银行账号" having count(distinct {clean}) >= 5)'
    ).fetchall()
    assert shared == [(result.planted["R4"],)]
    double = base.execute(
        f'select count(*) from (select 1 from "惠民资金发放" p '
        "where \"资金项目\" in ('农村低保', '城市低保', '特困供养') "
        f'group by {clean}, "所属月份" having count(distinct "资金项目") > 1)'
    ).fetchall()
    assert double == [(result.planted["R5"],)]
