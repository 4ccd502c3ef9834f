"""Everything a department's module needs at hand while it writes its rows."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from mingcha.engine.city.areas import Village
from mingcha.engine.city.book import Book, Row, Truth
from mingcha.engine.city.cast import Cast, Home, Person
from mingcha.engine.city.months import ROLL

COUNTY_BUREAUS = (
    "民政局", "财政局", "教育局", "农业农村局", "卫生健康局", "水利局", "交通运输局", "自然资源局", "林业局", "审计局",
)  # fmt: skip


@dataclass(slots=True)
class Town:
    """
    The cast, the book, the truth, and who holds which part.

    `cases` is how many positives a rule gets. `staff` maps paid staff to units, `cadres` current cadres to posts,
    `handlers` township codes to the clerk who pays there.
    """

    cast: Cast
    book: Book
    truth: Truth
    rng: Random
    cases: int
    villages: tuple[Village, ...]
    roll_share: float = 0.05
    staff: dict[Person, str] = field(default_factory=dict)
    cadres: dict[Person, str] = field(default_factory=dict)
    handlers: dict[str, Person] = field(default_factory=dict)
    told: set[Person] = field(default_factory=set)  # deaths (or reported deaths) whose rows are written by a case
    twins: set[Person] = field(default_factory=set)  # entries that must show their mother's id
    companies: int = 0
    serials: dict[str, int] = field(default_factory=dict)

    @property
    def counties(self) -> list[str]:
        """Names of the counties, in code order."""
        return list(dict.fromkeys(v.county for v in self.villages))

    @property
    def size(self) -> int:
        """Number of people."""
        return len(self.cast.people)

    def style(self, county: str) -> int:
        """Which of three manners of keeping files a county has."""
        return self.counties.index(county) % 3

    def names_holder_id(self, person: Person) -> bool:
        """Whether the low-income files of the person's county say whose account it is by id, not by name alone."""
        return self.style(person.home.village.county) != 1

    def spare_account(self) -> str:
        """A new card number."""
        return f"6228480{self.serial('card') * 7919 + 40_000_000_000:011d}6"

    def county_code(self, county: str) -> str:
        """Six digits of a county by name."""
        return next(v.county_code for v in self.villages if v.county == county)

    def share(self, fraction: float, least: int = 1) -> int:
        """A number in proportion to the people."""
        return max(least, round(self.size * fraction))

    def serial(self, kind: str) -> int:
        """The next number of a kind of document."""
        self.serials[kind] = self.serials.get(kind, 0) + 1
        return self.serials[kind]

    def pay(self, fund: str, person: Person, period: int | str, standard: float, **more: object) -> Row:
        """
        One benefit payment; `quantity` (months, or mu for farm land) and `members` multiply the standard.

        Keywords override what is usual: the own account, the person as holder, success, no remark.
        """
        quantity, members = more.pop("quantity", 1), more.pop("members", None)
        start = _start(period)
        values: Row = {
            "fund": fund,
            "village": person.home.village,
            "payee": person,
            "standard": standard,
            "quantity": quantity,
            "members": members,
            "amount": round(standard * float(str(quantity)) * int(str(members or 1)), 2),
            "period": period,
            "enrolled": None,
            "account": person.account,
            "holder_name": person.name,
            "holder": person.id,
            "paid_on": date(start // 100, start % 100, 8 + int(person.home.village.code[6:9]) % 17),
            "result": "成功",
            "remark": "",
            "work_unit": "",
        }
        values.update(more)
        return self.book.add("payment", **values)


def _start(period: int | str) -> int:
    """The month in which a period is paid: quarters and years at their end, terms near it."""
    text = str(period)
    if "Q" in text:
        return int(text[:4]) * 100 + int(text[-1]) * 3
    if text.endswith(("春", "秋")):
        return int(text[:4]) * 100 + (6 if text.endswith("春") else 12)
    return int(text) if len(text) == 6 else int(text) * 100 + 6


def unused(home: Home) -> bool:
    """Whether nobody has chosen this home."""
    return not home.label


def roll_months(first: int, last: int) -> list[int]:
    """Months of the two-year roll between two months."""
    return [m for m in ROLL if first <= m <= last]
