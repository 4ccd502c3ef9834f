"""Accounts: who holds what, and who could be somebody else. Counts only, never names."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import combinations

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.db.models import Q, QuerySet

from mingcha.accounts.models import Grant, User
from mingcha.accounts.permissions import ROLES, excluding
from mingcha.doctor.model import check
from mingcha.kernel.messages import Message

_DORMANT = timedelta(days=90)
_MANAGERS = ("system_administrator", "security_administrator", "auditor")
#: Password hashes are slow on purpose: only the few accounts that could do the most harm are tried.
_TRIED = 10


def _running(at: datetime) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at, user__is_active=True)


@check(
    "people.second_factor",
    "warning",
    why=("这些账号只靠密码。", "These accounts rest on a password alone."),
    fix=(
        "请其登录并设置第二种鉴别方式，或停用账号。",
        "Have them log in and set up a second factor, or close the accounts.",
    ),
)
def without_second_factor(_at: datetime) -> Message | None:
    """Everybody who has logged in has a second factor."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    count = User.objects.filter(is_active=True, last_login__isnull=False).exclude(pk__in=factors).count()
    if not count:
        return None
    return Message(f"{count}个使用中的账号没有第二种鉴别。", f"{count} accounts in use have no second factor.")


@check(
    "people.exclusive",
    "error",
    why=(
        "系统、安全、审计三员必须分立（GB/T 22239）。",
        "System, security and audit must be three people (GB/T 22239).",
    ),
    fix=(
        "由安全管理员结束其中一项授权，并查明它怎样产生。",
        "Let the security administrator end one grant, and find out how it came about.",
    ),
)
def exclusive(at: datetime) -> Message | None:
    """Nobody holds roles that exclude each other."""
    held: dict[int, set[str]] = defaultdict(set)
    for user, role in _running(at).values_list("user_id", "role"):
        held[user].add(role)
    count = sum(any(excluding(a, b) for a, b in combinations(sorted(roles), 2)) for roles in held.values())
    if not count:
        return None
    return Message(f"{count}人同时担任互斥的角色。", f"{count} people hold roles that exclude each other.")


@check(
    "people.managers",
    "warning",
    why=(
        "缺少其中一员，账号、授权或审计就无人负责。",
        "Without one of them nobody is in charge of accounts, grants or the audit.",
    ),
    fix=("为缺少的角色授权。", "Grant the role that is missing."),
)
def managers(at: datetime) -> Message | None:
    """Each of the three administrators is there."""
    held = set(_running(at).filter(role__in=_MANAGERS).values_list("role", flat=True))
    missing = [ROLES[code].title for code in _MANAGERS if code not in held]
    if not missing:
        return None
    return Message(f"没有：{'、'.join(m.zh for m in missing)}。", f"Nobody is: {', '.join(m.en for m in missing)}.")


@check(
    "people.passwords",
    "error",
    why=("管理员的密码一猜就中。", "The password of an administrator can be guessed at once."),
    fix=("立即更换密码，并查看其近期的审计记录。", "Change it now and look at their audit records."),
)
def passwords(at: datetime) -> Message | None:
    """No administrator's password is their user name or that of a demonstration."""
    users = User.objects.filter(pk__in=_running(at).filter(role__in=_MANAGERS).values("user_id"))[:_TRIED]
    count = sum(check_password(guess, user.password) for user in users for guess in (user.username, "mingcha"))
    return Message(f"{count}个弱密码。", f"{count} guessable passwords.") if count else None


@check(
    "people.dormant",
    "warning",
    why=("无人使用的账号是别人的入口。", "An account that nobody uses is an entrance for somebody else."),
    fix=("停用这些账号，需要时再开。", "Close them; open them again when needed."),
)
def dormant(at: datetime) -> Message | None:
    """Every open account was used, or opened, in the last ninety days."""
    since = at - _DORMANT
    unused = Q(last_login__lt=since) | Q(last_login=None, created_at__lt=since)
    count = User.objects.filter(unused, is_active=True).count()
    return Message(f"{count}个账号90天未使用。", f"{count} accounts were not used for 90 days.") if count else None


@check(
    "people.closed",
    "error",
    why=("停用的账号不应再有授权。", "A closed account must hold nothing."),
    fix=("结束这些授权，并查明它们怎样产生。", "End these grants and find out how they came about."),
)
def closed(at: datetime) -> Message | None:
    """No running grant belongs to a closed account."""
    count = Grant.objects.filter(Q(until=None) | Q(until__gt=at), user__is_active=False).count()
    return Message(f"{count}项授权属于停用的账号。", f"{count} grants belong to closed accounts.") if count else None
