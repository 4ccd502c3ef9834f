"""Monthly bulletins: the list, the sheet to print, and the steps from draft to published."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.accounts import access as accounts
from mingcha.accounts.asking import Asked, looked, refuse
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import access, bulletins, months, operations, rate_sheets
from mingcha.appeals.forms import BulletinForm
from mingcha.appeals.views.asking import guarded
from mingcha.appeals.views.rates import rates_of
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.org import queries as org

#: By the word in the address: what is done, and what is said afterwards.
ACTS: Mapping[str, tuple[Callable[..., object], P, str]] = {
    "propose": (operations.propose_bulletin, P.APPEAL_SUPERVISE, gettext_noop("Put forward for approval.")),
    "return": (operations.return_bulletin, P.APPEAL_PUBLISH, gettext_noop("Returned to be written anew.")),
    "publish": (operations.publish_bulletin, P.APPEAL_PUBLISH, gettext_noop("The bulletin is published.")),
}
_FIELDS = dict.fromkeys(("appeal.cases", "appeal.identifier", "appeal.receipt"), "cases")
_FITS: Mapping[str, tuple[str, ...]] = {"draft": ("propose",), "proposed": ("return", "publish"), "published": ()}


@guarded
@require_http_methods(["GET", "POST"])
def bulletin_list(request: Asked) -> HttpResponse:
    """Those there are; drafting one for a closed month."""
    at, user = wall_clock(), request.user
    accounts.check_any(user, *access.BULLETIN_OPENING, at=at)
    if request.method == "POST":
        month = months.read_month(request.POST.get("month", ""), at=at)
        area = org.get_area(request.POST.get("area", ""))
        made = operations.draft_bulletin(month=month, area=area, by=user, at=at)
        return redirect("bulletin", made.number)
    found = bulletins.visible(user, at=at)
    looked(request, "bulletin.viewed", detail={"rows": len(found)})
    known = {"bulletins": [(one, months.Month(one.closing.month)) for one in found]}
    return render(request, "appeals/bulletins.html", {**known, "to_draft": bulletins.to_draft(user, at=at)})


@guarded
@require_http_methods(["GET", "POST"])
def bulletin_page(request: Asked, number: str) -> HttpResponse:
    """One of them; a draft is written on here."""
    at, user = wall_clock(), request.user
    found = access.bulletin_for(user, number, at=at)
    form = BulletinForm(request.POST if request.method == "POST" else None, initial={"cases": found.cases})
    if request.method == "POST":
        accounts.check(user, P.APPEAL_SUPERVISE, at=at, area=found.area_code)
        if form.is_valid():
            try:
                operations.write_bulletin(number=number, **form.cleaned_data, by=user, at=at)
                return redirect("bulletin", number)
            except Refused as refused:
                refuse(
                    form, refused, {"appeal.cases": "cases", "appeal.identifier": "cases", "appeal.receipt": "cases"}
                )
    sheet = bulletins.sheet_of(found)
    able = [
        act for act in _FITS[found.state]
        if accounts.can(user, ACTS[act][1], at=at, area=found.area_code)
        and not (act == "publish" and found.drafted_by_id == user.pk)
    ]  # fmt: skip
    writes = found.state == "draft" and accounts.can(user, P.APPEAL_SUPERVISE, at=at, area=found.area_code)
    known = {
        "sheet": sheet,
        "bulletin": found,
        "form": form if writes else None,
        "able": able,
        "total": rates_of(sheet.total),
        "tables": [(title, [(row, rates_of(row)) for row in rows]) for title, rows in sheet.tables],
    }
    looked(request, "bulletin.viewed", found.audit_name)
    return render(request, "appeals/bulletin.html", known)


@guarded
@require_POST
def bulletin_act(request: Asked, number: str, act: str) -> HttpResponse:
    """A step."""
    do, _need, said = ACTS[act]
    do(number=number, by=request.user, at=wall_clock())
    messages.success(request, _(said))
    return redirect("bulletin", number)


@guarded
@require_GET
def bulletin_export(request: Asked, number: str) -> HttpResponse:
    """The sheet as a workbook."""
    found = access.bulletin_for(request.user, number, at=wall_clock())
    sheet = bulletins.sheet_of(found)
    looked(request, "rates.exported", found.audit_name)
    name = f"月度通报_{found.area_code[:6]}_{sheet.month.code}.xlsx"
    return rate_sheets.sent(name, rate_sheets.of_sheet(sheet))
