"""R32: every forgery of the log is found; what only an anchor can find is found by the anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mingcha.audit.chain import GENESIS, HASHES, Anchor, Entry, Problem, check, link_of, seal_of
from mingcha.audit.exchange import problem_message, read_anchors, read_records, write_records
from mingcha.kernel.errors import Refused

KEY, OTHER = b"k" * 32, b"x" * 32
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
Log = list[Entry]


def chained(log: Log, key: bytes, hash_name: str) -> Log:
    """The same contents with links and seals made anew."""
    made: Log = []
    for entry in log:
        link = link_of(made[-1].link if made else GENESIS, entry.content(), hash_name)
        made.append(replace(entry, link=link, seal=seal_of(link, key, hash_name)))
    return made


def honest(hash_name: str, count: int = 20) -> Log:
    bare = [
        Entry(n, START + timedelta(minutes=n), "finding.viewed", f"user:{n % 3}", f"finding:{n}", '{"note":"看"}')
        for n in range(1, count + 1)
    ]
    return chained(bare, KEY, hash_name)


def edited(log: Log) -> Log:
    return [replace(e, actor="user:9") if e.seq == 7 else e for e in log]


FORGERIES: dict[str, Callable[[Log], Log]] = {
    "edit": edited,
    "delete": lambda log: log[:6] + log[7:],
    "reorder": lambda log: [*log[:5], log[6], log[5], *log[7:]],
    "renumbered after deletion": lambda log: [replace(e, seq=n) for n, e in enumerate(log[:6] + log[7:], 1)],
}


@pytest.mark.parametrize("hash_name", sorted(HASHES))
class TestForge:
    def test_an_honest_log_has_no_problem(self, hash_name: str) -> None:
        log = honest(hash_name)
        assert list(check(log, [Anchor(12, log[11].link, START)], hash_name, KEY)) == []

    @pytest.mark.parametrize("forgery", sorted(FORGERIES))
    def test_crude_forgeries_need_neither_key_nor_anchor(self, hash_name: str, forgery: str) -> None:
        assert list(check(FORGERIES[forgery](honest(hash_name)), [], hash_name)) != []

    def test_a_log_rewritten_without_the_key_is_found_by_its_seals(self, hash_name: str) -> None:
        forged = chained(edited(honest(hash_name)), OTHER, hash_name)
        assert list(check(forged, [], hash_name)) == []
        assert {p.kind for p in check(forged, [], hash_name, KEY)} == {"resealed"}

    def test_a_log_rewritten_by_the_owner_of_the_key_is_found_by_an_anchor(self, hash_name: str) -> None:
        log = honest(hash_name)
        forged = chained(edited(log), KEY, hash_name)
        assert list(check(forged, [], hash_name, KEY)) == []
        found = list(check(forged, [Anchor(12, log[11].link, START)], hash_name))
        assert found == [Problem("anchor", 12)]

    def test_a_log_cut_before_an_anchor_is_found(self, hash_name: str) -> None:
        log = honest(hash_name)
        assert list(check(log[:10], [Anchor(12, log[11].link, START)], hash_name)) == [Problem("truncated", 10)]


@pytest.mark.parametrize("hash_name", sorted(HASHES))
def test_both_ways_of_hashing_agree(hash_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = honest(hash_name)
    monkeypatch.setattr("mingcha.audit.chain._NATIVE", frozenset())
    assert honest(hash_name) == quick


def test_a_third_party_needs_two_files_and_no_key(tmp_path: Path) -> None:
    log = honest("sm3")
    assert write_records(tmp_path / "log", log) == 20
    (tmp_path / "anchors").write_text(f"12 {log[11].link} 2026-03-02T10:00:00+00:00\n")
    anchors = read_anchors(tmp_path / "anchors")
    assert list(check(read_records(tmp_path / "log"), anchors, "sm3")) == []
    write_records(tmp_path / "log", edited(log))
    assert list(check(read_records(tmp_path / "log"), anchors, "sm3")) == [Problem("edited", 7)]
    assert "第7条" in problem_message(Problem("edited", 7)).zh


def test_a_log_that_cannot_be_written_whole_is_not_written(tmp_path: Path) -> None:
    def broken() -> Iterator[Entry]:
        yield honest("sm3")[0]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write_records(tmp_path / "log", broken())
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_something_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("[]\n")
    with pytest.raises(Refused, match="Line 1"):
        list(read_records(tmp_path / "log"))
    with pytest.raises(Refused, match="Line 1"):
        read_anchors(tmp_path / "log")
    with pytest.raises(Refused, match="cannot be opened"):
        list(read_records(tmp_path / "absent"))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="is not understood"):
        read_anchors(tmp_path / "binary")
