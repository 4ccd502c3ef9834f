"""A city whose commissions, reviewers and deciders can make clues of verified findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingcha.accounts.models import User
from mingcha.clues import operations
from mingcha.clues.models import Clue, ClueSet
from mingcha.datasets.models import Purpose
from mingcha.matching import operations as findings_room
from mingcha.org import operations as org
from mingcha.org.models import Office
from tests.factories.matching import AT, digest, enter_rules, findings, purpose_of, row, run_with
from tests.factories.staff import CITY, COUNTY, OTHER, TOWN, areas, staff

KNOWN = {"title": "低保发放疑点", "summary": "某户在亡故之后仍有低保发放，已入户核实。", "level": "general"}


@dataclass(frozen=True)
class House:
    """Offices and people by what they do, the purpose of all runs."""

    offices: Mapping[str, Office]
    people: Mapping[str, User]
    purpose: Purpose

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def build_house() -> House:
    """Two levels of commissions, and in each who proposes, decides, reads."""
    places = areas()
    city = org.open_office(name_zh="市纪委监委", kind="city_commission", area=places[CITY], by="system", at=AT)
    county = org.open_office(
        name_zh="县纪委监委", kind="county_commission", area=places[COUNTY], parent=city, by="system", at=AT
    )
    people = {
        "analyst": staff("analyst", "analyst", CITY, office=city),
        "leader": staff("leader", "leader", CITY, office=city),
        "supervisor": staff("supervisor", "city_supervisor", CITY, office=city),
        "chief": staff("chief", "reviewer", CITY, office=city),
        "handler": staff("handler", "case_handler", CITY, office=city),
        "county": staff("county", "county_supervisor", COUNTY, office=county),
        "deputy": staff("deputy", "county_supervisor", COUNTY, office=county),
        "reviewer": staff("reviewer", "reviewer", COUNTY, office=county),
        "outsider": staff("outsider", "reviewer", COUNTY),
        "town": staff("town", "township_supervisor", TOWN),
        "other": staff("other", "county_supervisor", OTHER),
        "auditor": staff("auditor", "auditor", CITY),
        "clerk": staff("clerk", "responder", CITY),
    }
    enter_rules()
    purpose = purpose_of(people["analyst"], people["supervisor"])
    return House({"city": city, "county": county}, people, purpose)


def verified(
    house: House, *numbers: int, verdict: str = "confirmed_misconduct", named_from_500: Sequence[int] = (), **known: Any
) -> list[str]:
    """Findings of one run that somebody verified; their numbers in the order asked for."""
    named = {n: {"named": [n, *named_from_500]} for n in numbers if n >= 500 and named_from_500}
    run_with(house.purpose, house["analyst"], [row(n, **{**known, **named.get(n, {})}) for n in numbers])
    found = []
    for n in numbers:
        finding = findings().get(fingerprint=digest("dead_low_income", n))
        found.append(finding.number)
        findings_room.record_verdict(
            number=finding.number,
            verdict=verdict,
            note="已入户核实",
            evidence_digest=finding.evidence_digest,
            by=house["outsider"],
            at=AT,
        )
    return found


def propose(house: House, number: str, by: str = "reviewer", **changed: Any) -> Clue:
    """The first signature."""
    return operations.propose_clue(number=number, by=house[by], **{"at": AT, **KNOWN, **changed})


def confirm(house: House, clue: Clue, by: str = "county", owner: str = "county", **changed: Any) -> Clue:
    """The second signature."""
    known = {"level": clue.level, "reason": "同意登记", "at": AT, **changed}
    return operations.confirm_clue(public_id=clue.public_id, owner=house[owner], by=house[by], **known)


def clues() -> ClueSet:
    """All clues, for looking at them in a test."""
    return Clue.objects.all().for_system("test")
