"""Planted cases on the low-income and destitute rolls: the dead, double rolls, arithmetic."""

from datetime import date

from mingcha.engine.city import aid, deaths
from mingcha.engine.city.cast import Person, grown
from mingcha.engine.city.months import ROLL, month_of, shift
from mingcha.engine.city.town import Town, roll_months


def plant(town: Town) -> None:
    """Rules 1, 4, 19, 20, 21, 62."""
    _paid_after_death(town)
    _dead_look_alikes(town)
    _back_on_the_roll(town)
    _two_rolls(town)
    _two_households(town)
    _wrong_sums(town)


def _die(town: Town, person: Person, first: int = 201903, months: int = 16) -> int:
    """Let somebody die in the middle of a month; returns the month."""
    month = shift(first, town.rng.randrange(months))
    person.died = date(month // 100, month % 100, town.rng.randrange(6, 24))
    return month_of(person.died)


def _paid_after_death(town: Town) -> None:
    """Payments go on for two to eight months after the tolerated one."""
    for i, person in enumerate(town.cast.take(town.cases + 1, grown(60, 93), "case")):
        fund = aid.DESTITUTE if i % 3 == 2 else aid.fund_for(person)
        month = _die(town, person)
        last = shift(month, 1 + (1 if i == 0 else town.rng.randrange(2, 9)))
        each = aid.grant(town, person, fund, aid.enrolled(town), min(last, ROLL[-1]))
        extra = len(roll_months(shift(month, 2), last))
        town.truth.hit(1, person.id, fund, amount=each * extra)


def _dead_look_alikes(town: Town) -> None:
    """The tolerated month, a household payment, arrears for months alive, a death entered by mistake."""
    for person in town.cast.take(town.cases, grown(60, 93), "case"):
        month = _die(town, person)
        fund = aid.fund_for(person)
        aid.grant(town, person, fund, aid.enrolled(town), shift(month, 1))
        town.truth.miss(1, person.id, fund, why="死亡次月仍发，在一个月宽限内")
    for person in town.cast.take(1, lambda p: p.age() >= 55 and len(p.home.members) > 2, "case"):
        month = _die(town, person)
        fund = aid.fund_for(person)
        aid.grant(town, person, fund, aid.enrolled(town), shift(month, 6), members=2, roll=False)
        town.truth.miss(1, person.id, fund, why="按户保障，家庭其他成员仍符合条件")
    for person in town.cast.take(1, grown(60, 93), "case"):
        month = _die(town, person, 201906, 10)
        fund = aid.fund_for(person)
        each = aid.grant(town, person, fund, aid.enrolled(town), shift(month, -2))
        late = date(shift(month, 3) // 100, shift(month, 3) % 100, 20)
        town.pay(fund, person, shift(month, -1), each, members=1, paid_on=late, remark="补发生前月份")
        town.truth.miss(1, person.id, fund, why="补发其生前月份")
    for person in town.cast.take(1, grown(60, 90), "case"):
        fund = aid.fund_for(person)
        deaths.cancelled(town, person, date(2019, 8, 14))
        aid.grant(town, person, fund, aid.enrolled(town), ROLL[-1])
        town.truth.miss(1, person.id, fund, why="误登死亡已撤销，本人健在")


def _back_on_the_roll(town: Town) -> None:
    """Rule 4: the roll stops at death and starts again after two or more empty months."""
    for i, person in enumerate(town.cast.take(town.cases, grown(60, 93), "case")):
        month, fund = _die(town, person, 201903, 10), aid.fund_for(person)
        again = shift(month, 3 if i == 0 else town.rng.randrange(4, 9))
        standard, last = 260, min(shift(again, 5), ROLL[-1])
        enrolled = aid.enrolled(town)
        for m in (*roll_months(201901, month), *roll_months(again, last)):
            town.pay(fund, person, m, standard, members=1, enrolled=enrolled)
        amount = float(standard * len(roll_months(again, last)))
        town.truth.hit(4, person.id, fund, amount=amount)
        town.truth.hit(1, person.id, fund, amount=amount)
    for person in town.cast.take(1, grown(60, 90), "case"):
        fund = aid.fund_for(person)
        deaths.cancelled(town, person, date(2019, 7, 11))
        enrolled = aid.enrolled(town)
        for m in (*roll_months(201901, 201907), *roll_months(201911, 202012)):
            town.pay(fund, person, m, 260, members=1, enrolled=enrolled)
        town.truth.miss(4, person.id, fund, why="误登死亡撤销后恢复待遇")


def _two_rolls(town: Town) -> None:
    """Rules 19 and 20: two exclusive rolls in two or more months; one common month is a change-over."""
    pairs = ((19, aid.RURAL, aid.URBAN), (20, aid.RURAL, aid.DESTITUTE))
    for rule, one, other in pairs:
        for i, person in enumerate(town.cast.take(town.cases, grown(60, 88), "case")):
            start = shift(201905, town.rng.randrange(8))
            aid.grant(town, person, one, aid.enrolled(town), shift(start, 1 if i == 0 else town.rng.randrange(2, 9)))
            aid.grant(town, person, other, start, ROLL[-1], roll=False)
            town.truth.hit(rule, person.id)
        for person in town.cast.take(1, grown(60, 88), "case"):
            aid.grant(town, person, one, aid.enrolled(town), 202004)
            aid.grant(town, person, other, 202004, ROLL[-1], roll=False)
            town.truth.miss(rule, person.id, why="衔接月重叠一个月")


def _two_households(town: Town) -> None:
    """Rule 21: on the member lists of two cases with different heads."""
    adults = grown(35, 70)
    for i in range(town.cases + 1):
        pair = town.cast.take(2, adults, "case", rural=True)
        guest = next(iter(town.cast.take(1, grown(22, 34), "case", rural=True)), None)
        if len(pair) < 2 or guest is None:
            return
        change = 202001 if i == town.cases else shift(202001, 1 + town.rng.randrange(1, 8))
        for head, first, last in ((pair[0], 201805, change), (pair[1], 202001, ROLL[-1])):
            aid.grant(town, head, aid.RURAL, first, ROLL[-1], members=2, roll=False)
            aid.enlist(town, head, [head], aid.RURAL, first, ROLL[-1])
            number = town.book.rows["low_income_member"][-1]["case_no"]
            town.book.rows["low_income_member"].append(
                town.book.rows["low_income_member"][-1]
                | {"member": guest, "relation": "家庭成员", "from_month": first, "to_month": last, "case_no": number}
            )
        if i == town.cases:
            town.truth.miss(21, guest.id, why="结婚当月由娘家户转入夫家户")
        else:
            town.truth.hit(21, guest.id)


def _wrong_sums(town: Town) -> None:
    """Rule 62: the amount is not standard × members by more than one yuan; a remark explains some."""
    hits = [-80.0, 1.5, 120.0, 60.0, -200.0, 35.0][: town.cases]
    for i, person in enumerate(town.cast.take(town.cases + 2, grown(30, 80), "case")):
        fund = aid.fund_for(person)
        aid.grant(town, person, fund, aid.enrolled(town), ROLL[-1])
        month = shift(202001, town.rng.randrange(12))
        row = next(r for r in town.book.rows["payment"] if r["payee"] is person and r["period"] == month)
        if i < town.cases:
            row["amount"] = row["amount"] + hits[i]
            town.truth.hit(62, person.id, fund, month, amount=row["amount"])
        elif i == town.cases:
            row.update(amount=row["amount"] + 120, remark="补发提标差额")
            town.truth.miss(62, person.id, fund, month, why="含补发差额，备注说明")
        else:
            row["amount"] = row["amount"] + 1
            town.truth.miss(62, person.id, fund, month, why="相差恰为1元")
