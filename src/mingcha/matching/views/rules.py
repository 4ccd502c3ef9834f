"""The catalogue of rules: what each looks for, on what basis, with which parameters, and how often it was right."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked
from mingcha.accounts.permissions import Permission
from mingcha.datasets.engine import specs
from mingcha.engine.results.precision import ENOUGH, FLOOR
from mingcha.engine.rules.model import Rule
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.messages import Message
from mingcha.matching import access, catalogue, places, precision, rehearsing, rulebook, rules, showing, slots
from mingcha.matching.models import RuleVersion
from mingcha.matching.views.asking import guarded
from mingcha.matching.wording import unit_name
from mingcha.org.language import say
from mingcha.org.models import Office


@guarded
@require_GET
def rule_list(request: Asked) -> HttpResponse:
    """The rules asked for, and what waits: proposals and one's own drafts."""
    at = wall_clock()
    accounts.check(request.user, Permission.RULE_READ, at=at)
    asked = rulebook.wanted(request.GET)
    writes = accounts.can(request.user, Permission.RULE_WRITE, at=at)
    known = {
        "asked": asked,
        "rows": rulebook.entries(request.user, asked, at=at),
        "filtered": asked != rulebook.Wanted(),
        "states": [(code, title) for code, title in rulebook.STATES.items() if code != "draft" or writes],
        "datasets": sorted(((s.dataset, say(Message(s.title_zh, s.title_en))) for s in specs().values()), key=_second),
        "waiting": [] if asked.state else rulebook.entries(request.user, rulebook.Wanted(state="proposed"), at=at),
        "drafts": rulebook.entries(request.user, rulebook.Wanted(state="draft"), at=at) if writes else [],
        "writes": writes,
        "sees": accounts.can(request.user, Permission.FINDING_READ, at=at),
        "floor": FLOOR,
        "enough": ENOUGH,
    }
    looked(request, "rules.listed", detail={name: value for name, value in vars(asked).items() if value})
    return render(request, "matching/rules.html", known)


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


@guarded
@require_GET
def rule_page(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """One version: what it asks and why, what it may read, how often it was right, who decided what."""
    at = wall_clock()
    stored = access.rule_for(request.user, rule_id, version, at=at)
    rule = catalogue.rule_of(stored)
    versions = RuleVersion.objects.filter(rule_id=rule_id).exclude(~Q(proposed_by=request.user), state="draft")
    known: dict[str, Any] = {
        **rehearsing.shown(stored),
        "rule": rule,
        "explanation": slots.readable(rule, rulebook.datasets_of(rule)) if rule else None,
        "inputs": rulebook.inputs_of(rule) if rule else [],
        "registers": rulebook.datasets_of(rule),
        "parameters": _parameters(rule) if rule else [],
        "cases": catalogue.cases_of(stored),
        "versions": versions.order_by("-state_at", "-version"),
        "history": rulebook.history_of(stored),
        "floor": FLOOR,
        "enough": ENOUGH,
        "may": _may(request, stored),
        **_precision(request, rule_id),
    }
    looked(request, "rule.viewed", stored.audit_name)
    return render(request, "matching/rule.html", known)


def _may(request: Asked, stored: RuleVersion) -> dict[str, bool]:
    """What the reader may do with a version in its state."""
    at = wall_clock()
    decides, writes = (accounts.can(request.user, p, at=at) for p in (Permission.RULE_APPROVE, Permission.RULE_WRITE))
    own = stored.proposed_by_id == request.user.pk
    return {
        "see": accounts.can(request.user, Permission.FINDING_READ, at=at),
        "suspend": decides and stored.state == "approved",
        "reinstate": decides and stored.state == "suspended" and not own,
        "approve": decides and stored.state == "proposed" and not own,
        "return": (decides or own) and stored.state == "proposed" and not stored.shipped,
        "edit": writes and stored.state == "draft",
        "draft": writes and stored.state != "draft",
    }


def _parameters(rule: Rule) -> list[dict[str, Any]]:
    """Every value of every parameter with its day and county."""
    counties = places.county_names(v.county for p in rule.parameters.values() for v in p.values if v.county)
    return [
        {
            "title": parameter.title,
            "unit": unit_name(parameter.unit),
            "value": showing.value_text(parameter, value),
            "since": value.since,
            "county": counties.get(value.county, value.county) if value.county else "",
            "basis": value.basis,
        }
        for parameter in rule.parameters.values()
        for value in parameter.values
    ]


def _precision(request: Asked, rule_id: str) -> dict[str, Any]:
    """Precision per version, county and handing-in office, over what the reader may see."""
    visible = access.visible_reviews(request.user, at=wall_clock())
    by_version = precision.by(visible, "rule__version", rule_id=rule_id)
    by_county = precision.by(visible, "finding__county", rule_id=rule_id)
    by_office = precision.by(visible, "finding__office", rule_id=rule_id)
    counties = places.county_names(code for code in by_county)
    offices = {o.pk: str(o) for o in Office.objects.filter(pk__in=[pk for pk in by_office if pk])}
    return {
        "by_version": sorted(by_version.items(), reverse=True),
        "by_county": [(counties.get(key, "–"), found) for key, found in by_county.items()],
        "by_office": [(offices.get(key, "–"), found) for key, found in by_office.items()],
    }


@guarded
@require_POST
def rule_act(request: Asked, rule_id: str, version: str, deed: str) -> HttpResponse:
    """Suspends it, or lets it run again."""
    deeds = {"suspend": rules.suspend_rule, "reinstate": rules.let_run}
    reason = request.POST.get("reason", "")
    deeds[deed](rule_id=rule_id, version=int(version), reason=reason, by=request.user, at=wall_clock())
    return redirect("rule", rule_id, version)
