"""May this happen to an account or a grant now?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mingcha.accounts.models import Grant, User
from mingcha.accounts.permissions import ROLES, excluding
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area


def check_other(user: User, by: audit.Actor | str) -> None:
    """Refused (`user.self`) when somebody administers their own account."""
    if audit.actor_name(by) == user.audit_name:
        raise Refused(
            "user.self",
            Message("不能管理自己的账号，请由另一位管理员办理。", "Nobody administers their own account."),
        )


def check_open(user: User) -> None:
    """Refused (`user.closed`)."""
    if not user.is_active:
        raise Refused("user.closed", Message("账号已经停用。", "The account is closed."))


def check_role(role: str) -> None:
    """Refused (`role.unknown`) when the code has no such role."""
    if role not in ROLES:
        raise Refused("role.unknown", Message(f"没有“{role}”这个角色。", f"There is no role “{role}”."))


def check_until(until: datetime | None, *, at: datetime) -> None:
    """Refused (`grant.over`) when a grant would have ended before it begins."""
    if until is not None and until <= at:
        raise Refused("grant.over", Message("截止时间应晚于现在。", "The end must lie in the future."))


def check_beside(role: str, area: Area, held: Iterable[Grant]) -> None:
    """Refused: `grant.excluded` beside a role that excludes it, `grant.exists` a second time."""
    for grant in held:
        if excluding(role, grant.role):
            one, two = ROLES[role].title, ROLES[grant.role].title
            raise Refused(
                "grant.excluded",
                Message(
                    f"“{one.zh}”与已有的“{two.zh}”不能由同一人担任。请先结束其中一项。",
                    f"“{one.en}” and “{two.en}” may not be held by one person. End one of them first.",
                ),
            )
        if (grant.role, grant.area_id) == (role, area.pk):
            raise Refused("grant.exists", Message("已有这项授权。", "This has been granted already."))
