"""Whose number is it? Which name column belongs to which identifier column, by the spec and by the sheet's headers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from mingcha.engine.understanding.meaning import concepts_of
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.engine.understanding.wording import ID, NAME, UC, wording

#: Types that say who; a wrong guess here accuses the wrong person.
WHO = frozenset({"person_id", "party_id", "uscc"})
_NAMED = frozenset({"name", "text"})


@lru_cache(maxsize=256)
def _pairs(columns: tuple[tuple[str, str], ...]) -> dict[str, str]:
    types = dict(columns)
    found = {}
    for name, kind in columns:
        if kind in WHO:
            for partner in _partners(name):
                if partner != name and types.get(partner) in _NAMED:
                    found[name] = partner
                    break
    return found


def _partners(name: str) -> tuple[str, ...]:
    base, _, tail = name.rpartition("_")
    turned = (f"{base}_name", f"name_{tail}") if base else ()
    plain = ("name", "payee_name") if name in ("person", "company") else ()
    return (f"{name}_name", *turned, *plain)


def name_of(spec: DatasetSpec) -> dict[str, str]:
    """Identifier column → the column with the name of the same person or company."""
    return _pairs(tuple((column.name, column.type) for column in spec.columns.values()))


def stem(text: str) -> str:
    """Whom a header speaks of: `岗位人员身份证号码` and `岗位人员姓名` → `岗位人员`; "" when it does not say."""
    plain = wording(text).spellings[0]
    return plain.translate({ord(ID): None, ord(UC): None, ord(NAME): None}).removesuffix("名称")


def same_person(one: str, other: str) -> bool:
    """Whether two stems name the same role, literally or by a concept of the lexicon."""
    if not one or not other:
        return False
    if one == other or one.removesuffix("人") == other.removesuffix("人"):
        return True
    shared = concepts_of(one)
    return bool(shared) and shared == concepts_of(other)


def derived(spec: DatasetSpec, spellings: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """
    Spellings that follow from others: a payee called 岗位人员姓名 has a 岗位人员身份证号, and the other way round.

    `spellings` are (comparable spelling, column) pairs.
    """
    names = name_of(spec)
    back = {name: column for column, name in names.items()}
    found = []
    for spelling, column in spellings:
        bare = spelling.translate({ord(ID): None, ord(UC): None, ord(NAME): None}).removesuffix("名称")
        if column in names and len(bare) >= 2 and bare != spelling:
            found += [(bare + NAME, names[column]), (bare, names[column])]
        elif column in back and len(bare) >= 2:
            mark = UC if spec.columns[back[column]].type == "uscc" else ID
            found.append((bare + mark, back[column]))
    return found
