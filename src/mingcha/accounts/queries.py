"""Reading accounts: who may be administered by whom, and who acts for an office when some stay away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingcha.accounts.access import administered
from mingcha.accounts.models import Grant, RecusalFact, User
from mingcha.accounts.permissions import ROLES
from mingcha.accounts.permissions import Permission as P
from mingcha.org import queries as org
from mingcha.org.models import Office
from mingcha.org.queries import OnDuty

#: Whoever holds one of these sees the list of accounts.
ADMINISTERING = (P.USER_MANAGE, P.GRANT_MANAGE, P.RECUSAL_MANAGE)


def list_accounts(user: User, *, at: datetime, name: str = "", closed: bool = False) -> QuerySet[User]:
    """Open or closed accounts that `user` administers, those whose name or user name contains `name`."""
    found = administered(user, *ADMINISTERING, at=at).filter(is_active=not closed).order_by("username")
    return found.filter(Q(name__icontains=name) | Q(username__icontains=name)) if name else found


def list_grants(account: User) -> QuerySet[Grant]:
    """Every grant of an account, the newest first."""
    return Grant.objects.filter(user=account).select_related("area").order_by("-since")


def list_recusals(account: User) -> QuerySet[RecusalFact]:
    """Every recusal of an account, the newest first. Who it is about is known only as a pseudonym, and not shown."""
    return RecusalFact.objects.filter(user=account).order_by("-since")


def people_by_key() -> dict[int, list[int]]:
    """The open accounts of each person of whom the identity is known: what recusal is computed for."""
    found: dict[int, list[int]] = {}
    known = User.objects.filter(is_active=True, person_key__isnull=False)
    for key, user_id in known.values_list("person_key", "pk"):
        if key is not None:
            found.setdefault(key, []).append(user_id)
    return found


def recused_users(keys: Collection[int], *, at: datetime) -> frozenset[int]:
    """Users who stay away from the matters of any of the pseudonyms: themselves, kin, own unit, declared interests."""
    if not keys:
        return frozenset()
    facts = RecusalFact.objects.filter(org.holding(at), key__in=keys).values_list("user_id", flat=True)
    own = User.objects.filter(Q(person_key__in=keys) | Q(office__unit_key__in=keys)).values_list("pk", flat=True)
    return frozenset((*facts, *own))


def stays_away(person: str, keys: QuerySet[Any], *, at: datetime) -> Q:
    """
    Rows whose `person` stays away from their matter, as one condition: `keys` selects the pseudonyms of a row, and
    reaches it by OuterRef(OuterRef(…)), for it stands in a query of its own.
    """
    facts = RecusalFact.objects.filter(org.holding(at), user=OuterRef(person), key__in=keys)
    own = User.objects.filter(Q(person_key__in=keys) | Q(office__unit_key__in=keys), pk=OuterRef(person))
    return Exists(facts) | Exists(own)


def who_acts(
    office: Office, keys: Collection[int], *, able: QuerySet[User] | None = None, at: datetime
) -> list[OnDuty]:
    """
    Who acts in each post of an office, in a matter of the pseudonyms: whoever must stay away is passed over, and where
    `able` is given whoever is not among them.
    """
    able_ids = None if able is None else set(able.values_list("pk", flat=True))
    return org.on_duty(office, at=at, without=recused_users(keys, at=at), able=able_ids)


def holders(*permissions: P, area: str | None, at: datetime) -> QuerySet[User]:
    """Open accounts that hold one of the permissions over the whole of the area with a twelve-digit code; None: any."""
    grants = _grants(permissions, at)
    if area is not None:
        grants = grants.filter(area__code__in=org.codes_above(area))
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True).select_related("office")


def holds(person: str, *permissions: P, area: str, at: datetime) -> Exists:
    """Rows whose `person` holds one of the permissions over the area in the column `area`, as one condition."""
    grants = _grants(permissions, at).filter(user=OuterRef(person), area__code__in=org.codes_above_column(area))
    return Exists(grants)


def _grants(permissions: Collection[P], at: datetime) -> QuerySet[Grant]:
    roles = [role.code for role in ROLES.values() if role.permissions.intersection(permissions)]
    return Grant.objects.filter(org.holding(at), role__in=roles)


def offices_named(keys: Collection[int]) -> frozenset[int]:
    """Offices that pseudonyms name: by their own key, or because one of their people is among them."""
    if not keys:
        return frozenset()
    units = Office.objects.filter(unit_key__in=keys).values_list("pk", flat=True)
    people = User.objects.filter(person_key__in=keys, office__isnull=False).values_list("office_id", flat=True)
    return frozenset((*units, *people))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of people by how the audit chain calls them; whoever else acted has none."""
    keys = {actor.partition(":")[2] for actor in actors if actor.startswith("user:")}
    return {user.audit_name: user.name for user in User.objects.filter(pk__in=keys)}
