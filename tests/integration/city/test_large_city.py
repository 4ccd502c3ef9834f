"""A larger city in a process of its own: every id once, bounded memory, a hinterland in which nothing hits."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

SCRIPT = """
import json, resource, sys
from pathlib import Path
from mingcha.engine.city import make_city
made = make_city(Path(sys.argv[1]), people=200_000, seed=3, payments=300_000)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sys.stdout.write(json.dumps({"peak": peak, "rows": made.rows}))
"""


@pytest.mark.slow
def test_two_hundred_thousand_people_in_bounded_memory(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    assert told["peak"] < 1_000, "MiB"
    assert told["rows"]["person"] >= 200_000
    assert abs(told["rows"]["payment"] - 300_000) < 3_000
    rest = tmp_path / "files"
    base = duckdb.connect()
    for view, name in (
        ("people", "户籍人口"),
        ("payments", "惠民资金发放"),
        ("cars", "车辆登记"),
        ("dead", "死亡登记"),
    ):
        path = rest / f"{name}_其余乡镇.csv"
        base.execute(f"create view {view} as select * from read_csv('{path}', all_varchar = true)")
    clean = "upper(replace(身份证号, ' ', ''))"
    assert base.execute('select count(*) - count(distinct "公民身份号码") from people').fetchall() == [(0,)]
    assert base.execute(f'select count(*) from payments semi join dead on {clean} = "公民身份号码"').fetchall() == [
        (0,)
    ]
    homes = f'select "户号" from people where "公民身份号码" in (select {clean} from payments)'
    owners = "select upper(replace(\"所有人证件号码\", ' ', '')) from cars"
    cars = f'select count(*) from people where "户号" in ({homes}) and "公民身份号码" in ({owners})'
    assert base.execute(cars).fetchall() == [(0,)]
