"""Runs: what can run and what is missing, start, progress, what came of it compared with the run before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, polled
from mingcha.accounts.permissions import Permission
from mingcha.datasets import access as datasets
from mingcha.datasets import queries as data
from mingcha.kernel.clock import wall_clock
from mingcha.matching import access, planning, queries, runs, tallies
from mingcha.matching.models import RuleVersion, Run
from mingcha.matching.views.asking import guarded
from mingcha.org.models import Office


@guarded
@require_GET
def run_list(request: Asked) -> HttpResponse:
    """Runs, the newest first, and the purposes for which one may start another."""
    at = wall_clock()
    accounts.check(request.user, Permission.RUN_READ, at=at)
    starts = accounts.can(request.user, Permission.RUN_START, at=at)
    purposes = datasets.visible_purposes(request.user, at=at).filter(state="approved") if starts else []
    found = access.visible_runs(request.user, at=at).select_related("purpose", "started_by")
    chosen = request.GET.get("purpose", "")
    every = list(found.order_by("purpose__title").values_list("purpose_id", "purpose__title").distinct())
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 16:
        found = found.filter(purpose_id=int(chosen))
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    looked(request, "runs.listed")
    known = {"page": page, "purposes": purposes, "every": every, "chosen": chosen}
    return render(request, "matching/runs.html", known)


@guarded
@require_http_methods(["GET", "POST"])
def run_plan(request: Asked, purpose_id: int) -> HttpResponse:
    """Which rules can run on what is released, and which cannot for what; the button that starts."""
    at = wall_clock()
    purpose = datasets.purpose_for(request.user, purpose_id, at=at)
    accounts.check(request.user, Permission.RUN_START, at=at, area=purpose.area.code)
    if request.method == "POST":
        chosen = request.POST.getlist("rule") if request.POST.get("only") else []
        run = runs.start_run(
            purpose_id=purpose_id, rules=chosen, as_of=_day(request.POST.get("as_of", "")), by=request.user, at=at
        )
        return redirect("run", run.pk)
    looked(request, "run.planned", purpose.audit_name)
    going = access.visible_runs(request.user, at=at).filter(purpose=purpose, state__in=("waiting", "running")).first()
    known = {"purpose": purpose, "plan": planning.plan_for(purpose), "going": going}
    return render(request, "matching/plan.html", known)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@guarded
@require_GET
def run_page(request: Asked, run_id: int) -> HttpResponse:
    """What became of each rule, and how many of its findings the reader may see: new, persisting, gone."""
    at = wall_clock()
    run = access.run_for(request.user, run_id, at=at)
    latest = run.state == "done" and not _later(run)
    counts = _compared(request, run) if latest else _first(request, run)
    rows = _rows(run, counts)
    # Names of files are for those who work with files; the others see how many there were.
    reads = accounts.can(request.user, Permission.DATASET_READ, at=at, area=run.purpose.area.code)
    offices = {o.pk: o for o in Office.objects.filter(pk__in={file["office"] for file in run.inputs})} if reads else {}
    known: dict[str, Any] = {
        "files": [(file, offices.get(file["office"])) for file in run.inputs] if reads else [],
        "totals": _totals(counts, ("new", "persisting", "gone") if latest else ("first",)) if rows else [],
        "outcomes": Counter(row["report"]["status"] for row in rows).most_common(),
        "run": run,
        "work": data.latest_progress(run.audit_name),
        "cancels": accounts.can(request.user, Permission.RUN_START, at=at, area=run.purpose.area.code),
        "latest": latest,
        "rows": rows,
    }
    looked(request, "run.viewed", run.audit_name)
    return render(request, "matching/run.html", known)


def _later(run: Run) -> bool:
    later = Run.objects.all().for_system("whether this is the newest").filter(purpose=run.purpose_id, state="done")
    return later.filter(pk__gt=run.pk).exists()


def _rows(run: Run, counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Per rule its report, and numbers counted among what the reader may see. Older runs know only what was new."""
    titles = {v.pk: v for v in RuleVersion.objects.filter(pk__in=list(run.versions.values()))}
    return [
        {
            "report": report,
            "version": titles.get(run.versions.get(report["rule"])),
            "counts": counts.get(report["rule"], {}),
            "sql": run.sql.get(report["rule"], ""),
        }
        for report in run.reports
    ]


def _totals(counts: Mapping[str, Mapping[str, int]], names: Sequence[str]) -> list[tuple[str, int]]:
    """Over every rule of the purpose, also those that this run left out: as the list that a number opens."""
    return [(name, sum(found.get(name, 0) for found in counts.values())) for name in names]


def _compared(request: Asked, run: Run) -> dict[str, dict[str, int]]:
    """Per rule: new, persisting, gone."""
    only = (tallies.COMPARED,)
    found = tallies.count(request.user, at=wall_clock(), only=only, purpose_id=run.purpose_id)[tallies.COMPARED]
    counts: dict[str, dict[str, int]] = {}
    for key, (number, _) in found.items():
        rule, _, presence = key.partition("|")
        counts.setdefault(rule, {})[presence] = number
    return counts


def _first(request: Asked, run: Run) -> dict[str, dict[str, int]]:
    """Per rule: what this run found first."""
    visible = access.visible_findings(request.user, at=wall_clock()).filter(first_run=run, excluded=False)
    rows = visible.order_by().values_list("rule_key").annotate(n=Count("pk"))
    return {rule: {"first": number} for rule, number in rows}


@guarded
@require_GET
@polled
def run_progress(request: Asked, run_id: int) -> HttpResponse:
    """How far it is, fetched every two seconds; the page is fetched anew when it has ended."""
    run = access.run_for(request.user, run_id, at=wall_clock())
    response = render(request, "matching/_progress.html", {"run": run, "work": data.latest_progress(run.audit_name)})
    if run.state not in ("waiting", "running"):
        response.headers["HX-Refresh"] = "true"
    return response


@guarded
@require_POST
def run_cancel(request: Asked, run_id: int) -> HttpResponse:
    """Stops it."""
    runs.cancel_run(run_id=run_id, by=request.user, at=wall_clock())
    return redirect("run", run_id)
