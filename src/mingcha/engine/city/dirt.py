"""What goes wrong in offices: ids typed badly (repairable), ids destroyed (recorded), rows twice, rows empty."""

from dataclasses import dataclass
from enum import Enum
from random import Random

from mingcha.engine.city.book import Row
from mingcha.engine.city.cells import Cell


class Mess(Enum):
    """How carelessly the departments work."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of cells or rows."""

    rough: float
    damaged: float
    twice: float
    blank: float
    name: float
    mixed_dates: float


RATES = {
    Mess.NONE: Rates(0, 0, 0, 0, 0, 0),
    Mess.LOW: Rates(0.01, 0.001, 0.001, 0.0005, 0.001, 0),
    Mess.HIGH: Rates(0.03, 0.004, 0.003, 0.002, 0.005, 0.01),
}
# Only rows of these may lose their id: elsewhere a lost row would change who is kin, titled or enrolled.
DAMAGEABLE = frozenset(
    (
        "payment",
        "pension_payment",
        "payroll",
        "vehicle",
        "real_estate",
        "medical_settlement",
        "housing_fund",
        "liveness",
    )
)
SAFE_HOMES = frozenset(("", "aid", "staff"))
REASONS = ("MISSING_ID", "BAD_CHECK", "BAD_LENGTH", "EXCEL_TRUNC", "EXCEL_SCI")
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def may_lose_id(dataset: str, row: Row) -> bool:
    """Whether nothing planted hangs on the row."""
    people = [value for value in row.values() if hasattr(value, "home")]
    safe = bool(people) and all(person.home.label in SAFE_HOMES and not person.died for person in people)
    return dataset in DAMAGEABLE and not row.get("_keep") and safe and row.get("result", "成功") == "成功"


def roughen(number: str, rng: Random) -> str:
    """An id as typed by a tired clerk: a human, and the software, can read it without guessing."""
    ways = [
        f" {number}",
        f"{number} ",
        f"'{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(_WIDE),
    ]
    ways.append(f"{number}\u00a0")
    if number.endswith("X"):
        ways += [number.lower()] * 6
    if number[6:8] == "19":
        ways.append(number[:6] + number[8:17])
    return rng.choice(ways)


def damage(number: str, reason: str, rng: Random) -> str:
    """An id beyond recovery."""
    if reason == "MISSING_ID":
        return ""
    if reason == "BAD_CHECK":
        others = [c for c in "0123456789X" if c != number[-1] and not (number[15:17] == "00" and c == "0")]
        return number[:-1] + rng.choice(others)
    if reason == "BAD_LENGTH":
        return number[:10] + number[11:]
    return number[:15] + "000" if reason == "EXCEL_TRUNC" else f"{number[0]}.{number[1:6]}E+17"


def spaced(name: str, rng: Random) -> str:
    """A name with blanks in it or behind it."""
    if len(name) == 2:
        return name[0] + rng.choice(("  ", "\u3000", " ")) + name[1]
    return name + " "


def plate(text: str, rng: Random) -> str:
    """A plate with a separator or in small letters."""
    return rng.choice((f"{text[:2]}·{text[2:]}", f"{text[:2]} {text[2:]}", f"{text[:2]}-{text[2:]}", text.lower()))


def swap(cells: list[Cell], one: int, other: int) -> None:
    """Name and id in each other's columns."""
    cells[one], cells[other] = cells[other], cells[one]
