"""Village cadres, the clerks who pay, and favours to themselves and their kin."""

from datetime import date

from mingcha.engine.city import aid
from mingcha.engine.city.areas import Village
from mingcha.engine.city.cast import Person, kin_of, paired, reserve
from mingcha.engine.city.months import ROLL, shift
from mingcha.engine.city.staff import VILLAGE
from mingcha.engine.city.town import Town

TERM = date(2017, 5, 10)
COMMITTEE = ("主任", "副主任", "委员")


def posts_of(village: Village) -> tuple[str, ...]:
    """Posts of a village or a residents' committee."""
    body = "居委会" if village.urban else "村委会"
    head = "社区党组织书记兼居委会主任" if village.urban else "村党组织书记兼村委会主任"
    return (head, f"{body}副主任", f"{body}委员", "村务监督委员会主任", "村务监督委员会委员", f"{body}委员")


def appoint(
    town: Town,
    person: Person,
    post: str,
    since: date = TERM,
    until_day: date | None = None,
    *,
    village: Village | None = None,
) -> None:
    """Enter a cadre in the roster, among supervised persons, and as a village post on the payroll roster."""
    place = village or person.home.village
    town.book.add(
        "village_cadre", village=place, person=person, post=post, from_on=since, to_on=until_day, phone=person.phone,
        account=person.account, _keep=True,
    )  # fmt: skip
    unit = f"{place.county}{place.township}{place.name}"
    common = {"person": person, "unit": unit, "post": post, "from_on": since, "to_on": until_day, "_keep": True}
    status = "在任" if until_day is None else "离任"
    town.book.add("fiscal_staff", category=VILLAGE, status=status, monthly_pay=2100.0, **common)
    town.book.add("public_official", is_leader="否", job_class="综合", category="村(社区)干部", **common)
    if until_day is None:
        town.cadres[person] = post


def background(town: Town) -> None:
    """Cadres of every village from homes that are not kin; former ones too; one paying clerk for each township."""
    by_village: dict[str, list[Person]] = {}
    for person in town.cast.free(lambda p: 30 <= p.age() <= 62):
        by_village.setdefault(person.home.village.code, []).append(person)
    for village in town.villages:
        free = iter(by_village.get(village.code, []))
        seats = posts_of(village) if town.size > 3000 else posts_of(village)[:5]
        for post in seats:
            chosen = next((p for p in free if not p.home.label), None)
            if chosen:
                reserve(chosen, "cadre")
                appoint(town, chosen, post)
        former = next((p for p in free if not p.home.label), None)
        if former:
            reserve(former, "cadre")
            appoint(town, former, posts_of(village)[2], date(2014, 4, 15), date(2017, 5, 9))
    _clerks(town)


def _clerks(town: Town) -> None:
    for village in town.villages:
        if village.township_code in town.handlers:
            continue
        fits = (
            p
            for p in town.cast.free(lambda p: 28 <= p.age() <= 55)
            if p.home.village.township_code == village.township_code
        )
        person = next(fits, None)
        if person:
            reserve(person, "clerk")
            town.handlers[village.township_code] = person
            unit = f"{village.county}{village.township}社会事务办"
            town.book.add(
                "handler", township=village.township_code, person=person, unit=unit, phone=person.phone, _keep=True
            )


def sitting(town: Town, count: int, *, with_kin: bool = False, committee: bool | None = None) -> list[Person]:
    """Cadres in office who have no part in a case yet, and take them for one."""
    found: list[Person] = []
    for person, post in town.cadres.items():
        if len(found) >= count:
            break
        if person.home.label != "cadre" or (committee is not None and committee == ("监督" in post)):
            continue
        if with_kin and not outside_kin(person):
            continue
        person.home.label = "case"
        found.append(person)
    return found


def outside_kin(person: Person) -> list[Person]:
    """Grown living near kin of a cadre; those of the own household too."""
    return sorted(
        (k for k in kin_of(person) if not k.died and k.age() >= 30 and k.home.label in ("kin", "case", "cadre")),
        key=lambda k: (k.home is person.home, k.id),
    )


def plant(town: Town) -> None:
    """Rules 26, 27, 34."""
    _own_aid(town)
    _aid_to_kin(town)
    _supervisors(town)


def _own_aid(town: Town) -> None:
    for i, person in enumerate(sitting(town, town.cases)):
        if i % 3 == 2:
            town.pay("临时救助", person, 202004, 1500, members=None)
            town.truth.hit(26, person.id, "临时救助", amount=1500.0)
        else:
            fund = aid.fund_for(person)
            first = shift(202001, town.rng.randrange(8))
            each = aid.grant(town, person, fund, first, ROLL[-1])
            town.truth.hit(26, person.id, fund, amount=each * (202013 - first))
    for person in sitting(town, 1):
        town.pay("高龄津贴", person, 202003, 100)
        town.truth.miss(26, person.id, "高龄津贴", why="普惠性资金")
    for person in town.cast.take(1, lambda p: 45 <= p.age() <= 70, "case"):
        appoint(town, person, posts_of(person.home.village)[2], date(2014, 4, 15), date(2018, 12, 31))
        fund = aid.fund_for(person)
        aid.grant(town, person, fund, 201902, ROLL[-1])
        town.truth.miss(26, person.id, fund, why="离任后享受")


def _aid_to_kin(town: Town) -> None:
    for i, cadre in enumerate(sitting(town, town.cases + 1, with_kin=True)):
        relative = outside_kin(cadre)[0]
        relative.home.label = "case"
        fund = aid.fund_for(relative)
        aid.grant(town, relative, fund, 201808, ROLL[-1])
        _judge_kin(town, relative, cadre, filed=i == 0)


def _judge_kin(town: Town, payee: Person, cadre: Person, *, filed: bool) -> None:
    """Every cadre near the payee counts; the pair filed does not."""
    for official in sorted(town.cadres, key=lambda c: c.id):
        if payee not in kin_of(official):
            continue
        if official is cadre and filed:
            number = f"{payee.home.village.county}民备字[2018]{town.serial('filing'):03d}号"
            town.book.add(
                "kin_filing", filing_no=number, cadre=cadre, relation="近亲属", relative=payee,
                policy=aid.fund_for(payee), filed_on=date(2018, 7, 20), _keep=True,
            )  # fmt: skip
            town.truth.miss(27, payee.id, cadre.id, why="近亲属享受低保已按规定备案")
        else:
            town.truth.hit(27, payee.id, official.id)
    if payee in town.cadres:
        raise AssertionError("aid to a cadre belongs to rule 26")


def _supervisors(town: Town) -> None:
    """Rule 34: a supervisor whose near kin sits on the village committee at the same time."""
    shapes = (
        ("村务监督委员会委员", TERM, None, True, ""),
        ("村民小组组长", TERM, None, False, "近亲属仅为村民小组组长"),
        ("{}", date(2014, 4, 15), date(2017, 5, 9), False, "近亲属任期已届满，任期不重叠"),
    )
    for post, since, end, hit, why in (shapes[0],) * town.cases + shapes[1:]:
        pairs = town.cast.take(1, lambda p: paired(p) and 30 <= p.age() <= 62, "case")
        for person in pairs:
            partner = person.spouse
            assert partner is not None
            body = posts_of(person.home.village)[2]
            if hit:
                appoint(town, person, post)
                appoint(town, partner, body)
                town.truth.hit(34, person.id, partner.id)
            else:
                appoint(town, person, "村务监督委员会委员")
                appoint(town, partner, post.format(body), since, end)
                town.truth.miss(34, person.id, partner.id, why=why)
