"""Agriculture: titled land, transfers, claimed parcels, the farm-land subsidy and its posted lists."""

from dataclasses import dataclass, field
from datetime import date

from mingcha.engine.city.book import Row
from mingcha.engine.city.cast import Home, Person, grown
from mingcha.engine.city.town import Town

FUND = "耕地地力保护补贴"
RATE = 108.5  # yuan a mu
YEARS = (2019, 2020)
POSTED = date(2020, 5, 11)


@dataclass(slots=True)
class Farm:
    """One household's land: parcels with titled mu, what it claims and what it is paid for."""

    person: Person
    parcels: dict[str, float] = field(default_factory=dict)
    claims: dict[str, float] = field(default_factory=dict)
    extra: dict[int, float] = field(default_factory=dict)  # mu paid beyond the claims, by year

    def paid(self, year: int) -> float:
        """Mu paid for in a year."""
        return round(sum(self.claims.values()) + self.extra.get(year, 0.0), 2)


def farm(town: Town, person: Person, *, least: float = 0.6) -> Farm:
    """Title one to three parcels to a household and claim them all."""
    made = Farm(person)
    for _ in range(town.rng.randrange(1, 4)):
        title(town, made, round(least + town.rng.random() * 3.4, 2))
    return made


def title(town: Town, made: Farm, mu: float, *, kind: str = "承包地", claim: bool = True) -> str:
    """One titled parcel."""
    village = made.person.home.village
    parcel = f"{village.code}J{town.serial('parcel' + village.code):05d}"
    town.book.add("land", parcel=parcel, holder=made.person, village=village, area=mu, kind=kind, remark="", _keep=True)
    made.parcels[parcel] = mu
    if claim:
        made.claims[parcel] = mu
    return parcel


def settle(town: Town, made: Farm) -> list[Row]:
    """Write claims and payments of both years."""
    rows = []
    for year in YEARS:
        for parcel, mu in made.claims.items():
            town.book.add(
                "land_claim", claimant=made.person, village=made.person.home.village, parcel=parcel, area=mu, year=year,
                _keep=True,
            )  # fmt: skip
        if made.paid(year) > 0:
            rows.append(
                town.pay(FUND, made.person, str(year), RATE, quantity=made.paid(year), paid_on=date(year, 6, 15))
            )
    return rows


def posts(town: Town, home: Home) -> bool:
    """Whether the county hands in posted lists: one manner of keeping files does not."""
    return town.style(home.village.county) != 1


def post(town: Town, row: Row, *, mu: float | None = None, remark: str = "") -> None:
    """One line of the posted list of 2020 for a payment."""
    person = row["payee"]
    area = row["quantity"] if mu is None else mu
    town.book.add(
        "posted_list", fund=FUND, village=person.home.village, person=person, area=area, amount=round(area * RATE, 2),
        posted_on=POSTED, remark=remark, year=2020, _keep=True,
    )  # fmt: skip


def _post_year(town: Town, rows: list[Row]) -> None:
    for row in rows:
        if row["period"] == "2020" and posts(town, row["payee"].home):
            post(town, row)


def background(town: Town) -> None:
    """Every village home that is in no case farms its titled land; some lease a parcel to a neighbour."""
    farms = []
    for home in town.cast.homes:
        head = next((m for m in home.members if not m.died and m.age() >= 18), None)
        if head and not home.village.urban and home.label != "case":
            farms.append(farm(town, head))
    for giver, taker in zip(farms[::9], farms[4::9], strict=False):
        if giver.person.home.village is taker.person.home.village and len(giver.parcels) > 1:
            lease(town, giver, taker, to_taker=town.rng.random() < 0.5)
    for made in farms:
        _post_year(town, settle(town, made))


def lease(town: Town, giver: Farm, taker: Farm, *, to_taker: bool) -> str:
    """Transfer the giver's first parcel; the contract says who gets the subsidy, and only that one claims."""
    parcel, mu = next(iter(giver.parcels.items()))
    town.book.add(
        "land_transfer", contract_no=f"LZHT-{giver.person.home.village.code[:9]}-{town.serial('lease'):05d}",
        parcel=parcel, from_person=giver.person, to_person=taker.person, area=mu, from_on=date(2017, 1, 1),
        to_on=date(2026, 12, 31), subsidy_to="受让方" if to_taker else "承包方", _keep=True,
    )  # fmt: skip
    if to_taker:
        taker.claims[parcel] = giver.claims.pop(parcel)
    return parcel


def plant(town: Town) -> None:
    """Rules 47, 49, 63."""
    _too_much_area(town)
    _one_parcel_twice(town)
    _not_as_posted(town)


def _farmers(town: Town, count: int, *, posted: bool | None = None) -> list[Farm]:
    """Farms of new cases."""
    fits = grown(25, 70)
    people = town.cast.take(
        count, lambda p: fits(p) and (posted is None or posts(town, p.home) == posted), "case", rural=True
    )
    return [farm(town, person) for person in people]


def _too_much_area(town: Town) -> None:
    for i, made in enumerate(_farmers(town, town.cases)):
        titled = sum(made.parcels.values())
        made.extra[2020] = round(titled * (0.06 if i == 0 else 0.2 + town.rng.random()) + 0.02, 2)
        _post_year(town, settle(town, made))
        town.truth.hit(47, made.person.id, 2020)
    for made in _farmers(town, 1):
        made.extra[2020] = int(sum(made.parcels.values()) * 4) / 100
        _post_year(town, settle(town, made))
        town.truth.miss(47, made.person.id, 2020, why="超出不足5%")
    for made in _farmers(town, 1):
        title(town, made, 1.8, kind="新增开垦")
        _post_year(town, settle(town, made))
        town.truth.miss(47, made.person.id, 2020, why="新增开垦面积已登记")
    pair = _farmers(town, 2)
    if len(pair) == 2:
        lease(town, pair[0], pair[1], to_taker=True)
        for made in pair:
            _post_year(town, settle(town, made))
        town.truth.miss(47, pair[1].person.id, 2020, why="含流入地块面积")


def _one_parcel_twice(town: Town) -> None:
    for _ in range(town.cases):
        pair = _farmers(town, 2)
        if len(pair) < 2:
            return
        parcel = lease(town, pair[0], pair[1], to_taker=True)
        pair[0].claims[parcel] = pair[0].parcels[parcel]
        for made in pair:
            _post_year(town, settle(town, made))
        for year in YEARS:
            town.truth.hit(49, parcel, year)
    pair = _farmers(town, 2)
    if len(pair) == 2:
        parcel = lease(town, pair[0], pair[1], to_taker=True)
        whole = pair[1].claims[parcel]
        pair[0].claims[parcel] = round(whole * 0.4, 2)
        pair[1].claims[parcel] = round(whole - pair[0].claims[parcel], 2)
        for made in pair:
            _post_year(town, settle(town, made))
        town.truth.miss(49, parcel, 2020, why="两户分别申报，合计等于确权面积")


def _not_as_posted(town: Town) -> None:
    def latest(made: Farm) -> Row:
        return next(r for r in settle(town, made) if r["period"] == "2020")

    for i, made in enumerate(_farmers(town, town.cases, posted=True)):
        row = latest(made)
        if i % 2:
            post(town, row, mu=round(row["quantity"] + (0.06 if i == 1 else 0.8), 2))
        town.truth.hit(63, made.person.id, FUND, 2020, amount=row["amount"])
    for made in _farmers(town, 1, posted=True):
        row = latest(made)
        post(town, row, mu=round(row["quantity"] + 0.7, 2), remark="公示后经批准变更")
        town.truth.miss(63, made.person.id, FUND, 2020, why="公示后经批准变更")
    for made in _farmers(town, 1, posted=False):
        town.truth.miss(63, made.person.id, FUND, latest(made)["period"], why="该县未提供公示名单")
