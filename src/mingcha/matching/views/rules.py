"""The catalogue of rules: what each looks for, on what basis, with which parameters, and how often it was right."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.permissions import Permission
from mingcha.datasets.engine import specs
from mingcha.engine.results.precision import ENOUGH, FLOOR
from mingcha.engine.rules.model import Rule
from mingcha.kernel.clock import wall_clock
from mingcha.matching import access, catalogue, places, precision, rules, showing
from mingcha.matching.models import RuleVersion
from mingcha.matching.views.asking import Asked, guarded, looked
from mingcha.org.models import Office


@guarded
@require_GET
def rule_list(request: Asked) -> HttpResponse:
    """Every rule with its newest version."""
    at = wall_clock()
    accounts.check(request.user, Permission.RULE_READ, at=at)
    visible = access.visible_findings(request.user, at=at)
    newest = {v.rule_id: v for v in RuleVersion.objects.exclude(state__in=("draft", "superseded")).order_by("version")}
    known = precision.by(visible, "rule__rule_id")
    rows = [
        {"version": version, "precision": known.get((version.rule_id,))}
        for version in sorted(newest.values(), key=lambda v: (v.catalogue, v.rule_id))
    ]
    lists = accounts.can(request.user, Permission.FINDING_READ, at=at)
    looked(request, "rules.listed")
    return render(request, "matching/rules.html", {"rows": rows, "floor": FLOOR, "enough": ENOUGH, "lists": lists})


@guarded
@require_GET
def rule_page(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """One version."""
    at = wall_clock()
    stored = access.rule_for(request.user, rule_id, version, at=at)
    rule = catalogue.rule_of(stored)
    decides = accounts.can(request.user, Permission.RULE_APPROVE, at=at)
    known: dict[str, Any] = {
        "stored": stored,
        "rule": rule,
        "inputs": _inputs(rule) if rule else [],
        "parameters": _parameters(rule) if rule else [],
        "versions": RuleVersion.objects.filter(rule_id=rule_id).order_by("-version"),
        "lists": accounts.can(request.user, Permission.FINDING_READ, at=at),
        "suspends": decides and stored.state == "approved",
        "reinstates": decides and stored.state == "suspended" and stored.proposed_by_id != request.user.pk,
        "floor": FLOOR,
        "enough": ENOUGH,
        **_precision(request, rule_id),
    }
    looked(request, "rule.viewed", stored.audit_name)
    return render(request, "matching/rule.html", known)


def _inputs(rule: Rule) -> list[dict[str, Any]]:
    """Tables that the rule reads, with their columns; `needed` ones must be there."""
    known = specs()
    return [
        {"name": name, "spec": known.get(name), "columns": columns, "needed": needed}
        for group, needed in ((rule.inputs, True), (rule.optional, False))
        for name, columns in group.items()
    ]


def _parameters(rule: Rule) -> list[dict[str, Any]]:
    """Every value of every parameter with its day and county."""
    counties = places.county_names(v.county for p in rule.parameters.values() for v in p.values if v.county)
    return [
        {
            "title": parameter.title,
            "unit": parameter.unit,
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
    visible = access.visible_findings(request.user, at=wall_clock())
    by_version = precision.by(visible, "rule__version", rule_id=rule_id)
    by_county = precision.by(visible, "finding__county", rule_id=rule_id)
    by_office = precision.by(visible, "finding__office", rule_id=rule_id)
    counties = places.county_names(code for (code,) in by_county)
    offices = {o.pk: str(o) for o in Office.objects.filter(pk__in=[pk for (pk,) in by_office if pk])}
    return {
        "by_version": sorted(((key, found) for (key,), found in by_version.items()), reverse=True),
        "by_county": [(counties.get(key, "–"), found) for (key,), found in by_county.items()],
        "by_office": [(offices.get(key, "–"), found) for (key,), found in by_office.items()],
    }


@guarded
@require_POST
def rule_act(request: Asked, rule_id: str, version: str, deed: str) -> HttpResponse:
    """Suspends it, or lets it run again."""
    deeds = {"suspend": rules.suspend_rule, "reinstate": rules.let_run}
    reason = request.POST.get("reason", "")
    deeds[deed](rule_id=rule_id, version=int(version), reason=reason, by=request.user, at=wall_clock())
    return redirect("rule", rule_id, version)
