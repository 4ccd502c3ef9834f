"""Members of a zip are read like files; what is wrong with one does not touch the others."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from mingcha.engine.reading import Origin, ReadFailure, list_files

from .conftest import Read, Sheet

OUTSIDE = "指向压缩包以外的位置，未读取。请用正常文件名重新打包。"


def test_members_and_their_gbk_names(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.zip"
    with xlsxwriter.Workbook(tmp_path / "w.xlsx") as book:
        book.add_worksheet("明细").write(0, 0, "x")
    name = "发放_202001.csv".encode("gbk")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x" * len(name), "a,b\n1,2\n")
        archive.writestr("子目录/表.xlsx", (tmp_path / "w.xlsx").read_bytes())
        archive.writestr("__MACOSX/._表.xlsx", b"\0")
        archive.writestr("子目录/~$表.xlsx", b"\0")
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    first, second = read(path)
    assert isinstance(first, Sheet)
    assert isinstance(second, Sheet)
    assert first.raw.origin == Origin("a.zip", "发放_202001.csv")
    assert first.rows == {1: ["a", "b"], 2: ["1", "2"]}
    assert second.raw.origin == Origin("a.zip", "子目录/表.xlsx/明细")


def test_bad_members_are_said_one_by_one(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.zip"
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "a")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil.csv", "a,b\n")
        archive.writestr("/etc/evil.csv", "a,b\n")
        archive.writestr("inner.zip", inner.read_bytes())
        archive.writestr("空.csv", "")
        archive.writestr("密.csv", "secret")
        archive.writestr("好.csv", "a,b\n")
    raw = bytearray(path.read_bytes())
    at = raw.rfind("密.csv".encode()) - 46  # its entry in the directory
    raw[at + 8] |= 1
    path.write_bytes(raw)
    *failures, good = read(path)
    assert isinstance(good, Sheet)
    said = {f.origin.sheet: (f.code, f.message.zh) for f in failures if isinstance(f, ReadFailure)}
    assert said == {
        "../evil.csv": (
            "zip.unsafe_name",
            "压缩包内的文件名“a.zip/../evil.csv”指向压缩包以外的位置，未读取。请用正常文件名重新打包。",
        ),
        "/etc/evil.csv": (
            "zip.unsafe_name",
            "压缩包内的文件名“a.zip//etc/evil.csv”指向压缩包以外的位置，未读取。请用正常文件名重新打包。",
        ),
        "inner.zip": ("zip.nested", "压缩包内的“a.zip/inner.zip”又是一个压缩包，未读取。请解开一层后重新打包提交。"),
        "空.csv": ("file.empty", "文件“a.zip/空.csv”是空的，没有任何内容。请确认导出是否成功后重新提交。"),
        "密.csv": ("zip.encrypted", "压缩包内的“a.zip/密.csv”设有解压密码，无法读取。请不设密码重新打包后提交。"),
    }


def test_parquet(tmp_path: Path, read_one: Callable[..., Sheet]) -> None:
    table = pa.table(
        {
            "身份证号": ["430421199001011234", None],
            "金额": pa.array([0.1 + 0.2, 1e6]),
            "月数": pa.array([3, None], pa.int32()),
            "在任": [True, False],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert read_one(tmp_path / "a.parquet").rows == {
        1: ["身份证号", "金额", "月数", "在任"],
        2: ["430421199001011234", "0.3", "3", "TRUE"],
        3: ["", "1000000", "", "FALSE"],
    }


def test_listing_skips_locks_hidden_files_and_our_own_folders(tmp_path: Path) -> None:
    for name in ("b.csv", "子/a.csv", "~$b.xlsx", ".hidden", ".mingcha/x.csv", "子/.mingcha-store/y"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("a")
    outside = tmp_path.parent / "outside.csv"
    outside.write_text("a")
    (tmp_path / "link.csv").symlink_to(outside)
    assert [name for _, name in list_files(tmp_path)] == ["b.csv", "子/a.csv"]
