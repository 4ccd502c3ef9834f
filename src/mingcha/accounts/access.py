"""
Who may do what, where: the scope of a user, and querysets that refuse to be read without one.

Forgetting a scope is an error and never means "everything".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Self, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Model, Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.db.models.sql.compiler import SQLCompiler

from mingcha.accounts import second_lock
from mingcha.accounts.models import Grant, RecusalFact, User
from mingcha.accounts.once import once
from mingcha.accounts.permissions import ROLES, Permission
from mingcha.kernel.errors import Denied, NotFound
from mingcha.kernel.messages import Message
from mingcha.org.models import PREFIX_DIGITS

M = TypeVar("M", bound=Model)


def span(prefix: str, digits: int = PREFIX_DIGITS["village"]) -> tuple[int, int]:
    """The numbers of so many digits that begin with a prefix: the first, and the one behind the last."""
    unit: int = 10 ** (digits - len(prefix))
    return int(prefix) * unit, (int(prefix) + 1) * unit


class Looked(Func):
    """A column that SQLite looks at in rows it has and never searches by: its unary plus. PostgreSQL has statistics."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


@dataclass(frozen=True)
class Scope:
    """Where a permission holds: prefixes of area codes. Empty: nowhere."""

    prefixes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.prefixes)

    def holds(self, code: str) -> bool:
        """Whether the area `code` lies inside."""
        return code.startswith(self.prefixes)

    def covers(self, other: Scope) -> bool:
        """Whether all of another scope lies inside."""
        return all(prefix.startswith(self.prefixes) for prefix in other.prefixes)

    @property
    def is_wide(self) -> bool:
        """Whether a county or more lies inside: lists of it are read in their order, and not gathered by place."""
        return any(len(prefix) <= PREFIX_DIGITS["county"] for prefix in self.prefixes)

    def condition(self, field: str, *, searched: bool = True) -> Q:
        """
        As a condition on the field that holds an area code. An index on the field answers it, unless it is not to be
        `searched` by: then it is looked at in rows that are found in another way.
        """
        place = F(field) if searched else Looked(field)
        parts = [Q(GreaterThanOrEqual(place, p), LessThan(place, str(int(p) + 1))) for p in self.prefixes]
        return reduce(or_, parts) if parts else Q(pk__in=[])

    def ranges(self) -> str:
        """As ranges of twelve-digit numbers, the way PostgreSQL writes an `int8multirange`."""
        spans = (span(prefix) for prefix in self.prefixes)
        return "{" + ",".join(f"[{first},{behind})" for first, behind in spans) + "}"


def _runs(row: Grant | RecusalFact, at: datetime) -> bool:
    """Whether a grant or a fact holds at a moment."""
    return row.since <= at and (row.until is None or row.until > at)


def roles_of(user: User, *, at: datetime) -> list[Grant]:
    """The grants that hold at a moment. A closed account has none."""
    if not user.is_active:
        return []
    grants = once("grants", user.pk, lambda: list(user.grants.select_related("area")))
    return [grant for grant in grants if _runs(grant, at)]


def scope_of(user: User, permission: Permission, *, at: datetime) -> Scope:
    """Where `user` holds `permission`."""
    return Scope(tuple(g.area.prefix for g in roles_of(user, at=at) if permission in ROLES[g.role].permissions))


def permissions_of(user: User, *, at: datetime) -> frozenset[Permission]:
    """Everything that `user` may do somewhere: for menus, not for decisions."""
    return frozenset(p for g in roles_of(user, at=at) for p in ROLES[g.role].permissions)


def can(user: User, permission: Permission, *, at: datetime, area: str = "") -> bool:
    """Whether `user` may do it in the area with a code; anywhere at all when none is given."""
    scope = scope_of(user, permission, at=at)
    return scope.holds(area) if area else bool(scope)


def check(user: User, permission: Permission, *, at: datetime, area: str = "") -> None:
    """Denied (`permission.missing`) unless `can`."""
    if not can(user, permission, at=at, area=area):
        raise Denied(
            "permission.missing",
            Message(
                f"您没有这项权限（{permission}）。需要时请联系安全管理员授权。",
                f"You may not do this ({permission}). Ask the security administrator for the role if you need it.",
            ),
        )


def opened_to(user: User, *, at: datetime) -> second_lock.Opened:
    """The rows behind the second lock: of the areas where `user` has a role that is no administrator's."""
    # The three administrators (`*`) see no case material.
    grants = [grant for grant in roles_of(user, at=at) if "*" not in ROLES[grant.role].excludes]
    return second_lock.Opened(Scope(tuple(grant.area.prefix for grant in grants)).ranges(), str(user.pk))


def recusal_keys(user: User, *, at: datetime) -> frozenset[int]:
    """Pseudonyms from whose matters `user` stays away: own, kin, unit, declared interests."""
    facts = once("recusals", user.pk, lambda: list(RecusalFact.objects.filter(user=user)))
    own = (user.person_key, user.office.unit_key if user.office else None)
    return frozenset((*(fact.key for fact in facts if _runs(fact, at)), *(key for key in own if key is not None)))


def administered(user: User, *permissions: Permission, at: datetime) -> QuerySet[User]:
    """Accounts that `user` administers by any of the permissions: those of offices inside, and those of no office."""
    scopes = [scope_of(user, permission, at=at) for permission in permissions]
    if not any(scopes):
        return User.objects.none()
    inside = reduce(or_, (scope.condition("office__area__code") for scope in scopes if scope))
    return User.objects.filter(inside | Q(office=None)).select_related("office")


def account_for(user: User, account_id: int, *permissions: Permission, at: datetime) -> User:
    """An account that `user` administers by any of the permissions. NotFound (`user.unknown`)."""
    found = administered(user, *permissions, at=at).filter(pk=account_id).first()
    if found is None:
        raise NotFound("user.unknown", Message("没有这个账号。", "There is no such account."))
    return found


def check_any(user: User, *permissions: Permission, at: datetime) -> None:
    """Denied (`permission.missing`) unless `user` holds one of the permissions somewhere."""
    if not any(can(user, permission, at=at) for permission in permissions):
        check(user, permissions[0], at=at)


class Unscoped(TypeError):
    """A queryset of scoped records was read without saying for whom."""


class ScopedQuerySet(QuerySet[M]):
    """
    Records that belong to areas and speak of people.

    A subclass says in `limited` what a scope and recusal keys leave. Reading before `visible_to` or `for_system` raises
    Unscoped.
    """

    _opened = False

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """The records inside `scope` that name none of the `recused` keys."""
        raise NotImplementedError

    def visible_to(self, user: User, permission: Permission, *, at: datetime) -> Self:
        """What `user` may see by `permission`."""
        return self._open().limited(scope_of(user, permission, at=at), recusal_keys(user, at=at))

    def for_system(self, reason: str) -> Self:
        """Everything, for a job or a computation that shows nothing to anybody; `reason` is for the reader."""
        if not reason:
            raise Unscoped("say why")
        return self._open()

    def _open(self) -> Self:
        opened: Self = self._chain()  # type: ignore[attr-defined]
        opened._opened = True
        return opened

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._opened = self._opened
        return clone

    def _guarded(self) -> None:
        if not self._opened:
            raise Unscoped(f"{self.model.__name__} was read without visible_to() or for_system()")


def _guard(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._guarded()
        return getattr(super(ScopedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    return method


# Every way in which a queryset reaches the database, or another query.
for _name in (
    "_fetch_all",
    "iterator",
    "aiterator",
    "count",
    "exists",
    "aggregate",
    "update",
    "delete",
    "in_bulk",
    "resolve_expression",
    "contains",
    "explain",
    "_raw_delete",
    "bulk_update",
):
    setattr(ScopedQuerySet, _name, _guard(_name))
