"""The exact re-check: a hit whose identifiers do not stand up to the sealed originals never becomes a finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.compute as pc
import pytest

from mingcha.engine.rules.frontmatter import read_rule
from mingcha.engine.rules.model import Rule
from mingcha.engine.running.proof import check_identifiers, prove
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret
from mingcha.kernel.errors import Refused

KEYS = Keys(Secret(bytes(range(32))))
LI, WANG, ZHAO = "430421195003070012", "430421196105080023", "430421197001010017"
RULE = """/*---
id: two_names
catalogue: 999
version: 1
title_zh: 试
title_en: Test
strength: B
basis: [试]
inputs:
  payment: [person, account]
subject:
  - person: person_id
explanation_zh: "{person:person_id}的账户{account:account}"
explanation_en: "the account {account:account} of {person:person_id}"
verify_zh: 试？
verify_en: Test?
clears_zh: 试。
clears_en: Test.
---*/
SELECT person, ANY_VALUE(account) AS account, LIST(_row) AS evidence FROM payment GROUP BY person
"""


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    path = tmp_path / "999_two_names.sql"
    path.write_text(RULE, encoding="utf-8")
    return read_rule(path)


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables as the fetch of evidence leaves them, with two hits of rule 0 on a row each."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE hit (_hit BIGINT, person BIGINT, account BIGINT)")
        connection.execute("CREATE TABLE evidence (rule INTEGER, _hit BIGINT, _row BIGINT)")
        connection.execute("CREATE TABLE identifier (_row BIGINT, type VARCHAR, pseudonym BIGINT, plain VARCHAR)")
        hit(connection, 1, LI)
        hit(connection, 2, WANG)
        yield connection


def hit(connection: duckdb.DuckDBPyConnection, number: int, person: str, *, rule: int = 0) -> None:
    """Hit and row of one number: `person`, and an account of that number."""
    account = f"62{number:017d}"
    keys = KEYS.pseudonym("person", person), KEYS.pseudonym("account", account)
    if rule == 0:
        connection.execute("INSERT INTO hit VALUES (?, ?, ?)", [number, *keys])
    connection.execute("INSERT INTO evidence VALUES (?, ?, ?)", [rule, number, number])
    names(connection, number, "person_id", keys[0], person)
    names(connection, number, "account", keys[1], account)


def names(connection: duckdb.DuckDBPyConnection, row: int, kind: str, pseudonym: int, plain: str | None) -> None:
    """What a row of evidence holds: the key in one file, the plain text in the sealed one."""
    connection.execute("INSERT INTO identifier VALUES (?, ?, ?, ?)", [row, kind, pseudonym, plain])


def proved(connection: duckdb.DuckDBPyConnection, rule: Rule) -> int:
    check_identifiers(connection, KEYS)
    return prove(connection, rule, 0)


def left(connection: duckdb.DuckDBPyConnection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT _hit FROM hit ORDER BY _hit").fetchall()]


def test_sound_hits_stay_and_every_name_is_known(store: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    assert proved(store, rule) == 0
    assert left(store) == [1, 2]
    known = store.execute("SELECT _hit, plain FROM identity ORDER BY _hit, plain").fetchall()
    assert known == [(1, LI), (1, f"62{1:017d}"), (2, WANG), (2, f"62{2:017d}")]


@pytest.mark.parametrize("plain", [WANG, None], ids=["another person", "nothing"])
def test_a_sealed_file_that_contradicts_its_keys_stops_the_rule(
    store: duckdb.DuckDBPyConnection, rule: Rule, plain: str | None
) -> None:
    store.execute("UPDATE identifier SET plain = ? WHERE _row = 1 AND type = 'person_id'", [plain])
    with pytest.raises(Refused, match="1 keys contradict the sealed identifiers") as refused:
        proved(store, rule)
    assert refused.value.code == "store.contradiction"


def test_a_contradiction_in_the_evidence_of_another_rule_stops_only_that_one(
    store: duckdb.DuckDBPyConnection, rule: Rule
) -> None:
    hit(store, 3, ZHAO, rule=1)
    store.execute("UPDATE identifier SET plain = ? WHERE _row = 3 AND type = 'person_id'", [LI])
    assert proved(store, rule) == 0
    with pytest.raises(Refused, match="contradict"):
        prove(store, rule, 1)


def test_a_hit_on_two_people_under_one_key_is_no_hit(
    store: duckdb.DuckDBPyConnection, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No two known identifiers share a key, so the keyed function is given a collision to produce."""
    honest = Keys.pseudonyms

    def colliding(self: Keys, kind: str, values: Any) -> Any:
        return honest(self, kind, pc.replace_substring(values, ZHAO, LI))

    monkeypatch.setattr(Keys, "pseudonyms", colliding)
    # row 4 is Zhao's death, joined to Li's payment because their keys are equal
    store.execute("INSERT INTO evidence VALUES (0, 1, 4)")
    names(store, 4, "person_id", KEYS.pseudonym("person", LI), ZHAO)
    assert proved(store, rule) == 1
    assert left(store) == [2]


def test_a_collision_elsewhere_costs_no_sound_hit(store: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """The other person of the key stands in evidence of another hit: neither is mixed up with the other."""
    check_identifiers(store, KEYS)
    store.execute("INSERT INTO collided SELECT pseudonym FROM identifier WHERE plain = ?", [LI])
    assert prove(store, rule, 0) == 0
    assert left(store) == [1, 2]


def test_a_hit_without_a_row_that_holds_its_subject_is_refused(store: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    store.execute("DELETE FROM identifier WHERE _row = 2 AND type = 'person_id'")
    with pytest.raises(Refused, match="1 hits of “two_names” have no evidence row that holds their subject") as refused:
        proved(store, rule)
    assert refused.value.code == "rule.evidence"


def test_the_row_of_another_hit_does_not_prove_this_one(store: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    store.execute("UPDATE evidence SET _row = 1 WHERE _hit = 2")
    with pytest.raises(Refused) as refused:
        proved(store, rule)
    assert refused.value.code == "rule.evidence"


def test_a_party_may_be_a_person_or_a_company(store: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    code = "91430400MA4L00000K"
    for number, (kind, plain) in enumerate((("person", LI), ("uscc", code)), start=5):
        names(store, number, "party_id", KEYS.pseudonym(kind, plain), plain)
    assert proved(store, rule) == 0
    assert store.execute("SELECT count(*) FROM contradiction").fetchone() == (0,)
    names(store, 7, "party_id", KEYS.pseudonym("account", code), code)
    check_identifiers(store, KEYS)
    assert store.execute("SELECT type, plain FROM contradiction").fetchall() == [("party_id", code)]
