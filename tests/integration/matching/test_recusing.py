"""Who has to stay away by the registers: kin and their companies, before a finding is seen; and who comes later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.identity import pseudonym_of
from mingcha.accounts.models import RecusalFact, User
from mingcha.audit.models import AuditRecord
from mingcha.kernel.clock import wall_clock
from mingcha.matching import access, jobs, recusing, runs
from tests.factories.datasets import work
from tests.factories.folder import person_id, write_folder
from tests.factories.matching import AT, findings, purpose_of, row, run_with
from tests.factories.staff import CITY, staff
from tests.integration.matching.conftest import City
from tests.integration.matching.test_runs import release_folder

pytestmark = pytest.mark.django_db

HOUSEHOLDS = "户号,姓名,公民身份号码,与户主关系,性别,村居代码"
COMPANIES = "统一社会信用代码,企业名称,姓名,身份证号,职务,持股比例"
#: Of the people of `write_folder` every tenth has died and still draws aid: 0, 10, 20, 30.
DEAD, SPOUSE, BROTHER, IN_LAW, STRANGER = 10, 101, 102, 103, 104
COMPANY = "91430400MA4L16JQ9W"


def registers(folder: Path) -> Path:
    """The dead man is the head of a household; his wife; his brother heads another with a wife of his own."""
    write_folder(folder)
    lines = [
        f"H1,张三{DEAD},{person_id(DEAD)},户主,男,430421100200",
        f"H1,李四,{person_id(SPOUSE)},配偶,女,430421100200",
        f"H2,张父,{person_id(200)},户主,男,430421100200",
        f"H2,张三{DEAD},{person_id(DEAD)},子,男,430421100200",
        f"H2,张五,{person_id(BROTHER)},子,男,430421100200",
        f"H3,张五,{person_id(BROTHER)},户主,男,430421100200",
        f"H3,王六,{person_id(IN_LAW)},配偶,女,430421100200",
        f"H4,赵七,{person_id(STRANGER)},户主,男,430421100200",
    ]
    (folder / "公安局_户籍人口.csv").write_text("\n".join([HOUSEHOLDS, *lines]) + "\n", encoding="utf-8")
    owner = f"{COMPANY},衡阳某商贸有限公司,李四,{person_id(SPOUSE)},法定代表人,60"
    (folder / "市场监管局_股东及高管.csv").write_text(f"{COMPANIES}\n{owner}\n", encoding="utf-8")
    return folder


def reviewer(name: str, number: int) -> User:
    return staff(name, "reviewer", CITY, person_key=pseudonym_of(person_id(number)))


@pytest.fixture(autouse=True)
def purpose(city: City) -> None:
    city.purpose.datasets = ["payment", "death", "person", "company_role"]
    city.purpose.save()


def run(city: City) -> None:
    runs.start_run(
        purpose_id=city.purpose.pk, rules=["dead_low_income"], as_of=date(2020, 12, 31), by=city["analyst"], at=AT
    )
    work()


def sees(user: User) -> int:
    return access.visible_findings(user, at=wall_clock()).count()


def facts(user: User) -> set[tuple[str, int]]:
    return set(RecusalFact.objects.filter(user=user).values_list("kind", "key"))


def test_r28_kin_never_see_what_concerns_them_and_strangers_do(city: City, tmp_path: Path) -> None:
    people = {number: reviewer(f"p{number}", number) for number in (SPOUSE, BROTHER, IN_LAW, STRANGER)}
    release_folder(city, registers(tmp_path / "files"))
    run(city)
    assert findings().count() == 4
    assert {number: sees(user) for number, user in people.items()} == {SPOUSE: 3, BROTHER: 3, IN_LAW: 3, STRANGER: 4}
    dead = pseudonym_of(person_id(DEAD))
    assert ("kin", dead) in facts(people[SPOUSE]) and not facts(people[STRANGER])
    assert ("interest", pseudonym_of(COMPANY)) in facts(people[SPOUSE])
    assert ("interest", pseudonym_of(COMPANY)) not in facts(people[IN_LAW])
    record = AuditRecord.objects.filter(action="recusal.computed", subject=people[SPOUSE].audit_name).get()
    assert str(dead) not in str(record.detail)


def test_a_fact_that_a_person_has_ended_stays_ended(city: City, tmp_path: Path) -> None:
    wife = reviewer("wife", SPOUSE)
    release_folder(city, registers(tmp_path / "files"))
    run(city)
    fact = RecusalFact.objects.get(user=wife, key=pseudonym_of(person_id(DEAD)))
    accounts.end_recusal(fact=fact, reason="户籍登记有误，已核实", by=city["supervisor"], at=AT)
    run(city)
    assert sees(wife) == 4


def test_whoever_comes_later_is_searched_for_once(city: City, tmp_path: Path) -> None:
    release_folder(city, registers(tmp_path / "files"))
    assert not jobs.tick(AT)
    run(city)
    assert not jobs.tick(AT)
    wife = reviewer("wife", SPOUSE)
    assert jobs.tick(AT) and not jobs.tick(AT)
    work()
    assert sees(wife) == 3 and not jobs.tick(AT)


def test_files_without_a_household_register_tie_nobody(city: City, tmp_path: Path) -> None:
    wife = reviewer("wife", SPOUSE)
    release_folder(city, write_folder(tmp_path / "files"))
    run(city)
    assert not facts(wife) and sees(wife) == 4


def test_who_gets_an_account_while_registers_are_read_still_waits(city: City, tmp_path: Path) -> None:
    release_folder(city, registers(tmp_path / "files"))
    run(city)
    found = recusing.search([], date(2020, 12, 31))
    reviewer("wife", SPOUSE)
    recusing.keep(found, at=AT)
    assert recusing.is_waited_for() and jobs.tick(AT)


def test_a_run_of_one_purpose_is_not_enough_where_another_has_findings(city: City, tmp_path: Path) -> None:
    run_with(purpose_of(city["analyst"], city["supervisor"], "另一专项"), city["analyst"], [row(1)])
    reviewer("wife", SPOUSE)
    release_folder(city, registers(tmp_path / "files"))
    run(city)
    assert RecusalFact.objects.exists() and recusing.is_waited_for()
    recusing.search_again(at=AT)
    assert not recusing.is_waited_for()
