"""Rules in a folder of one's own: broken ones are said, the rest run."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mingcha.engine.rules.library import RULEPACKS
from tests.factories.folder import run, write_folder

GOOD = (RULEPACKS / "core" / "001_dead_low_income.sql").read_text(encoding="utf-8")
HEAD, SQL = GOOD.split("---*/", 1)


def pack(folder: Path, name: str, sql: str) -> None:
    folder.mkdir(exist_ok=True)
    head = HEAD.replace("id: dead_low_income", f"id: {name}")
    (folder / f"{name}.sql").write_text(f"{head}---*/{sql}", encoding="utf-8")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("\nSELECT person FROM WHERE\n", "语法错误"),
        ("\nSELECT * FROM read_csv('/etc/passwd')\n", "不允许使用函数 read_csv"),
        ("\nSELECT * FROM '/etc/passwd'\n", "未在 inputs 中声明"),
        ("\nSELECT person FROM other.secret.paid\n", "不允许读取"),
        ("\nSELECT person, fund, READ_TEXT('/etc/passwd') AS evidence FROM paid\n", "不允许使用函数 read_text"),
        ("\nDROP TABLE paid\n", "只能有一条 SELECT 语句"),
        ("\nSELECT person FROM paid; SELECT person FROM paid\n", "只能有一条 SELECT 语句"),
        ("\nSELECT person, account FROM paid\n", "列未声明或不存在"),
        ("\nSELECT person FROM village_cadre\n", "未在 inputs 中声明"),
        ("\nSELECT person, :unknown AS fund FROM paid\n", "参数 :unknown 未声明"),
        ("\nSELECT person, fund FROM paid\n", "结果缺少列"),
    ],
)
def test_what_the_gate_says(tmp_path: Path, sql: str, sentence: str) -> None:
    pack(tmp_path / "pack", "mine", sql)
    done = run(tmp_path, "rules", "check", tmp_path / "pack" / "mine.sql")
    assert done.returncode == 1
    assert sentence in done.stderr


def test_a_broken_rule_never_sinks_the_rest(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "files")
    pack(tmp_path / "pack", "syntax", "\nSELECT person FROM WHERE\n")
    twice = "SELECT person, fund, LIST(_row) AS evidence, FALSE AS x_death_cancelled, FALSE AS x_household_remains,"
    pack(
        tmp_path / "pack", "twice", f"\n{twice} FALSE AS x_arrears_alive FROM paid GROUP BY person, fund, period_from\n"
    )
    out = tmp_path / "out"
    done = run(tmp_path, "match", folder, "--out", out, "--rulepacks", tmp_path / "pack", "--as-of", "2020-12-31")
    assert done.returncode == 0, done.stderr
    assert "syntax.sql" in done.stdout
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "无法采用的规则文件" in report
    assert "syntax.sql" in report
    assert "应为一对象一行" in done.stdout
    rules = set(pq.read_table(out / "findings.parquet").column("rule_id").to_pylist())
    assert rules == {"dead_low_income"}
