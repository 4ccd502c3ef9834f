"""Opening and closing accounts, giving and ending roles, recording recusal, passwords and second factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from mingcha.accounts import policies
from mingcha.accounts.access import roles_of
from mingcha.accounts.models import Grant, PasswordUsed, RecusalFact, User
from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.models import Area, Office

Actor = audit.Actor | str


@dataclass(frozen=True, order=True)
class Tied:
    """A recusal fact that registers show: `kind` is kin or interest, `source` says which register."""

    user_id: int
    kind: str
    key: int
    source: str


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    password: str,
    office: Office | None = None,
    person_key: int | None = None,
    must_change: bool = False,
    by: Actor,
    at: datetime,
) -> User:
    """A new account; with `must_change` its password serves only to set another. Refused (`user.exists`)."""
    taken = Refused("user.exists", Message(f"用户名“{username}”已被使用。", f"The user name “{username}” is taken."))
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    user = User(
        username=username,
        name=name,
        office=office,
        person_key=person_key,
        must_change=must_change,
        password_at=at,
        created_at=at,
    )
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
    """
    Closes an account and ends its grants; its sessions end with the next request.

    Refused: `user.self`; `user.closed` when it is closed already.
    """
    policies.check_other(user, by)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, closed_at=at):
        raise Refused("user.closed", Message("账号已经停用。", "The account is closed already."))
    Grant.objects.filter(user=user, until=None).update(until=at, ended_by=audit.actor_name(by))
    audit.record("user.closed", subject=user.audit_name, by=by, at=at)


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor, at: datetime) -> None:
    """A user's own new password; other sessions of theirs end. The old one is remembered by its hash."""
    _set_password(user, password, must_change=False, at=at)
    audit.record("password.changed", subject=user.audit_name, by=by, at=at)


@transaction.atomic
def reset_password(*, user: User, password: str, by: Actor, at: datetime) -> None:
    """
    A password given by an administrator: sessions end, and it serves only to set another. The second factor stays.

    Refused: `user.self`, `user.closed`.
    """
    policies.check_other(user, by)
    policies.check_open(user)
    _set_password(user, password, must_change=True, at=at)
    audit.record("password.reset", subject=user.audit_name, by=by, at=at)


@transaction.atomic
def reset_second_factor(*, user: User, by: Actor, at: datetime) -> None:
    """
    Forgets a lost second factor; the next login sets up another. Whoever may do this may not reset passwords.

    Refused: `user.self`; `factor.none` when there is none.
    """
    policies.check_other(user, by)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise Refused("factor.none", Message("该账号没有设置第二因素。", "The account has no second factor."))
    audit.record("second_factor.removed", subject=user.audit_name, by=by, at=at)


@transaction.atomic
def give_role(*, user: User, role: str, area: Area, until: datetime | None = None, by: Actor, at: datetime) -> Grant:
    """
    Gives a role for an area.

    Refused: `role.unknown`; `grant.self` to oneself; `user.closed`; `grant.over` when it would have ended already;
    `grant.excluded` beside a role that excludes it; `grant.exists` a second time.
    """
    policies.check_role(role)
    if audit.actor_name(by) == user.audit_name:
        raise Refused(
            "grant.self", Message("不能给自己授权，请由另一位管理员办理。", "Nobody grants roles to themselves.")
        )
    # The account is locked first: two grants, or a grant and a closing, would not see each other.
    policies.check_open(User.objects.select_for_update().get(pk=user.pk))
    policies.check_until(until, at=at)
    policies.check_beside(role, area, roles_of(user, at=at))
    grant = Grant.objects.create(
        user=user, role=role, area=area, since=at, until=until, granted_by=audit.actor_name(by)
    )
    audit.record("role.given", subject=user.audit_name, by=by, at=at, detail={"role": role, "area": area.code})
    return grant


@transaction.atomic
def end_role(*, grant: Grant, by: Actor, at: datetime) -> None:
    """Ends a grant now. Refused: `grant.self`; `grant.ended` when it has ended."""
    if audit.actor_name(by) == f"user:{grant.user_id}":
        raise Refused("grant.self", Message("不能变更自己的授权，请由另一位管理员办理。", "Not one's own grants."))
    running = Grant.objects.filter(pk=grant.pk).exclude(until__lte=at)
    if not running.update(until=at, ended_by=audit.actor_name(by)):
        raise Refused("grant.ended", Message("这项授权已经结束。", "This grant has ended already."))
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


@transaction.atomic
def record_register_recusals(*, found: Collection[Tied], at: datetime) -> int:
    """
    Keeps users away from what the registers tie them to (监察法 第五十八条); returns how many facts were new.

    A fact that a person has ended stays ended: registers err, and whoever ended it gave a reason. The log holds for
    whom it happened and how many of a kind, not whom the facts are about.
    """
    known = set(RecusalFact.objects.values_list("user_id", "kind", "key"))
    fresh = sorted({t for t in found if (t.user_id, t.kind, t.key) not in known})
    RecusalFact.objects.bulk_create([RecusalFact(**asdict(tied), since=at) for tied in fresh], ignore_conflicts=True)
    for user_id, facts in groupby(fresh, key=lambda tied: tied.user_id):
        detail = {"kinds": dict(Counter(tied.kind for tied in facts))}
        audit.record("recusal.computed", subject=f"user:{user_id}", by=audit.SYSTEM, at=at, detail=detail)
    return len(fresh)


@transaction.atomic
def end_recusal(*, fact: RecusalFact, reason: str, by: Actor, at: datetime) -> None:
    """The fact holds no longer. Refused: `grant.self`, `recusal.no_reason`, `recusal.ended`."""
    if audit.actor_name(by) == f"user:{fact.user_id}":
        raise Refused("grant.self", Message("不能解除自己的回避。", "Nobody ends their own recusal."))
    if not reason.strip():
        raise Refused("recusal.no_reason", Message("请写明解除回避的原因。", "Say why the recusal ends."))
    if not RecusalFact.objects.filter(pk=fact.pk, until=None).update(until=at):
        raise Refused("recusal.ended", Message("这项回避已经解除。", "This recusal has ended already."))
    detail = {"kind": fact.kind, "reason": reason.strip()}
    audit.record("recusal.ended", subject=f"user:{fact.user_id}", by=by, at=at, detail=detail)


def record_view(*, account: User | None, found: int = 1, by: Actor, at: datetime) -> None:
    """That somebody looked at one account, or at a list of `found`. What was searched for names people: not kept."""
    if account is None:
        audit.record("user.listed", by=by, at=at, detail={"found": found})
    else:
        audit.record("user.viewed", subject=account.audit_name, by=by, at=at)


def _set_password(user: User, password: str, *, must_change: bool, at: datetime) -> None:
    PasswordUsed.objects.create(user=user, password=user.password, used_at=at)
    user.set_password(password)
    user.must_change, user.password_at = must_change, at
    user.save(update_fields=["password", "must_change", "password_at"])
