"""A small city: truth agrees with a second reading of the definitions, files are whole, seeds repeat."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from mingcha.engine.city import CitySummary, Mess, make_city
from mingcha.engine.city.city import raise_town
from mingcha.engine.city.rules import CORE, NAMES
from tests.integration.city.oracle_business import BUSINESS
from tests.integration.city.oracle_people import PEOPLE
from tests.integration.city.oracle_things import THINGS

ORACLE = {**PEOPLE, **THINGS, **BUSINESS}
SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CitySummary]:
    folder = tmp_path_factory.mktemp("city")
    return folder, make_city(folder, people=2_000, seed=5)


@pytest.mark.parametrize(("people", "seed"), [(2_000, 7), (6_000, 1)])
def test_truth_is_what_the_definitions_say(people: int, seed: int) -> None:
    """Core rules without an oracle of their own are covered by construction only: 61, 65."""
    town = raise_town(people, seed)
    wrong = {}
    for rule, read in ORACLE.items():
        optional = set(town.truth.optional.get(rule, {}))
        found, planted = read(town) - optional, set(town.truth.positives.get(rule, {})) - optional
        lured = found & set(town.truth.negatives.get(rule, {}))
        if found != planted or lured:
            wrong[rule] = (sorted(found - planted), sorted(planted - found), sorted(lured))
    assert not wrong
    assert set(ORACLE) | {61, 65} >= CORE


def test_every_rule_has_cases_and_look_alikes(city: tuple[Path, CitySummary]) -> None:
    rules = json.loads((city[0] / "truth.json").read_text(encoding="utf-8"))["rules"]
    assert set(rules) == {str(rule) for rule in NAMES}
    assert [rule for rule, found in rules.items() if not found["positives"] or not found["negatives"]] == []


def test_every_dataset_is_handed_in(city: tuple[Path, CitySummary]) -> None:
    wanted = {yaml.safe_load(path.read_text(encoding="utf-8"))["dataset"] for path in SCHEMAS.glob("*.yml")}
    assert {name for name, rows in city[1].rows.items() if rows} == wanted
    on_disk = {path.name for path in (city[0] / "files").iterdir()}
    assert on_disk == set(city[1].files)


def test_counts_are_in_proportion(city: tuple[Path, CitySummary]) -> None:
    rows = city[1].rows
    assert 2_000 <= rows["person"] <= 2_010
    assert 15 <= rows["fiscal_staff"] <= 200
    assert 1_000 <= rows["payment"] <= 8_000
    assert rows["calendar"] == 366


def test_people_in_subjects_exist(city: tuple[Path, CitySummary]) -> None:
    town = raise_town(2_000, 5)
    ids = {person.id for person in town.cast.people}
    for rule, found in town.truth.positives.items():
        if "id18" in json.loads((city[0] / "truth.json").read_text(encoding="utf-8"))["rules"][str(rule)]["subject"]:
            assert all(subject.split("|")[0] in ids or subject.split("|")[1] in ids for subject in found), rule


def test_destroyed_ids_are_where_the_truth_says(city: tuple[Path, CitySummary]) -> None:
    folder, summary = city
    quarantine = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["quarantine"]
    assert len(quarantine) == summary.quarantine > 0
    for entry in quarantine:
        path = folder / "files" / entry["file"]
        if path.suffix != ".csv":
            continue
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else raw.decode("gb18030")
        lines = text.split("\r\n")
        cell = lines[entry["row"] - 1].split(",")[lines[0].split(",").index(entry["column"])]
        assert {
            "MISSING_ID": cell == "",
            "EXCEL_TRUNC": cell.endswith("000"),
            "EXCEL_SCI": cell.endswith("E+17"),
            "BAD_LENGTH": len(cell) == 17,
            "BAD_CHECK": len(cell) == 18,
        }[entry["reason"]]


def test_same_seed_same_bytes(city: tuple[Path, CitySummary], tmp_path: Path) -> None:
    make_city(tmp_path, people=2_000, seed=5)

    def digests(folder: Path) -> dict[str, str]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert digests(tmp_path) == digests(city[0])


def test_without_mess_everything_is_plain_csv(tmp_path: Path) -> None:
    summary = make_city(tmp_path, people=2_000, seed=5, mess=Mess.NONE)
    assert summary.quarantine == 0
    for path in (tmp_path / "files").iterdir():
        assert path.suffix == ".csv"
        path.read_text(encoding="utf-8")
