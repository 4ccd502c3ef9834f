"""Reading accounts: who may be administered by whom, and who acts for an office when some stay away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from mingcha.accounts.models import RecusalFact, User
from mingcha.org import queries as org
from mingcha.org.models import Office
from mingcha.org.queries import OnDuty


def recused_users(keys: Collection[int], *, at: datetime) -> frozenset[int]:
    """Users who stay away from the matters of any of the pseudonyms: themselves, kin, own unit, declared interests."""
    running = Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))
    facts = RecusalFact.objects.filter(running, key__in=keys).values_list("user_id", flat=True)
    own = User.objects.filter(Q(person_key__in=keys) | Q(office__unit_key__in=keys)).values_list("pk", flat=True)
    return frozenset((*facts, *own))


def who_acts(office: Office, keys: Collection[int], *, at: datetime) -> list[OnDuty]:
    """Who acts in each post of an office, in a matter of the pseudonyms: whoever must stay away is passed over."""
    return org.on_duty(office, at=at, without=recused_users(keys, at=at))
