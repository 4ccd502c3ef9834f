"""Police and civil affairs: the household register, marriages, and people registered twice."""

from datetime import date, timedelta

from mingcha.engine.city.cast import Home, Person
from mingcha.engine.city.months import AS_OF_DAY
from mingcha.engine.city.town import Town


def persons(town: Town) -> None:
    """Everybody on the register; parents' ids where kin lives elsewhere, else for six children in ten."""
    for person in town.cast.people:
        known = town.rng.random() < 0.6 or person in town.twins
        status, cancelled = "正常", None
        if person.died and town.rng.random() < 0.93:
            status, cancelled = "死亡", min(AS_OF_DAY, person.died + timedelta(days=town.rng.randrange(3, 50)))
        elif not person.home.label and town.rng.random() < 0.01:
            status = "迁出"
        town.book.add(
            "person", person=person, sex="男" if person.male else "女", birth=person.birth,
            household=person.home.number,
            relation=person.relation, village=person.home.village, address=person.home.address, status=status,
            cancelled_on=cancelled, father=_parent(person, person.father, known),
            mother=_parent(person, person.mother, known),
            phone=person.phone, _keep=True,
        )  # fmt: skip


def _parent(person: Person, parent: Person | None, known: bool) -> str:
    """The parent's id; siblings and links between homes are always written, because kin is derived from them."""
    if parent is None:
        return ""
    return parent.id if known or parent.home is not person.home or person.relation < 20 else ""


def marriages(town: Town) -> None:
    """Couples at legal age, both alive; some earlier marriages that ended in divorce."""
    for person in town.cast.people:
        partner = person.spouse
        if not person.male or partner is None:
            continue
        day = _wedding(town, person, partner)
        if day:
            _register(town, "结婚", person, partner, day)
    singles = [p for p in town.cast.people if len(p.home.members) == 1 and 35 <= p.age() <= 60 and not p.home.label]
    men, women = [p for p in singles if p.male], [p for p in singles if not p.male]
    for man, woman in list(zip(men, women, strict=False))[: town.share(0.003, 2)]:
        start = _wedding(town, man, woman)
        if start and start.year < 2012:
            _register(town, "结婚", man, woman, start)
            _register(town, "离婚", man, woman, start + timedelta(days=town.rng.randrange(400, 2500)))


def _wedding(town: Town, man: Person, woman: Person) -> date | None:
    """A day after he is 22 and she 20, within three years."""
    ready = max(man.birth + timedelta(days=8036), woman.birth + timedelta(days=7306))
    day = ready + timedelta(days=town.rng.randrange(1100))
    return day if day < min(man.died or AS_OF_DAY, woman.died or AS_OF_DAY) else None


def _register(town: Town, event: str, man: Person, woman: Person, day: date) -> None:
    number = f"{'J' if event == '结婚' else 'L'}{man.home.village.county_code}-{day.year}-{town.serial('wedding'):06d}"
    town.book.add("marriage", cert_no=number, event=event, husband=man, wife=woman, registered_on=day, _keep=True)


def plant(town: Town) -> None:
    """Rule 12: one person under two ids; twins and namesakes are not."""
    children = town.cast.free(lambda p: bool(p.mother and p.mother.home is p.home and p.age() < 40))
    for fits, person in zip(range(town.cases + 2), children, strict=False):
        mother = person.mother
        assert mother is not None
        person.home.label = "case"
        double = _double(town, person)
        pair = sorted((person.id, double.id))
        if fits < town.cases:
            town.truth.hit(12, *pair)
        elif fits == town.cases:
            double.name = person.name[0] + ("博" if person.male else "琳") + person.name[-1]
            town.truth.miss(12, *pair, why="双胞胎，姓名不同")
        else:
            double.father, double.mother = None, None
            double.home = Home(
                f"{person.home.village.county_code}9{town.serial('home no'):07d}",
                person.home.village,
                person.home.address,
            )
            double.home.members.append(double)
            double.relation = 2
            town.truth.miss(12, *pair, why="同名同日出生，父母不同")


def _double(town: Town, person: Person) -> Person:
    """A second entry with the same name, birthday, sex and parents; both show the mother's id."""
    double = Person(
        town.cast.spare_id(person), person.name, person.male, person.birth, person.home, person.relation, "",
        person.phone,
        person.father, person.mother,
    )  # fmt: skip
    town.cast.people.append(double)
    town.twins |= {person, double}
    return double
