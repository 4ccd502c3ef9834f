"""Cards on matters, never on people: by rule when a promise is broken, by hand of whoever supervises, and answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import access, policies
from mingcha.appeals.models import Appeal, Card, CardRule
from mingcha.appeals.operations.noting import record_step
from mingcha.appeals.shipped import CARD_RULES
from mingcha.appeals.states import CARDS, OPEN
from mingcha.audit import operations as audit
from mingcha.kernel.errors import NotFound, Refused
from mingcha.kernel.messages import Message

BY_HAND = "by_hand"
_EXPLANATION = (10, 500)


def rule_for(promise: str, level: int) -> tuple[str, str]:
    """Colour ("": none) and citation for a promise that is late by so many levels: as set here, else as shipped."""
    known = CardRule.objects.filter(promise=promise, until=None).order_by("level")
    set_here = {rule.level: (rule.colour, rule.citation) for rule in known}
    shipped = {one.level: (one.colour, one.citation) for one in CARD_RULES if one.promise == promise}
    rules = {**shipped, **set_here}
    # Whatever lies above the last level that somebody thought of is no less than that.
    reached = [one for one in rules if one <= level]
    return rules[max(reached)] if reached else ("red", "")


def lay_card(appeal: Appeal, colour: str, why: str, *, citation: str = "", at: datetime) -> None:
    """A card on the matter, once for each cause."""
    given = {"given_at": at, "citation": citation}
    _, fresh = Card.objects.get_or_create(appeal=appeal, colour=colour, why=why, defaults=given)
    if fresh:
        detail = {"colour": colour, "why": why}
        record_step(appeal, "card_given", by=audit.SYSTEM, at=at, detail=detail)


@transaction.atomic
def give_card(*, public_id: str, colour: str, reason: str, by: User, at: datetime) -> Card:
    """
    A reminder (催办), a warning or a supervision card by hand, once of each colour, with its reason.

    NotFound outside APPEAL_SUPERVISE; Denied `appeal.party`. Refused: `card.colour`, `card.exists`, `appeal.reason`,
    `card.over` when nobody has to act any more.
    """
    appeal = access.appeal_for(by, public_id, to=Permission.APPEAL_SUPERVISE, at=at, lock=True)
    policies.check_not_party(appeal, by)
    why = policies.check_neutral("reason", reason, policies.REASON)
    if colour not in CARDS:
        raise Refused("card.colour", Message("请选择牌色。", "Choose a colour."))
    if appeal.state not in OPEN:
        raise Refused("card.over", Message("这件诉求已不需要督办。", "Nobody has to act on it any more."))
    if Card.objects.filter(appeal=appeal, colour=colour, why=BY_HAND).exists():
        raise Refused("card.exists", Message("已亮过这种颜色的牌。", "It has a card of this colour already."))
    card = Card.objects.create(
        appeal=appeal, colour=colour, why=BY_HAND, given_at=at, given_by=audit.actor_name(by), reason=why
    )
    detail = {"colour": colour, "why": BY_HAND}
    record_step(appeal, "card_given", by=by, at=at, detail=detail)
    return card


@transaction.atomic
def explain_card(*, public_id: str, card: int, text: str, by: User, at: datetime) -> Card:
    """
    The written explanation of whoever has to answer. NotFound; Denied `appeal.task` unless they lead; Refused
    `appeal.explanation`, `card.explained`: what was explained stays as it is.
    """
    from mingcha.appeals.operations.joint import check_leads

    appeal = access.appeal_for(by, public_id, at=at, lock=True)
    check_leads(appeal, by, at)
    given = policies.check_neutral("explanation", text, _EXPLANATION)
    found = Card.objects.select_for_update().filter(appeal=appeal, pk=card).first()
    if found is None:
        raise NotFound("card.unknown", Message("没有这张牌。", "There is no such card."))
    if found.explained_at is not None:
        raise Refused("card.explained", Message("已经作过书面说明。", "It has been explained already."))
    Card.objects.filter(pk=found.pk).update(explanation=given, explained_at=at, explained_by=audit.actor_name(by))
    audit.record("appeal.card_explained", subject=appeal.audit_name, by=by, at=at, detail={"colour": found.colour})
    found.refresh_from_db()
    return found


@transaction.atomic
def set_card_rule(*, promise: str, level: int, colour: str, citation: str, by: User | str, at: datetime) -> CardRule:
    """
    From now on a promise that is late by `level` levels gets a card of `colour`, or none. The rule before stays.

    Denied outside DEADLINE_MANAGE. Refused: `card.colour`, `card.level`, `promise.no_citation`.
    """
    if isinstance(by, User):
        accounts.check(by, Permission.DEADLINE_MANAGE, at=at)
    if colour and colour not in CARDS:
        raise Refused("card.colour", Message("请选择牌色。", "Choose a colour."))
    if not 1 <= level <= 9:
        raise Refused("card.level", Message("级次为1到9。", "The level lies between 1 and 9."))
    if not citation.strip():
        raise Refused("promise.no_citation", Message("请写明依据。", "Say what it rests on."))
    CardRule.objects.filter(promise=promise, level=level, until=None).update(until=at)
    made = CardRule.objects.create(
        promise=promise, level=level, colour=colour, citation=citation.strip()[:200], since=at,
        set_by=audit.actor_name(by),
    )  # fmt: skip
    detail = {"promise": promise, "level": level, "colour": colour, "citation": made.citation}
    audit.record("cardrule.set", subject=f"cardrule:{made.pk}", by=by, at=at, detail=detail)
    return made
