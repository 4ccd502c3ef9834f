"""Who holds the posts of groups: handing over, leaving, and the sets of posts themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import groups, policies
from mingcha.appeals.models import GroupDuty, GroupPost, PostKind, PostSet, SupervisionGroup
from mingcha.appeals.shipped_posts import POST_SETS
from mingcha.audit import operations as audit
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.masking import holds_number_of_person
from mingcha.kernel.messages import Message
from mingcha.org.calendar import day_of, start_of
from mingcha.org.models import Area

#: Fixed lines, 12345 and the like: digits with signs between them. A mobile number is a person's.
_TELEPHONE = re.compile(r"[0-9][0-9 \-]{2,19}")
NAME, OFFICE, TITLE, BASIS = (2, 40), 80, (2, 40), (4, 300)


@dataclass(frozen=True)
class Holder:
    """Who is to hold a post or stand in: `last` is the last day of the term, when there is one."""

    name: str
    office: str = ""
    telephone: str = ""
    account: User | None = None
    last: date | None = None


@transaction.atomic
def hand_over_post(
    *, post_id: int, holder: Holder, rank: int = groups.HOLDER, reason: str, by: User | str, at: datetime
) -> GroupDuty:
    """
    From now on somebody holds a post of a group, or stands in (`rank` 2); whoever did until now stays in its history.

    NotFound (`group.post`) outside GROUP_MANAGE. Refused: `post.name`, `post.telephone`, `post.account` when it is
    closed, `post.last` when the term would be over, `post.same` for whoever holds it already, `appeal.reason`.
    """
    post = _locked(post_id, by, at)
    known = _checked(holder, at)
    why = policies.check_neutral("reason", reason, policies.REASON)
    until = start_of(known.last + timedelta(days=1)) if known.last else None
    running = GroupDuty.objects.filter(post=post, rank=rank).exclude(until__lte=at)
    same = {"name": known.name, "office": known.office, "telephone": known.telephone, "account": known.account}
    if running.filter(until=until, **same).exists():
        raise Refused(
            "post.same", Message("目前就是由此人承担，内容没有变化。", "This person holds it already, as said.")
        )
    running.update(until=at, ended_why=why)
    duty = GroupDuty.objects.create(post=post, rank=rank, since=at, until=until, reason=why, **same)
    detail = {"post": post.pk, "kind": post.kind.title_zh, "rank": rank, "duty": duty.pk, "reason": why}
    audit.record("group.post_handed_over", subject=post.group.audit_name, by=by, at=at, detail=detail)
    return duty


@transaction.atomic
def leave_post(*, post_id: int, rank: int = groups.HOLDER, reason: str, by: User, at: datetime) -> None:
    """Nobody follows yet: the post is vacant, and seen to be. NotFound as above. Refused: `post.vacant`."""
    post = _locked(post_id, by, at)
    why = policies.check_neutral("reason", reason, policies.REASON)
    if not GroupDuty.objects.filter(post=post, rank=rank).exclude(until__lte=at).update(until=at, ended_why=why):
        raise Refused("post.vacant", Message("这个岗位现在没有人。", "Nobody holds this post."))
    detail = {"post": post.pk, "kind": post.kind.title_zh, "rank": rank, "reason": why}
    audit.record("group.post_left", subject=post.group.audit_name, by=by, at=at, detail=detail)


def _locked(post_id: int, by: User | str, at: datetime) -> GroupPost:
    seen = SupervisionGroup.objects.all().for_system("set up by the platform")
    if isinstance(by, User):
        seen = groups.visible_groups(by, Permission.GROUP_MANAGE, at=at)
    found = GroupPost.objects.filter(pk=post_id, closed_at=None, group__in=seen.order_by().values("pk"))
    post = found.select_for_update(of=("self",)).select_related("group", "kind").first()
    if post is None:
        raise NotFound("group.post", groups.UNKNOWN)
    return post


def _checked(holder: Holder, at: datetime) -> Holder:
    name, office, telephone = holder.name.strip(), holder.office.strip(), holder.telephone.strip()
    if not NAME[0] <= len(name) <= NAME[1] or holds_number_of_person(f"{name} {office}") or len(office) > OFFICE:
        raise Refused(
            "post.name",
            Message("请填写姓名（2至40个字）和单位，不写号码。", "Name (2 to 40 characters) and office, no numbers."),
        )
    if telephone and (holds_number_of_person(telephone) or not _TELEPHONE.fullmatch(telephone)):
        raise Refused(
            "post.telephone",
            Message(
                "只公布岗位的办公电话，不能填写个人手机号码。",
                "Only the telephone of the office is shown: no mobile number of a person.",
            ),
        )
    if holder.account is not None and not holder.account.is_active:
        raise Refused("post.account", Message("该账号已停用。", "This account is closed."))
    if holder.last is not None and holder.last < day_of(at):
        raise Refused("post.last", Message("任期已经结束。", "The term is over already."))
    return Holder(name, office, telephone, holder.account, holder.last)


@transaction.atomic
def install_post_sets(*, by: User | str, at: datetime) -> list[str]:
    """Adds the sets that come with this version and do not exist yet; returns their codes."""
    known = set(PostSet.objects.values_list("code", flat=True))
    fresh = [one for one in POST_SETS if one.code not in known]
    for one in fresh:
        made = PostSet.objects.create(
            code=one.code, title_zh=one.title.zh, title_en=one.title.en, basis=one.basis[: BASIS[1]]
        )
        for order, title in enumerate(one.posts):
            PostKind.objects.create(of=made, title_zh=title.zh, title_en=title.en, basis=one.basis, order=order)
        audit.record("post_set.opened", subject=f"post_set:{one.code}", by=by, at=at, detail={"posts": len(one.posts)})
    return [one.code for one in fresh]


@transaction.atomic
def open_post_set(*, area: Area, title_zh: str, title_en: str = "", basis: str, by: User, at: datetime) -> PostSet:
    """
    A set of an area, still without posts. Denied outside ROUTE_MANAGE. Refused: `set.title`, `set.basis`.
    """
    accounts.check(by, Permission.ROUTE_MANAGE, at=at, area=area.code)
    title, base = _words(title_zh, basis)
    number = PostSet.objects.filter(area=area).count() + 1
    made = PostSet.objects.create(
        code=f"{area.code}-{number}", title_zh=title, title_en=title_en.strip()[:80], basis=base, area=area
    )
    audit.record("post_set.opened", subject=f"post_set:{made.code}", by=by, at=at, detail={"area": area.code})
    return made


@transaction.atomic
def open_post_kind(*, of: PostSet, title_zh: str, title_en: str = "", basis: str, by: User, at: datetime) -> PostKind:
    """
    A post more in a set: every open group of the set has it from now on, vacant until somebody is named.

    Denied as in `check_set`. Refused: `set.title`, `set.basis`, `set.exists`.
    """
    check_set(of, by, at)
    title, base = _words(title_zh, basis)
    if of.kinds.filter(title_zh=title, closed_at=None).exists():
        raise Refused("set.exists", Message("组合中已有这个岗位。", "The set has this post already."))
    last = of.kinds.aggregate(n=Max("order"))["n"]
    kind = PostKind.objects.create(
        of=of, title_zh=title, title_en=title_en.strip()[:80], basis=base, order=0 if last is None else last + 1
    )
    having = SupervisionGroup.objects.all().for_system("every group of the set").filter(post_set=of, closed_on=None)
    GroupPost.objects.bulk_create([GroupPost(group=group, kind=kind) for group in having], batch_size=1_000)
    detail = {"title": title, "basis": base}
    audit.record("post_set.changed", subject=f"post_set:{of.code}", by=by, at=at, detail=detail)
    return kind


@transaction.atomic
def close_post_kind(*, kind_id: int, reason: str, by: User, at: datetime) -> None:
    """A post is no longer compulsory: its duties end and stay in the history. NotFound (`set.post`)."""
    kind = PostKind.objects.select_for_update(of=("self",)).filter(pk=kind_id, closed_at=None).first()
    if kind is None:
        raise NotFound("set.post", Message("没有这个岗位。", "There is no such post."))
    check_set(kind.of, by, at)
    why = policies.check_neutral("reason", reason, policies.REASON)
    PostKind.objects.filter(pk=kind.pk).update(closed_at=at)
    posts = GroupPost.objects.filter(kind=kind, closed_at=None)
    GroupDuty.objects.filter(post__in=posts.values("pk")).exclude(until__lte=at).update(until=at, ended_why=why)
    posts.update(closed_at=at)
    detail = {"closed": kind.title_zh, "reason": why}
    audit.record("post_set.changed", subject=f"post_set:{kind.of.code}", by=by, at=at, detail=detail)


def may_change_set(of: PostSet, by: User, *, at: datetime) -> bool:
    """Whether somebody may: a set of an area with ROUTE_MANAGE there, one for everybody with DEADLINE_MANAGE (city)."""
    needed, area = _needed(of)
    return accounts.can(by, needed, at=at, area=area)


def check_set(of: PostSet, by: User, at: datetime) -> None:
    """Denied (`permission.missing`) unless `may_change_set`."""
    needed, area = _needed(of)
    accounts.check(by, needed, at=at, area=area)


def _needed(of: PostSet) -> tuple[Permission, str]:
    return (Permission.ROUTE_MANAGE, of.area.code) if of.area else (Permission.DEADLINE_MANAGE, "")


def _words(title: str, basis: str) -> tuple[str, str]:
    if not TITLE[0] <= len(title.strip()) <= TITLE[1]:
        raise Refused("set.title", Message("名称应有2至40个字。", "The title has 2 to 40 characters."))
    if not BASIS[0] <= len(basis.strip()) <= BASIS[1]:
        raise Refused("set.basis", Message("请写明依据的文件（4至300个字）。", "Name the text it rests on (4 to 300)."))
    return title.strip(), basis.strip()
