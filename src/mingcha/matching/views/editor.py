"""Writing a rule: begin, write with the tables beside it, try, propose; read the difference, approve or return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, polled
from mingcha.accounts.permissions import Permission
from mingcha.engine.rules.frontmatter import parts_of, text_of
from mingcha.engine.rules.gate import GateRefused
from mingcha.engine.rules.trying import uncovered
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.matching import access, catalogue, drafts, editor, functions, rehearsing
from mingcha.matching.models import RuleVersion
from mingcha.matching.views.asking import guarded


@guarded
@require_http_methods(["GET", "POST"])
def rule_new(request: Asked) -> HttpResponse:
    """Begins a rule that does not exist yet."""
    at = wall_clock()
    accounts.check(request.user, Permission.RULE_WRITE, at=at)
    asked = {name: request.POST.get(name, "").strip() for name in ("rule_id", "title_zh", "title_en")}
    refused: Message | None = None
    if request.method == "POST":
        try:
            draft = editor.draft_rule(**asked, by=request.user, at=at)
            return redirect("rule_edit", draft.rule_id, draft.version)
        except Refused as error:
            refused = error.message
    return render(request, "matching/rule_new.html", {"asked": asked, "refused": refused})


@guarded
@require_POST
def rule_draft(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """Begins a new version of a rule."""
    draft = editor.draft_version(rule_id=rule_id, version=version, by=request.user, at=wall_clock())
    return redirect("rule_edit", draft.rule_id, draft.version)


@guarded
@require_http_methods(["GET", "POST"])
def rule_edit(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """The text in its parts, the tables beside it, what speaks against it. `deed`: save, try, rehearse, propose."""
    at = wall_clock()
    draft = access.draft_for(request.user, rule_id, version, at=at)
    known: dict[str, Any] = {}
    if request.method == "POST":
        draft = _save(request, draft, at)
        deed = request.POST.get("deed", "save")
        if deed == "propose":
            try:
                editor.propose_rule(rule_id=rule_id, version=version, by=request.user, at=at)
            except Refused as error:
                known["refused"] = error.message
            else:
                messages.success(request, _("Proposed. Somebody else has to approve it before it runs."))
                return redirect("rule", rule_id, version)
        if deed == "rehearse":
            try:
                rehearsing.rehearse(rule_id=rule_id, version=version, by=request.user, at=at)
            except Refused as error:
                known["refused"] = error.message
            else:
                return redirect(reverse("rule_edit", args=(rule_id, version)) + "#rehearsal")
        known |= told(rule_id, draft.text, draft.cases if deed in ("try", "propose") else None)
    else:
        known |= told(rule_id, draft.text, None)
        looked(request, "rule.viewed", draft.audit_name)
    head, sql = parts_of(draft.text)
    rule = catalogue.rule_of(draft)
    return render(
        request,
        "matching/rule_edit.html",
        {
            **known,
            **rehearsing.shown(draft),
            "draft": draft,
            "head": head,
            "sql": sql,
            "read": {*rule.inputs, *rule.optional} if rule else set(),
            "tables": list(drafts.tables()),
            "own": functions.OWN.items(),
            "common": functions.COMMON,
        },
    )


def _save(request: Asked, draft: RuleVersion, at: datetime) -> RuleVersion:
    given = {name: request.POST.get(name, "") for name in ("head", "sql", "cases")}
    return editor.save_draft(rule_id=draft.rule_id, version=draft.version, **given, by=request.user, at=at)


@polled
@guarded
@require_GET
def rule_rehearsal(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """How far the rehearsal is, fetched every two seconds, and what it found."""
    found = access.rule_for(request.user, rule_id, version, at=wall_clock())
    return render(request, "matching/_rehearsal.html", rehearsing.shown(found))


@guarded
@require_POST
def rule_told(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """What speaks against the text as it stands on the page, asked for while somebody writes; nothing is kept."""
    draft = access.draft_for(request.user, rule_id, version, at=wall_clock())
    text = text_of(*(request.POST.get(name, "").replace("\r\n", "\n") for name in ("head", "sql")))
    if len(text) > editor.MOST_CHARACTERS:
        raise NotFound("rule.long", Message("文本过长。", "The text is too long."))
    return render(request, "matching/_rule_told.html", told(draft.rule_id, text, None))


def told(rule_id: str, text: str, cases: str | None) -> dict[str, Any]:
    """What the gate says of a text, and its cases when they are given: `problem` with its line, or `compiled`."""
    try:
        if cases is None:
            return {"compiled": drafts.look_at(rule_id, text)[1]}
        tried = drafts.try_cases(rule_id, text, cases)
    except MingchaError as error:
        line = error.line if isinstance(error, GateRefused) else None
        source = parts_of(text)[1].splitlines()
        shown = source[line - 1] if line and line <= len(source) else ""
        return {"problem": error.message, "code": error.code, "line": line, "shown": shown}
    failed = sum(not result.passed for result in tried.results)
    return {"compiled": tried.sql, "results": tried.results, "failed": failed, "open": uncovered(tried)}


@guarded
@require_GET
def rule_difference(request: Asked, rule_id: str, version: int) -> HttpResponse:
    """A version beside the one in use, or the one named by `?from=`."""
    at = wall_clock()
    chosen = access.rule_for(request.user, rule_id, version, at=at)
    base = _base(request, chosen, at)
    looked(request, "rule.viewed", chosen.audit_name, {"beside": base.audit_name if base else ""})
    return render(request, "matching/rule_difference.html", {"stored": chosen, **difference(base, chosen)})


def _base(request: Asked, chosen: RuleVersion, at: datetime) -> RuleVersion | None:
    named = request.GET.get("from", "")
    if named.isascii() and named.isdecimal() and len(named) < 9:
        return access.rule_for(request.user, chosen.rule_id, int(named), at=at)
    used = drafts.in_use(chosen.rule_id)
    if used is not None and used.pk != chosen.pk:
        return used
    older = RuleVersion.objects.filter(rule_id=chosen.rule_id, version__lt=chosen.version)
    return older.exclude(state="draft").order_by("-version").first()


def difference(base: RuleVersion | None, chosen: RuleVersion) -> dict[str, Any]:
    """The two versions and what is different in the text and in the cases."""
    texts = (base.text, catalogue.cases_of(base)) if base else ("", "")
    return {
        "base": base,
        "text_lines": drafts.difference(texts[0], chosen.text),
        "case_lines": drafts.difference(texts[1], catalogue.cases_of(chosen)),
    }


@guarded
@require_POST
def rule_decide(request: Asked, rule_id: str, version: str, deed: str) -> HttpResponse:
    """Approves a proposal, or returns it."""
    who: dict[str, Any] = {"rule_id": rule_id, "version": int(version), "by": request.user, "at": wall_clock()}
    deeds: dict[str, Callable[[], RuleVersion]] = {
        "approve": lambda: editor.approve_rule(**who, digest=request.POST.get("digest", "")),
        "return": lambda: editor.return_rule(**who, reason=request.POST.get("reason", "")),
    }
    decided = deeds[deed]()
    if decided.state == "draft":
        messages.success(request, _("Returned to its author."))
        return redirect("rules")
    messages.success(request, _("Approved with your name. From now on, runs use this text."))
    return redirect("rule", rule_id, version)
