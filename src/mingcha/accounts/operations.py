"""Opening and closing accounts, giving and ending roles, recording recusal."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from mingcha.accounts.access import roles_of
from mingcha.accounts.models import Grant, RecusalFact, User
from mingcha.accounts.permissions import ROLES, excluding
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area, Office

Actor = audit.Actor | str


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    password: str,
    office: Office | None = None,
    person_key: int | None = None,
    by: Actor,
    at: datetime,
) -> User:
    """A new account. Refused (`user.exists`) when the user name is taken."""
    taken = Refused("user.exists", Message(f"用户名“{username}”已被使用。", f"The user name “{username}” is taken."))
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    user = User(username=username, name=name, office=office, person_key=person_key, created_at=at)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody opened it since we looked
        raise taken from None
    audit.record("user.opened", subject=user.audit_name, by=by, at=at, detail={"username": username})
    return user


@transaction.atomic
def close_account(*, user: User, by: Actor, at: datetime) -> None:
    """Closes an account and ends its grants; its sessions end with the next request."""
    User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, closed_at=at)
    Grant.objects.filter(user=user, until=None).update(until=at, ended_by=audit.actor_name(by))
    audit.record("user.closed", subject=user.audit_name, by=by, at=at)


@transaction.atomic
def give_role(*, user: User, role: str, area: Area, until: datetime | None = None, by: Actor, at: datetime) -> Grant:
    """
    Gives a role for an area.

    Refused: `grant.self` to oneself; `user.closed` to a closed account; `grant.excluded` beside a role that excludes
    it; `grant.exists` a second time.
    """
    if audit.actor_name(by) == user.audit_name:
        raise Refused(
            "grant.self", Message("不能给自己授权，请由另一位管理员办理。", "Nobody grants roles to themselves.")
        )
    # The account is locked first: two grants, or a grant and a closing, would not see each other.
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise Refused(
            "user.closed",
            Message("该账号已停用，不能再授权。", "This account is closed; nothing can be granted to it."),
        )
    for held in roles_of(user, at=at):
        if excluding(role, held.role):
            one, two = ROLES[role].title, ROLES[held.role].title
            raise Refused(
                "grant.excluded",
                Message(
                    f"“{one.zh}”与已有的“{two.zh}”不能由同一人担任。请先结束其中一项。",
                    f"“{one.en}” and “{two.en}” may not be held by one person. End one of them first.",
                ),
            )
        if (held.role, held.area_id) == (role, area.pk):
            raise Refused("grant.exists", Message("已有这项授权。", "This has been granted already."))
    grant = Grant.objects.create(
        user=user, role=role, area=area, since=at, until=until, granted_by=audit.actor_name(by)
    )
    audit.record("role.given", subject=user.audit_name, by=by, at=at, detail={"role": role, "area": area.code})
    return grant


@transaction.atomic
def end_role(*, grant: Grant, by: Actor, at: datetime) -> None:
    """Ends a grant now."""
    if Grant.objects.filter(pk=grant.pk, until=None).update(until=at, ended_by=audit.actor_name(by)):
        detail = {"role": grant.role, "area": grant.area.code}
        audit.record("role.ended", subject=f"user:{grant.user_id}", by=by, at=at, detail=detail)


@transaction.atomic
def record_recusal(*, user: User, kind: str, key: int, source: str, by: Actor, at: datetime) -> RecusalFact:
    """Keeps `user` away from the matters of a pseudonym. The log holds that it happened, not for whom."""
    fact, _ = RecusalFact.objects.update_or_create(
        user=user, kind=kind, key=key, defaults={"source": source, "since": at, "until": None}
    )
    audit.record("recusal.recorded", subject=user.audit_name, by=by, at=at, detail={"kind": kind, "source": source})
    return fact
