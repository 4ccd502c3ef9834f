"""Hand the book in: rows onto forms, forms into files, with the mess of each office and a list of destroyed ids."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from mingcha.engine.city import dirt
from mingcha.engine.city.book import Row
from mingcha.engine.city.cells import FUND_WORDS, Cell, Manner, manner_of, write
from mingcha.engine.city.containers import Sheet, extension, is_workbook, save
from mingcha.engine.city.dirt import RATES, Mess, Rates
from mingcha.engine.city.forms import STYLES, Column, Form, all_forms, county_of, label_of, value_of
from mingcha.engine.city.town import Town

Tell = Callable[[str, int, int], None]


@dataclass(slots=True)
class Handed:
    """What lies in the folder: rows by dataset (before repeats), files, destroyed ids."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    quarantine: list[dict[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """One file being written: form, style, habits, and where its bad cells are noted."""

    form: Form
    columns: tuple[Column, ...]
    manner: Manner
    rates: Rates
    rng: Random
    workbook: bool
    mess: Mess


def hand_in(town: Town, folder: Path, mess: Mess, tell: Tell) -> Handed:
    """Write every dataset of the book."""
    handed = Handed()
    forms = all_forms()
    for number, form in enumerate(forms):
        rows = [row for row in town.book.rows.get(form.dataset, []) if form.takes(row)]
        for row in rows:
            if form.dataset == "payment":
                row["clerk"] = _clerk(town, row)
        for county, part in sorted(_by_county(form, rows).items()):
            _hand_county(town, folder, form, county, part, mess, handed)
        handed.rows[form.dataset] = handed.rows.get(form.dataset, 0) + len(rows)
        tell(form.dataset, number + 1, len(forms))
    return handed


def _clerk(town: Town, row: Row) -> str:
    person = town.handlers.get(row["payee"].home.village.township_code)
    return person.name if person else ""


def _by_county(form: Form, rows: list[Row]) -> dict[str, list[Row]]:
    if form.scope == "city":
        return {"": rows}
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(county_of(row), []).append(row)
    return found


def _hand_county(
    town: Town, folder: Path, form: Form, county: str, rows: list[Row], mess: Mess, handed: Handed
) -> None:
    """All files of one form from one county (or the city)."""
    style = town.style(county) if county else 0
    kind = form.kinds[style % len(form.kinds)] if mess is not Mess.NONE else "csv-utf8"
    groups: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        sheet, file = label_of(row, form.sheets), label_of(row, form.files)
        if not is_workbook(kind):
            sheet, file = "", sheet or file
        groups.setdefault(file, {}).setdefault(sheet, []).append(row)
    columns = form.columns[style % STYLES]
    place = f"{county or '衡阳市'}{form.office}_{form.name}"
    if kind.startswith("zip"):
        _zip(
            town,
            folder,
            Desk(form, columns, _habits(town, mess, style, False), RATES[mess], town.rng, False, mess),
            place,
            groups,
            handed,
        )
        return
    for file, sheets in groups.items():
        desk = Desk(
            form, columns, _habits(town, mess, style, is_workbook(kind)), RATES[mess], town.rng, is_workbook(kind), mess
        )
        path = f"{place}{'_' + file if file else ''}{extension(kind)}"
        pages = [_page(desk, county, file, sheet, part, (path, handed)) for sheet, part in sheets.items()]
        save(folder / path, kind, pages)
        handed.files.append(path)


def _habits(town: Town, mess: Mess, style: int, workbook: bool) -> Manner:
    return manner_of(town.rng, clean=mess is Mess.NONE, workbook=workbook, style=style)


def _zip(
    town: Town, folder: Path, desk: Desk, place: str, groups: dict[str, dict[str, list[Row]]], handed: Handed
) -> None:
    """One archive with a csv for each file."""
    path = f"{place}.zip"
    pages = []
    for file, sheets in groups.items():
        inner = f"{desk.form.name}_{file}.csv"
        page = _page(desk, "", file, inner, next(iter(sheets.values())), (path, handed))
        page.name = inner
        pages.append(page)
    save(folder / path, "zip-csv-gb", pages)
    handed.files.append(path)


def _page(desk: Desk, county: str, file: str, sheet: str, rows: list[Row], where: tuple[str, Handed]) -> Sheet:
    """One worksheet or text table, with titles, headings, rows, totals and signatures."""
    page = Sheet(sheet or "Sheet1")
    width = len(desk.columns) + desk.workbook
    if desk.workbook:
        _titles(desk, page, county, file, sheet, width)
    _headings(desk, page)
    order = rows if desk.mess is Mess.NONE else desk.rng.sample(rows, len(rows))
    serial = 0
    for row in order:
        if desk.rng.random() < desk.rates.blank and serial:
            page.rows.append([""] * width)
        if desk.workbook and desk.mess is Mess.HIGH and serial and serial % 400 == 0:
            page.rows.append(["序号", *(c.heading for c in desk.columns)])
        serial += 1
        cells, bad = _cells(desk, row)
        page.rows.append([serial, *cells] if desk.workbook else cells)
        if bad:
            name, handed = where
            inner = sheet if desk.workbook or name.endswith(".zip") else ""
            handed.quarantine.append(
                {"file": name, "sheet": inner or ("Sheet1" if desk.workbook else ""), "row": len(page.rows), **bad}
            )
        elif desk.rng.random() < desk.rates.twice:
            serial += 1
            page.rows.append([serial, *cells] if desk.workbook else list(cells))
    _ending(desk, page, rows, width)
    return page


def _titles(desk: Desk, page: Sheet, county: str, file: str, sheet: str, width: int) -> None:
    """Title rows over the headings, marked as a demonstration."""
    what = desk.form.name
    funds = desk.form.where.get("fund", [])
    if len(funds) == 1:
        what = what if FUND_WORDS[funds[0]] in what else f"{FUND_WORDS[funds[0]]}{what}"
    label = sheet if sheet and sheet != file else file
    page.rows.append([f"{county or '衡阳市'}{label}{what}（演示）", *[""] * (width - 1)])
    if desk.mess is not Mess.NONE:
        page.rows.append([f"填报单位：{county or '衡阳市'}{desk.form.office}", *[""] * (width - 1)])


def _headings(desk: Desk, page: Sheet) -> None:
    """One heading row, or two where the form groups columns."""
    names: list[Cell] = [c.heading for c in desk.columns]
    if not desk.workbook:
        page.rows.append(names)
        return
    groups = {path: group for group, paths in desk.form.groups.items() for path in paths}
    if not groups or desk.mess is Mess.NONE:
        page.rows.append(["序号", *names])
        return
    above: list[Cell] = ["序号"]
    below: list[Cell] = [""]
    for column in desk.columns:
        group = groups.get(column.path)
        above.append((group if group not in above else "") if group else column.heading)
        below.append(column.heading if group else "")
    for group in desk.form.groups:
        first = above.index(group)
        page.merges.append((len(page.rows), first, first + len(desk.form.groups[group]) - 1))
    page.rows += [above, below]


def _cells(desk: Desk, row: Row) -> tuple[list[Cell], dict[str, object]]:
    """The cells of one row, and what was destroyed in it."""
    lost = dirt.may_lose_id(desk.form.dataset, row) and desk.rng.random() < desk.rates.damaged
    bad: dict[str, object] = {}
    cells: list[Cell] = []
    for column in desk.columns:
        cell = write(value_of(row, column.path), column, desk.manner)
        if column.is_id and lost and not bad:
            reason = desk.rng.choice(dirt.REASONS)
            bad = {"column": column.heading, "reason": reason}
            cell = dirt.damage(str(cell), reason, desk.rng)
        elif isinstance(cell, str) and cell:
            cell = _careless(desk, column, cell)
        cells.append(cell)
    if not bad and desk.mess is Mess.HIGH and desk.rng.random() < desk.rates.damaged / 2:
        _swap(desk, row, cells)
    return cells, bad


def _careless(desk: Desk, column: Column, cell: str) -> str:
    """A text cell as typed."""
    chance = desk.rng.random()
    if column.is_id and len(cell) == 18:
        return dirt.roughen(cell, desk.rng) if chance < desk.rates.rough else cell
    if column.is_name:
        return dirt.spaced(cell, desk.rng) if chance < desk.rates.name else cell
    if column.path == "plate":
        return dirt.plate(cell, desk.rng) if chance < desk.rates.rough else cell
    return cell


def _swap(desk: Desk, row: Row, cells: list[Cell]) -> None:
    """Now and then name and id of one person change places."""
    ids = [i for i, c in enumerate(desk.columns) if c.path.endswith(".id")]
    if len(ids) == 1 and desk.form.dataset in dirt.DAMAGEABLE:
        owner = desk.columns[ids[0]].path.removesuffix(".id")
        names = [i for i, c in enumerate(desk.columns) if c.path == f"{owner}.name"]
        if names:
            dirt.swap(cells, ids[0], names[0])


def _ending(desk: Desk, page: Sheet, rows: list[Row], width: int) -> None:
    """A total and a line of signatures."""
    if not desk.workbook or desk.mess is Mess.NONE:
        return
    if desk.form.total:
        cells: list[Cell] = ["合  计", *[""] * (width - 1)]
        for i, column in enumerate(desk.columns):
            if column.path in desk.form.total:
                total = round(sum(float(row[column.path]) for row in rows), 2)
                cells[i + 1] = write(total, column, desk.manner)
        page.rows.append(cells)
    if desk.mess is Mess.HIGH and desk.rng.random() < 0.6:
        page.rows.append(["填表人：王芳        审核人：李建军        填报日期：2021年1月4日", *[""] * (width - 1)])
