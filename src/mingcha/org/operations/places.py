"""Writing areas and offices."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import PREFIX_DIGITS, Area, Office

_FIELDS = {"code", "name", "level", "parent_code"}


@transaction.atomic
def import_areas(*, path: Path, by: audit.Actor | str, at: datetime) -> int:
    """
    Adds or renames the areas of a csv file (`code,name,level,parent_code`), parents first; returns how many rows.

    Areas that the file no longer has are left as they are: only a person ends one.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    _check(path, rows)
    known = dict(Area.objects.values_list("code", "pk"))
    for level in PREFIX_DIGITS:
        fresh = [row for row in rows if row["level"] == level]
        Area.objects.bulk_create(
            [Area(code=r["code"], name=r["name"], level=level, parent_id=known.get(r["parent_code"])) for r in fresh],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "level", "parent"],
        )
        known |= dict(Area.objects.filter(level=level).values_list("code", "pk"))
    audit.record("areas.imported", by=by, at=at, detail={"file": path.name, "rows": len(rows)})
    return len(rows)


def _check(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    for number, row in enumerate(rows, start=2):
        good = row.keys() >= _FIELDS and row["level"] in PREFIX_DIGITS and len(row["code"]) == 12
        if not good or not row["code"].isdecimal():
            raise Refused(
                "area.file",
                Message(
                    f"{path.name} 第{number}行不对：需要 code（12位）、name、level、parent_code。没有导入任何一行。",
                    f"Line {number} of {path.name} is wrong: code (12 digits), name, level and parent_code are needed. "
                    "Nothing was imported.",
                ),
            )


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
