"""The main job as people run it: `mingcha match` over a small folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.factories.folder import command, environment, person_id, run, run_apart, write_folder

RULES = ("--rules", "1", "--as-of", "2020-12-31")


def findings(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / "findings.parquet").to_pylist()
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "files")


def test_unmasked_subjects_are_real_and_evidence_leads_to_the_row(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    done = run_apart(tmp_path, "match", folder, "--out", out, *RULES, "--unmask", "--purpose", "测试")
    assert done.returncode == 0, done.stderr
    rows = findings(out)
    assert {r["subject"] for r in rows} == {f"{person_id(i)}|农村低保" for i in range(0, 40, 10)}
    assert {str(r["amount"]) for r in rows} == {"1920.00"}
    lines = (folder / "民政局_低保发放.csv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        for item in json.loads(row["evidence"]):
            if item["dataset"] == "payment":
                assert row["subject"].split("|")[0] in lines[item["row"] - 1]


def test_masked_results_hold_no_identity_number_and_no_full_name(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    assert run(tmp_path, "match", folder, "--out", out, *RULES).returncode == 0
    text = (out / "report.html").read_text(encoding="utf-8") + json.dumps(
        findings(out), default=str, ensure_ascii=False
    )
    assert not re.search(r"4304\d{13}[\dX]", text)
    assert "张三0" not in text
    assert re.search(r"4304\*{10}", text)
    assert all(re.fullmatch(r"[0-9a-f]{16}\|农村低保", r["subject"]) for r in findings(out))


def test_unmasking_needs_a_purpose(tmp_path: Path, folder: Path) -> None:
    done = run(tmp_path, "match", folder, "--out", tmp_path / "out", "--unmask")
    assert done.returncode == 1
    assert "须写明用途" in done.stderr
    assert not (tmp_path / "out" / "findings.parquet").exists()


def test_nothing_in_the_store_can_be_read_without_the_key(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    assert run(tmp_path, "match", folder, "--out", out, *RULES).returncode == 0
    raw = b"".join(p.read_bytes() for p in (out / ".mingcha").rglob("*") if p.is_file())
    assert person_id(0).encode() not in raw
    assert "张三0".encode() not in raw
    for path in (out / ".mingcha" / "versions").glob("*.keys"):
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        path.write_bytes(bytes(damaged))
    (tmp_path / "out" / ".mingcha" / "findings").rename(tmp_path / "elsewhere")
    done = run(tmp_path, "match", folder, "--out", out, *RULES)
    assert done.returncode != 0
    assert "已损坏" in done.stderr + done.stdout


def test_a_second_run_reads_nothing_again_and_says_the_same(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    assert run(tmp_path, "match", folder, "--out", out, *RULES).returncode == 0
    before = findings(out)
    versions = {p: p.stat().st_mtime_ns for p in (out / ".mingcha").rglob("*.keys")}
    assert run(tmp_path, "match", folder, "--out", out, *RULES).returncode == 0
    assert findings(out) == before
    assert {p: p.stat().st_mtime_ns for p in (out / ".mingcha").rglob("*.keys")} == versions


def test_a_file_handed_in_twice_counts_once_and_is_said(tmp_path: Path, folder: Path) -> None:
    run(tmp_path, "match", folder, "--out", tmp_path / "once", *RULES)
    copy = folder / "民政局_低保发放_副本.csv"
    copy.write_bytes((folder / "民政局_低保发放.csv").read_bytes())
    assert run(tmp_path, "match", folder, "--out", tmp_path / "twice", *RULES).returncode == 0
    strip = ("evidence", "evidence_digest")
    once, twice = (
        [{k: v for k, v in r.items() if k not in strip} for r in findings(tmp_path / name)]
        for name in ("once", "twice")
    )
    assert once == twice
    assert "内容完全相同" in (tmp_path / "twice" / "report.html").read_text(encoding="utf-8")


def test_a_broken_file_does_not_sink_the_rest(tmp_path: Path, folder: Path) -> None:
    (folder / "空.csv").write_bytes(b"")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook at all")
    done = run(tmp_path, "match", folder, "--out", tmp_path / "out", *RULES)
    assert done.returncode == 0
    assert len(findings(tmp_path / "out")) == 4
    assert "空.csv" in done.stdout
    assert "坏.xlsx" in done.stdout


def test_what_twelve_monthly_files_lack_is_said_once(tmp_path: Path, folder: Path) -> None:
    for month in range(1, 4):
        lines = ["资金项目,姓名,发放金额,所属月份", f"农村低保,张三,240.00,2020{month:02d}"]
        (folder / f"低保{month}月.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run(tmp_path, "match", folder, "--out", tmp_path / "out", *RULES)
    assert done.returncode == 0
    (said,) = [line for line in done.stdout.splitlines() if "低保1月.csv" in line]
    assert "（同样情况还有2处：低保2月.csv、低保3月.csv）" in said


@pytest.mark.parametrize("delays", [(1.8,), pytest.param((0.9, 1.8, 2.6), marks=pytest.mark.slow)], ids=len)
def test_killed_in_the_middle_a_new_run_gives_the_identical_result(tmp_path: Path, delays: tuple[float, ...]) -> None:
    folder = write_folder(tmp_path / "files", people=4000)
    clean = tmp_path / "clean"
    arguments = ("match", folder, "--out")
    assert run(tmp_path, *arguments, clean, *RULES).returncode == 0
    out = tmp_path / "out"
    for delay in delays:
        with subprocess.Popen(
            command(*arguments, out, *RULES),
            env=environment(tmp_path),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        ) as child:
            time.sleep(delay)
            os.killpg(child.pid, signal.SIGKILL)
    assert run(tmp_path, *arguments, out, *RULES).returncode == 0
    assert findings(out) == findings(clean)
    assert list((out / ".mingcha").rglob("*.part")) == [], "leftovers of killed runs pile up"


def test_ctrl_c_says_that_nothing_is_lost(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "files", people=4000)
    with subprocess.Popen(
        command("match", folder, "--out", tmp_path / "out", *RULES),
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as child:
        while not (tmp_path / "out" / ".mingcha" / "versions").exists():  # at work, no longer starting
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "再次运行会从这里继续" in said


def test_a_full_disk_is_said_and_the_run_goes_on_from_there(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("no file system of a set size: mounting a tmpfs needs the right to mount")
    try:
        folder = write_folder(tmp_path / "files", people=4000)
        done = run_apart(tmp_path, "match", folder, "--out", tmp_path / "out", "--store", small / "store", *RULES)
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "磁盘已满" in done.stderr
    assert not (tmp_path / "out" / "findings.parquet").exists()


def test_the_plan_says_what_is_missing(tmp_path: Path, folder: Path) -> None:
    done = run(tmp_path, "match", folder, "--out", tmp_path / "out", "--plan")
    assert "✓ 1 " in done.stdout
    assert "缺少数据：养老保险待遇发放" in done.stdout
    assert not (tmp_path / "out" / "findings.parquet").exists()


def test_a_parameter_of_policy_changes_the_answer(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    run(tmp_path, "match", folder, "--out", out, *RULES, "--param", "dead_low_income.grace_months=20")
    assert findings(out) == []
    done = run(tmp_path, "match", folder, "--out", out, "--param", "nonsense")
    assert done.returncode == 1
    assert "规则.参数=值" in done.stderr


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "没有文件" in run(tmp_path, "match", tmp_path / "empty", "--out", tmp_path / "out").stderr
    assert "不存在" in run(tmp_path, "match", tmp_path / "nowhere", "--out", tmp_path / "out").stderr
