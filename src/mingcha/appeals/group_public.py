"""What a passer-by reads of a group: whom to ask, the covenant, and what happens when nobody answers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno

from mingcha.appeals import groups, public
from mingcha.appeals.models import GroupLink, SupervisionGroup
from mingcha.kernel.errors import NotFound


@dataclass(frozen=True)
class GroupPage:
    """A group, its posts, and the desks to which a matter goes one after the other."""

    group: SupervisionGroup
    posts: Sequence[groups.Held]
    desks: Sequence[public.OnDuty]


def area_of(code: str) -> str:
    """The digits of the village whose rows are opened for whoever comes by a short link. NotFound (`group.unknown`)."""
    link = GroupLink.objects.filter(code=code).first()
    if link is None:
        raise NotFound("group.unknown", groups.UNKNOWN)
    return link.area_code


def page_of(code: str, *, at: datetime) -> GroupPage:
    """The page of an open group. NotFound (`group.unknown`)."""
    found = SupervisionGroup.objects.all().for_system("what everybody may read").filter(code=code, closed_on=None)
    group = groups.found_or_not(found.select_related("area__parent"))
    posts = sorted(groups.posts_of(group, at=at), key=lambda one: one.post.kind.order)
    return GroupPage(group, posts, public.desks_of(group.area, at=at))


def qr_of(address: str) -> bytes:
    """
    An address as a QR code in SVG (ISO/IEC 18004): level M bears what a poster in the rain loses. Black on white: an
    old phone reads nothing else.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=8, border=4, xmldecl=False, light="#fff")
    return out.getvalue()
