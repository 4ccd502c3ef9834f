"""R34: no name and no number of a person in database, log, store, sources, arrivals or temp folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import outside
from tests.factories.folder import PAYMENTS, person_id

CANARIES = 50


def canaries() -> list[str]:
    """Numbers of people and names nobody has."""
    return [person_id(n) for n in range(CANARIES)] + [f"金丝雀{n:02d}号" for n in range(CANARIES)]


def laden(folder: Path) -> Path:
    """A file full of canaries: in good rows, in bad ones, in a title and in a note."""
    rows = [f"填报人：{canaries()[-1]}  联系身份证：{canaries()[0]},,,,,,", PAYMENTS]
    for n in range(CANARIES):
        good = person_id(n) if n % 5 else f"{person_id(n)}?"
        rows.append(f"农村低保,金丝雀{n:02d}号,{good},1,240.00,202001,成功")
    rows.append(f"经办：{canaries()[-2]},,,,,,")
    path = folder / "民政局_低保发放.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def found_in(folder: Path) -> list[tuple[str, str]]:
    """Files below a folder that hold a canary, in any of the encodings it might be written in."""
    wanted = [(c, [c.encode(e) for e in ("utf-8", "gb18030", "utf-16-le", "unicode_escape")]) for c in canaries()]
    hits = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        hits += [(path.name, canary) for canary, forms in wanted if any(form in content for form in forms)]
    return hits


def test_r34_nothing_of_a_person_lies_open_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = laden(tmp_path)
    home, temp = tmp_path / "installation" / "home", tmp_path / "installation" / "temp"
    home.mkdir(mode=0o700, parents=True)
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    outside.call(home, "prepare", str(path))
    assert found_in(home.parent) == []
    outside.finish_worker(home)
    seen = outside.call(home, "look")
    assert (seen["state"], seen["rows"]) == ("read", 40)
    outside.call(home, "returned")
    assert {p.name for p in home.iterdir()} >= {"mingcha.sqlite3", "store", "sources", "incoming"}
    assert found_in(home.parent) == []
    assert found_in(tmp_path) != []  # the file itself: the search does find what is there
