"""
The ledger of groups, as offices keep it: out as a workbook, and in again with the good rows taken and the others coming
back marked. The same columns both ways, so that what came out can be mended and handed in again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import groups, operations
from mingcha.appeals.models import GroupPost, PostSet, SupervisionGroup, VillageHouseholds
from mingcha.audit import operations as audit
from mingcha.datasets import engine
from mingcha.engine.reading import Guard, call_guarded
from mingcha.engine.reading.plainrows import read_rows
from mingcha.engine.results.plainbook import write_ledger
from mingcha.engine.store.layout import spilling
from mingcha.kernel.errors import MingchaError, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org.language import say
from mingcha.org.models import Area

V = TypeVar("V")

COLUMNS: Mapping[str, Message] = {
    "area": Message("村（社区）代码", "Village code"),
    "village": Message("村（社区）", "Village"),
    "code": Message("群编码", "Group code"),
    "name": Message("群名称", "Group name"),
    "platform": Message("平台", "Platform"),
    "set": Message("保障组合", "Set of posts"),
    "whole": Message("本村总户数", "Households of the village"),
    "households": Message("覆盖户数", "Households covered"),
    "members": Message("群成员数", "Members"),
    "covenant": Message("群公约", "Covenant"),
}
_NEEDED = ("area", "name")
LINE, REASON = Message("行号", "Line"), Message("未采用的原因", "Why it was not taken")
_TITLE = Message("监督服务群台账", "Groups")
_WHY = "台账导入"
#: A row costs some 25 ms: a city hands in its counties one by one.
MOST_ROWS, MOST_BYTES = 2_000, 10_000_000
_GUARD = Guard(seconds=60)


@dataclass(frozen=True)
class Bad:
    """A row that was not taken: its line, its cells, and why."""

    line: int
    cells: tuple[str, ...]
    reason: Message


@dataclass(frozen=True)
class Taken:
    """What a ledger changed: groups opened, changed or as they were, rows not taken, and the header."""

    opened: int
    known: int
    bad: Sequence[Bad]
    header: Sequence[str]


def import_groups(*, path: Path, name: str, by: User, at: datetime) -> Taken:
    """
    Takes the good rows of a ledger (xlsx, xls, csv); a row with the code or the name of a group of its village changes
    that group. A cell of a post names who holds it: name/office/telephone.

    Denied without GROUP_MANAGE. Refused as by the reader of files, `groups.columns` without village and name.
    """
    accounts.check(by, Permission.GROUP_MANAGE, at=at)
    rows = call_guarded(read_rows, path, name, MOST_ROWS, subject=name, guard=_GUARD)
    header, body = _header(rows)
    taker, opened, known, bad = _Taker(by, at), 0, 0, []
    for line, cells in body:
        try:
            # Each row for itself: whoever else writes waits for a row and not for a ledger.
            with transaction.atomic():
                fresh = taker.take(_row(header, cells))
        except MingchaError as error:
            bad.append(Bad(line, tuple(cells), error.message))
        else:
            opened, known = opened + fresh, known + (not fresh)
    with transaction.atomic():
        detail = {"opened": opened, "known": known, "marked": len(bad)}
        audit.record("groups.imported", by=by, at=at, detail=detail)
    return Taken(opened, known, bad, header)


def _header(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The first row that names what is needed; titles above it are passed over."""
    for number, (_line, cells) in enumerate(rows[:10]):
        names = [cell.strip() for cell in cells]
        if all(_place(names, column) is not None for column in _NEEDED):
            return names, rows[number + 1 :]
    needed = "、".join(COLUMNS[column].zh for column in _NEEDED)
    raise Refused(
        "groups.columns",
        Message(
            f"没有找到表头：至少要有“{needed}”两列。可先导出台账，按其表头填写。",
            "No header was found: village code and group name are needed. Export the ledger to see the columns.",
        ),
    )


def _place(header: Sequence[str], column: str) -> int | None:
    titles = COLUMNS[column]
    return next((place for place, name in enumerate(header) if name in (titles.zh, titles.en)), None)


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """By column; whatever else stands there by its own title: the posts."""
    named = {title: code for code, titles in COLUMNS.items() for title in titles}
    return {named.get(name, name): cell.strip() for name, cell in zip(header, cells, strict=False) if name}


class _Taker:
    """Takes row after row for one person; what many rows ask for is read once."""

    def __init__(self, by: User, at: datetime) -> None:
        self._by, self._at = by, at
        self._sets = {title: one for one in groups.list_sets() for title in (one.title_zh, one.title_en) if title}
        self._platforms = {title: code for code, titles in groups.PLATFORMS.items() for title in titles}
        self._default = next((one for one in self._sets.values() if one.area is None), None)

    def take(self, row: Mapping[str, str]) -> bool:
        """Whether a group was opened; else one was changed, or is as it was."""
        area = self._area(row["area"])
        group = self._known(area, row)
        facts = self._facts(row, area, group)
        if group is None:
            made = operations.open_group(area=area, facts=facts, by=self._by, at=self._at)
        else:
            made = group
            if _differs(group, facts):
                operations.edit_group(code=group.code, facts=facts, by=self._by, at=self._at)
        self._posts(made, row)
        return group is None

    def _area(self, code: str) -> Area:
        area = Area.objects.filter(code=code, level="village").first()
        if area is None or not accounts.can(self._by, Permission.GROUP_MANAGE, at=self._at, area=code):
            raise NotFound(
                "area.unknown",
                Message(f"没有代码为 {code} 的村，或不在您的地区。", f"No village {code}, or it is not in your area."),
            )
        return area

    def _known(self, area: Area, row: Mapping[str, str]) -> SupervisionGroup | None:
        there = groups.visible_groups(self._by, Permission.GROUP_MANAGE, at=self._at).filter(area=area, closed_on=None)
        there = there.select_related("area", "post_set")
        if code := row.get("code", ""):
            return groups.found_or_not(there.filter(code=code))
        return there.filter(name=row["name"]).first()

    def _facts(self, row: Mapping[str, str], area: Area, group: SupervisionGroup | None) -> operations.GroupFacts:
        return operations.GroupFacts(
            name=row["name"],
            platform=self._one_of(self._platforms, row, "platform", group.platform if group else "wechat"),
            post_set=self._one_of(self._sets, row, "set", group.post_set if group else self._default),
            households=self._number(row, "households", group.households if group else 0),
            members=self._number(row, "members", group.members if group else 0),
            covenant=row.get("covenant") or (group.covenant if group else ""),
            village=self._whole(row, area),
        )

    def _whole(self, row: Mapping[str, str], area: Area) -> int | None:
        """The households of the village, when the row says something new about them."""
        given = self._number(row, "whole", 0)
        same = VillageHouseholds.objects.filter(area=area, count=given).exists() if given else True
        return None if same else given

    @staticmethod
    def _one_of(known: Mapping[str, V], row: Mapping[str, str], column: str, missing: V | None) -> V:
        given = row.get(column, "")
        found = known.get(given) if given else missing
        if found is None:
            offers = "、".join(known)
            raise Refused(
                f"groups.{column}",
                Message(f"“{COLUMNS[column].zh}”应为：{offers}。", f"{COLUMNS[column].en} has to be one of {offers}."),
            )
        return found

    @staticmethod
    def _number(row: Mapping[str, str], column: str, missing: int) -> int:
        given = row.get(column, "").removesuffix("户").removesuffix("人")
        if not given:
            return missing
        if not (given.isascii() and given.isdecimal() and len(given) <= 6):
            raise Refused(
                f"groups.{column}",
                Message(f"“{COLUMNS[column].zh}”应为数字。", f"{COLUMNS[column].en} has to be a number."),
            )
        return int(given)

    def _posts(self, group: SupervisionGroup, row: Mapping[str, str]) -> None:
        titles = {title for title, cell in row.items() if cell and title not in COLUMNS}
        if not titles:
            return
        for one in groups.posts_of(group, at=self._at):
            kind = one.post.kind
            cell = next((row[title] for title in (kind.title_zh, kind.title_en) if title in titles), "")
            if cell and cell != _cell(one):
                name, office, telephone = (*(part.strip() for part in cell.split("/")), "", "")[:3]
                holder = operations.Holder(name, office, telephone)
                operations.hand_over_post(post_id=one.post.pk, holder=holder, reason=_WHY, by=self._by, at=self._at)


def _differs(group: SupervisionGroup, facts: operations.GroupFacts) -> bool:
    known = ("name", "platform", "post_set", "households", "members", "covenant")
    return facts.village is not None or any(getattr(group, name) != getattr(facts, name) for name in known)


def _cell(one: groups.Held | None) -> str:
    """Who holds a post, as it stands in the ledger."""
    if one is None or one.holder is None:
        return ""
    said = (one.holder.name, one.holder.office, one.holder.telephone)
    return "/".join(said).rstrip("/")


def export_groups(*, asked: groups.Asking, by: User, at: datetime) -> IO[bytes]:
    """
    The filtered list as a workbook in the language of whoever asks, open for reading; its file has no name any more.

    Denied without GROUP_MANAGE. Refused: `export.empty`.
    """
    accounts.check(by, Permission.GROUP_MANAGE, at=at)
    found = groups.narrowed(groups.visible_groups(by, Permission.GROUP_MANAGE, at=at), asked, at=at)
    chosen = list(found.select_related("area", "post_set").order_by("area_code", "pk"))
    if not chosen:
        raise Refused("export.empty", Message("没有可导出的群。请放宽筛选条件。", "No group fits. Widen the filters."))
    kinds = _kinds(chosen)
    header = [*map(say, COLUMNS.values()), *kinds]
    with spilling(engine.layout()) as folder:
        path = folder / "groups.xlsx"
        rows = write_ledger(path, say(_TITLE), header, _lines(chosen, kinds, at))
        with transaction.atomic():
            audit.record("groups.exported", by=by, at=at, detail={**asked.said(), "rows": rows})
        return path.open("rb")


def _kinds(chosen: Sequence[SupervisionGroup]) -> list[str]:
    """The titles of the posts of the groups' sets, each once."""
    sets = PostSet.objects.filter(pk__in={group.post_set_id for group in chosen}).prefetch_related("kinds")
    titles = (str(kind) for one in sets for kind in one.kinds.all() if kind.closed_at is None)
    return list(dict.fromkeys(titles))


def _lines(chosen: Sequence[SupervisionGroup], kinds: Sequence[str], at: datetime) -> Iterator[list[str]]:
    whole = dict(VillageHouseholds.objects.values_list("area_id", "count"))
    posts = GroupPost.objects.filter(group__in=[group.pk for group in chosen], closed_at=None).select_related("kind")
    held = {(one.post.group_id, str(one.post.kind)): one for one in groups.held_of(posts, at=at)}
    for group in chosen:
        yield [
            group.area_code,
            group.area.name,
            group.code,
            group.name,
            say(groups.PLATFORMS[group.platform]),
            str(group.post_set),
            str(whole.get(group.area_id, "")),
            str(group.households),
            str(group.members),
            group.covenant,
            *(_cell(held.get((group.pk, kind))) for kind in kinds),
        ]


def marked_rows(header: Sequence[str], bad: Sequence[Bad]) -> IO[bytes]:
    """The rows that were not taken with their lines and reasons, in the language of whoever handed them in."""
    full = [*header, say(LINE), say(REASON)]
    with spilling(engine.layout()) as folder:
        path = folder / "marked.xlsx"
        cells = ([*row.cells, *[""] * (len(header) - len(row.cells)), str(row.line), say(row.reason)] for row in bad)
        write_ledger(path, say(_TITLE), full, cells, bad=len(header) + 1)
        return path.open("rb")
