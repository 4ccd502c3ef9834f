"""What a list of areas would change, before anybody lets it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from mingcha.engine.understanding.area_files import FIELDS, AreaRow
from mingcha.engine.understanding.area_marks import Marked, ReadAreas, misplaced
from mingcha.kernel.messages import Message
from mingcha.org.models import Area, Office


@dataclass(frozen=True)
class Changed:
    """An area that the list calls or places otherwise than it is now."""

    row: AreaRow
    before: str


@dataclass(frozen=True)
class AreaPlan:
    """
    New areas; changed ones; those that the list no longer has among their sisters, and of these the ones that cannot
    end because an office in them is open; how many stay as they are; rows that are not taken.
    """

    new: tuple[AreaRow, ...]
    changed: tuple[Changed, ...]
    ended: tuple[Area, ...]
    held: tuple[Area, ...]
    same: int
    marked: tuple[Marked, ...]

    @property
    def rows(self) -> list[AreaRow]:
        """What is stored."""
        return [*self.new, *(changed.row for changed in self.changed)]

    @property
    def digest(self) -> str:
        """What somebody who agreed to this plan has seen."""
        told = [*self.rows, *(area.code for area in self.ended), *(marked.line for marked in self.marked)]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def plan_areas(read: ReadAreas, *, inside: Callable[[str], bool]) -> AreaPlan:
    """What a list would change; `inside` says of a code whether the person who asks may change it."""
    known = {area.code: area for area in Area.objects.select_related("parent")}
    good, marked = _placed(read, known)
    new, changed, same = [], [], 0
    for line, row in good:
        area = known.get(row.code)
        if area is not None and _is_same(row, area):
            same += 1
        elif reason := _refused(row, area, inside):
            marked.append(_mark(line, row, reason))
        elif area is None:
            new.append(row)
        else:
            changed.append(Changed(row, f"{area.name}（{area.parent or '–'}）"))
    fresh = {row.code for row in new}
    good, orphans = _placed(ReadAreas(tuple((n, r) for n, r in good if r.code in fresh), ()), known)
    new = [row for _line, row in good]
    there = {row.code for _line, row in read.rows} | {m.cells[0] for m in read.marked}
    gone = [area for area in _gone(known.values(), there) if inside(area.code)]
    open_in = set(Office.objects.filter(area__in=gone, valid_to=None).values_list("area__code", flat=True))
    held, ended = _apart(gone, open_in)
    every = sorted([*marked, *orphans], key=lambda one: one.line)
    return AreaPlan(tuple(new), tuple(changed), tuple(ended), tuple(held), same, tuple(every))


def _placed(read: ReadAreas, known: dict[str, Area]) -> tuple[list[tuple[int, AreaRow]], list[Marked]]:
    """The rows whose unit above is known or good itself; the others join the marked ones, with what lies below them."""
    good, marked = list(read.rows), list(read.marked)
    while True:
        levels = {code: area.level for code, area in known.items()} | {row.code: row.level for _line, row in good}
        wrong = [(n, row) for n, row in good if row.parent and (_lost(row, levels) is not None)]
        if not wrong:
            return good, marked
        marked += [_mark(n, row, _lost(row, levels) or Message("", "")) for n, row in wrong]
        lost = {row.code for _line, row in wrong}
        good = [(n, row) for n, row in good if row.code not in lost]


def _lost(row: AreaRow, levels: dict[str, str]) -> Message | None:
    above = levels.get(row.parent)
    if above is None:
        return Message(
            f"上级 {row.parent} 不在文件的可用行中，也没有导入过。",
            f"The area above, {row.parent}, is neither among the good rows nor known.",
        )
    if misplaced(row, above):
        return Message(f"代码不在上级 {row.parent} 之内。", f"The code does not lie inside {row.parent}.")
    return None


def _refused(row: AreaRow, area: Area | None, inside: Callable[[str], bool]) -> Message | None:
    if not inside(row.code):
        return Message("不在您管理的区划内。", "It lies outside the area that you manage.")
    if area is not None and area.valid_to:
        day = f"{area.valid_to:%Y-%m-%d}"
        return Message(f"该区划已于{day}撤销。", f"This area ended on {day}.")
    if not row.parent and row.level != "province":
        return Message("缺少上级代码。", "The code of the area above is missing.")
    if area is not None and area.level != row.level:
        return Message(f"级别与现有记录（{area.level}）不同。", f"The level differs from what is known ({area.level}).")
    return None


def _is_same(row: AreaRow, area: Area) -> bool:
    above = area.parent.code if area.parent else ""
    return (area.name, area.level, above) == (row.name, row.level, row.parent) and area.valid_to is None


def _gone(known: Iterable[Area], there: Collection[str]) -> list[Area]:
    """Open areas not in the list, though it has sisters of theirs; and what lies below them."""
    open_ones = [area for area in known if area.valid_to is None]
    families = {area.parent.code for area in open_ones if area.parent and area.code in there}
    gone = {
        area.code
        for area in open_ones
        if area.parent and area.code not in there and area.parent.code in families and area.parent.code in there
    }
    while below := {a.code for a in open_ones if a.parent and a.parent.code in gone and a.code not in there} - gone:
        gone |= below
    return sorted((area for area in open_ones if area.code in gone), key=lambda area: area.code)


def _apart(gone: list[Area], open_in: Collection[str]) -> tuple[list[Area], list[Area]]:
    """Those that stay, because in them, above or below them in what is gone, an office is open; and those that end."""
    codes = {area.code for area in gone}
    tops = [area.prefix for area in gone if area.parent and area.parent.code not in codes]
    staying = tuple(top for top in tops if any(code.startswith(top) for code in open_in))
    held = [area for area in gone if area.code.startswith(staying)]
    return held, [area for area in gone if not area.code.startswith(staying)]


def _mark(line: int, row: AreaRow, reason: Message) -> Marked:
    return Marked(line, (row.code, row.name, row.level, row.parent), reason)


def columns_of_marked() -> tuple[str, ...]:
    """The header of a list of marked rows: those of the file, then the line and the reason."""
    return (*FIELDS, "line", "reason")
