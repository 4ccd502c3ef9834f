"""Supervision groups in the house of `appeals`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mingcha.appeals import operations
from mingcha.appeals.models import GroupPost, GroupSet, PostSet, SupervisionGroup
from tests.factories.appeals import AT, House


def five() -> PostSet:
    """The five posts, installed."""
    operations.install_post_sets(by="system", at=AT)
    return PostSet.objects.get(code="five")


def facts(**changed: Any) -> operations.GroupFacts:
    """What is known of an ordinary group."""
    known = {"name": "金兰村监督服务群", "platform": "wechat", "post_set": five(), "households": 180, "members": 320}
    return operations.GroupFacts(**{**known, **changed})


def opened(house: House, by: str = "clerk", at: datetime = AT, **changed: Any) -> SupervisionGroup:
    """A group of the village."""
    return operations.open_group(area=house.village, facts=facts(**changed), by=house[by], at=at)


def post(group: SupervisionGroup, title: str = "网格员") -> GroupPost:
    """One of its open posts."""
    return GroupPost.objects.get(group=group, kind__title_zh=title, closed_at=None)


def holder(name: str = "王网格", **changed: Any) -> operations.Holder:
    """Somebody who is to hold a post."""
    return operations.Holder(**{"name": name, "office": "金兰村网格", "telephone": "0734-6801234", **changed})


def name_holder(house: House, group: SupervisionGroup, title: str = "网格员", **changed: Any) -> Any:
    """Somebody holds one of its posts."""
    known = {"holder": holder(), "reason": "首次安排", "by": house["clerk"], "at": AT, **changed}
    return operations.hand_over_post(post_id=post(group, title).pk, **known)


def groups() -> GroupSet:
    """All groups, for looking at them in a test."""
    return SupervisionGroup.objects.all().for_system("test")
