"""Who answers for what, where: categories and routes. A change is a new row, and says why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import policies
from mingcha.appeals.models import Category, Route
from mingcha.appeals.shipped import CATEGORIES
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area, DutyPost


@transaction.atomic
def install_categories(*, by: User | str, at: datetime) -> list[str]:
    """Adds the categories that come with this version and do not exist yet; returns their codes."""
    known = set(Category.objects.values_list("code", flat=True))
    fresh = [one for one in CATEGORIES if one.code not in known]
    for order, one in enumerate(CATEGORIES):
        if one in fresh:
            Category.objects.create(
                code=one.code, title_zh=one.title.zh, title_en=one.title.en, promise=one.promise, order=order
            )
            audit.record("category.opened", subject=f"category:{one.code}", by=by, at=at)
    return [one.code for one in fresh]


@transaction.atomic
def set_route(
    *, area: Area, category: Category | None, post: DutyPost, reason: str, by: User | str, at: datetime
) -> Route:
    """
    From now on `post` answers in `area` for a category, or without one keeps its desk. The row before ends and stays.

    Denied outside ROUTE_MANAGE. Refused: `route.reason`, `route.post` when it is closed, `route.same`.
    """
    if isinstance(by, User):
        accounts.check(by, Permission.ROUTE_MANAGE, at=at, area=area.code)
    why = policies.check_neutral("reason", reason, policies.REASON)
    if post.closed_at is not None:
        raise Refused("route.post", Message("该岗位已撤销。", "This post has been closed."))
    standing = Route.objects.select_for_update(of=("self",)).filter(area=area, category=category, until=None).first()
    if standing is not None and standing.post_id == post.pk:
        raise Refused("route.same", Message("目前就是由该岗位办理。", "This post answers for it already."))
    Route.objects.filter(area=area, category=category, until=None).update(until=at)
    made = Route.objects.create(
        area=area, category=category, post=post, reason=why, set_by=audit.actor_name(by), since=at
    )
    detail = {"area": area.code, "category": category.code if category else "", "post": post.pk, "reason": why}
    audit.record("route.set", subject=f"route:{made.pk}", by=by, at=at, detail=detail)
    return made
