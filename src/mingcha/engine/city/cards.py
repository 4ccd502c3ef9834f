"""One-card accounts: whose account a benefit goes to."""

from datetime import date

from mingcha.engine.city import aid, cadres
from mingcha.engine.city.cast import Person, grown, kin_of, paired
from mingcha.engine.city.months import ROLL
from mingcha.engine.city.town import Town


def plant(town: Town) -> None:
    """Rules 59, 60, 61, 65."""
    _shared(town)
    _wards(town)
    _strangers(town)
    _allowed_holders(town)
    _cadre_accounts(town)
    _paid_again(town)


def _aided(town: Town, count: int) -> list[Person]:
    """New people whose low-income files name the account's holder by id."""
    fits = grown(45, 88)
    return town.cast.take(count, lambda p: fits(p) and town.names_holder_id(p), "case")


def _into(town: Town, person: Person, holder: Person, fund: str | None = None) -> None:
    """Aid of one person into another's account."""
    aid.grant(
        town, person, fund or aid.fund_for(person), 201804, ROLL[-1], account=holder.account, holder=holder.id,
        holder_name=holder.name,
    )  # fmt: skip


def _shared(town: Town) -> None:
    for i in range(town.cases):
        group = _aided(town, 4 if i else 3)
        if len(group) < 3:
            return
        holder = group[0]
        aid.grant(town, holder, aid.fund_for(holder), 201804, ROLL[-1])
        for person in group[1:]:
            _into(town, person, holder)
            town.truth.hit(60, person.id, holder.account)
        town.truth.hit(59, holder.account)
    pair = _aided(town, 2)
    if len(pair) == 2:
        aid.grant(town, pair[0], aid.fund_for(pair[0]), 201804, ROLL[-1])
        _into(town, pair[1], pair[0])
        town.truth.hit(60, pair[1].id, pair[0].account)
        town.truth.miss(59, pair[0].account, why="仅两名受益人共用")


def _wards(town: Town) -> None:
    """A registered guardian for several wards, and a home for the aged that is paid for its residents."""
    guardian = next(iter(town.cast.take(1, grown(35, 65), "case")), None)
    if guardian is None:
        return
    for ward in _aided(town, 3):
        _into(town, ward, guardian)
        town.book.add(
            "guardian", filing_no=f"{ward.home.village.county}监[2018]{town.serial('ward'):03d}", ward=ward,
            guardian=guardian,
            relation="村(居)委会指定", filed_on=date(2018, 3, 6), _keep=True,
        )  # fmt: skip
        town.truth.miss(60, ward.id, guardian.account, why="已备案监护人代管")
    town.truth.miss(59, guardian.account, why="已备案监护人代管多名被监护人")
    fits = grown(62, 95)
    residents = town.cast.take(4, lambda p: fits(p) and len(p.home.members) == 1, "case")
    account = f"8201{town.serial('home') + 3:011d}8"
    for person in residents:
        name = f"{residents[0].home.village.county}{residents[0].home.village.township}敬老院"
        aid.grant(town, person, aid.DESTITUTE, 201804, ROLL[-1], account=account, holder=None, holder_name=name)
        town.truth.miss(60, person.id, account, why="集中供养，账户为敬老院")
    if len(residents) > 2:
        town.truth.miss(59, account, why="账户为敬老院等机构")


def _strangers(town: Town) -> None:
    for person, holder in zip(
        _aided(town, town.cases), town.cast.take(town.cases, grown(30, 70), "case"), strict=False
    ):
        _into(town, person, holder)
        town.truth.hit(60, person.id, holder.account)


def _allowed_holders(town: Town) -> None:
    for person in town.cast.take(2, lambda p: paired(p) and p.age() > 40 and town.names_holder_id(p), "case"):
        assert person.spouse is not None
        _into(town, person, person.spouse)
        town.truth.miss(60, person.id, person.spouse.account, why="账户为同户配偶")
    apart = (
        (p, k)
        for p in town.cast.free(grown(60, 88))
        for k in sorted(kin_of(p), key=lambda k: k.id)
        if k.home is not p.home and not k.home.label and k.age() >= 25 and town.names_holder_id(p) and not k.died
    )
    for person, child in apart:
        person.home.label = child.home.label = "case"
        _into(town, person, child)
        town.truth.miss(60, person.id, child.account, why="账户为分户子女")
        break
    fits = grown(45, 80)
    variants = (("迪力夏提·艾合买提", "迪力夏提"), (None, None))
    for full, short in variants:
        for person in town.cast.take(1, lambda p: fits(p) and not town.names_holder_id(p), "case"):
            person.name = full or person.name
            written = short or f"{person.name[0]} {person.name[1:]}"
            aid.grant(town, person, aid.fund_for(person), 201804, ROLL[-1], holder=None, holder_name=written)
            town.truth.miss(60, person.id, person.account, why="银行户名截断或含空格，实为本人")


def _cadre_accounts(town: Town) -> None:
    clerks = [c for c in town.handlers.values() if c.home.label == "clerk"]
    for i, person in enumerate(_aided(town, town.cases)):
        if i % 3 == 2 and clerks:
            holder = clerks[0]
        else:
            cadre = next(iter(cadres.sitting(town, 1)), None)
            if cadre is None:
                return
            kin = [k for k in cadres.outside_kin(cadre) if k.home is cadre.home]
            holder = kin[0] if i % 3 == 1 and kin else cadre
        _into(town, person, holder)
        town.truth.hit(61, holder.account)
        town.truth.hit(60, person.id, holder.account)
    for cadre in cadres.sitting(town, 1):
        town.truth.miss(61, cadre.account, why="村干部本人账户，只收本人普惠性补贴")
        town.pay("高龄津贴", cadre, 202002, 100)


def _paid_again(town: Town) -> None:
    helpers = town.cast.take(town.cases, grown(30, 70), "case")
    for i, person in enumerate(_aided(town, town.cases + 1)):
        fund, month = aid.fund_for(person), 202003 + i % 6
        aid.grant(town, person, fund, 201804, ROLL[-1])
        row = next(r for r in town.book.rows["payment"] if r["payee"] is person and r["period"] == month)
        again = dict(row)
        row["result"] = "退回"
        again["paid_on"] = row["paid_on"].replace(day=27)
        town.book.rows["payment"].append(again)
        if i < len(helpers):
            again.update(account=helpers[i].account, holder=helpers[i].id, holder_name=helpers[i].name)
            town.truth.hit(65, person.id, fund, month, amount=float(again["amount"]))
            town.truth.hit(60, person.id, helpers[i].account)
        else:
            again["account"] = town.spare_account()
            town.truth.miss(65, person.id, fund, month, why="本人更换银行卡")
