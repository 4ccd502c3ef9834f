"""The order in which a town comes to life: deaths, posts, cases, then ordinary business, then the registers."""

from collections.abc import Callable

from mingcha.engine.city import (
    aid,
    aid_cases,
    cadres,
    cards,
    companies,
    conduct,
    custody,
    deaths,
    disability,
    elderly,
    expenses,
    farmland,
    fleet,
    fleet_cases,
    housing,
    income,
    posts,
    procurement,
    property,
    registers,
    schools,
    staff,
    tenders,
    village_money,
)
from mingcha.engine.city.town import Town

Tell = Callable[[str, int, int], None]

# Posts first, so that their kin stay out of everything else; cases next, while homes are free; ordinary business
# last, on what is left, so that it cannot hit anything by accident.
STAGES: tuple[Callable[[Town], None], ...] = (
    deaths.background,
    cadres.background,
    staff.background,
    cadres.plant,
    deaths.plant,
    aid_cases.plant,
    elderly.plant,
    custody.plant,
    staff.plant,
    property.plant,
    housing.plant,
    disability.plant,
    farmland.plant,
    posts.plant,
    cards.plant,
    schools.plant,
    conduct.plant,
    companies.plant,
    procurement.plant,
    registers.plant,
    tenders.plant,
    fleet_cases.plant,
    expenses.plant,
    custody.background,
    housing.background,
    posts.background,
    conduct.background,
    aid.background,
    elderly.background,
    disability.background,
    farmland.background,
    schools.background,
    companies.background,
    property.background,
    procurement.background,
    tenders.background,
    tenders.judge,
    fleet.background,
    expenses.background,
    income.background,
    deaths.report_all,
    registers.persons,
    registers.marriages,
)


def live(town: Town, tell: Tell) -> None:
    """Run all stages."""
    for number, stage in enumerate(STAGES):
        stage(town)
        tell("people and their affairs", number + 1, len(STAGES) + 1)
    books = village_money.open_books(town)
    village_money.background(town, books)
    village_money.plant(town, books)
    tell("people and their affairs", len(STAGES) + 1, len(STAGES) + 1)
