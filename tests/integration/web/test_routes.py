"""R25: every address has a rule. Who opens what stands here once more, written by hand, and is tried role by role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import ROLES
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals.models import PostSet
from mingcha.appeals.operations import (
    GroupFacts,
    file_appeal,
    install_categories,
    install_post_sets,
    open_group,
)
from mingcha.clues import operations as clues
from mingcha.clues.models import Clue
from mingcha.datasets.models import Upload
from mingcha.deadlines import operations as deadlines
from mingcha.deadlines.models import Promise
from mingcha.kernel.clock import wall_clock
from mingcha.matching import operations as findings
from mingcha.matching.models import Finding
from mingcha.org import operations as org
from mingcha.org.models import Area
from tests.factories import matching
from tests.factories.attached import attached_to
from tests.factories.staff import CITY, TOWN, areas, browser, staff


@dataclass(frozen=True)
class Way:
    """Who opens an address: holders of one of `needs`, only these `roles` of them; without needs whoever logged in."""

    needs: frozenset[P] = frozenset()
    roles: frozenset[str] = frozenset(ROLES)
    #: What a GET by somebody who may gives; None: it depends (a file that is not there, a step of a log-in).
    gives: int | None = 200
    outside: bool = False

    def opens_to(self, role: str) -> bool:
        """Whether a role comes in."""
        held = ROLES[role].permissions
        return role in self.roles and (not self.needs or bool(held & self.needs))


def by(*needs: P, **known: Any) -> Way:
    """A page for holders of a permission."""
    return Way(frozenset(needs), **known)


def act(*needs: P, **known: Any) -> Way:
    """A button: there is nothing to GET."""
    return Way(frozenset(needs), gives=405, **known)


INSIDE, STEP, OUTSIDE = Way(), Way(gives=None), Way(gives=None, outside=True)
_ADMINISTERING = (P.USER_MANAGE, P.GRANT_MANAGE, P.RECUSAL_MANAGE)
#: Nobody but whoever handed a file in; the analysts, who may hand in too, did not.
_OWNER = frozenset({"responder"})

WAYS: dict[str, Way] = {
    "home": INSIDE,
    "own_account": INSIDE,
    "offices": INSIDE,
    "office": INSIDE,
    "calendar": INSIDE,
    "promises": INSIDE,
    "set_language": OUTSIDE,
    "health": OUTSIDE,
    "lamps": by(P.APPEAL_READ, P.FINDING_READ, P.CLUE_READ),
    "trail": by(P.AUDIT_READ),
    "trail_verify": act(P.AUDIT_READ),
    "purposes": INSIDE,
    "purpose_new": by(P.PURPOSE_PROPOSE),
    "purpose": by(P.PURPOSE_PROPOSE, P.PURPOSE_APPROVE, P.DATASET_READ, P.DATASET_RELEASE),
    "purpose_approve": act(P.PURPOSE_APPROVE),
    "purpose_end": act(P.PURPOSE_APPROVE),
    "hand_in": by(P.DATASET_UPLOAD),
    "own_row": by(P.DATASET_UPLOAD, roles=_OWNER),
    "own_returned": by(P.DATASET_UPLOAD, roles=_OWNER, gives=None),
    "own_cancel": act(P.DATASET_UPLOAD, roles=_OWNER),
    "own_withdraw": act(P.DATASET_UPLOAD, roles=_OWNER),
    "uploads": by(P.DATASET_READ),
    "upload": by(P.DATASET_READ),
    "upload_progress": by(P.DATASET_READ),
    "upload_columns": by(P.DATASET_CONFIRM),
    "upload_lineage": by(P.DATASET_READ),
    "upload_returned": by(P.DATASET_CONFIRM, gives=None),
    "upload_act:again": act(P.DATASET_CONFIRM),
    "upload_act:cancel": act(P.DATASET_CONFIRM),
    "upload_act:confirm": act(P.DATASET_CONFIRM),
    "upload_act:release": act(P.DATASET_RELEASE),
    "upload_act:withdraw": act(P.DATASET_RELEASE),
    "findings": by(P.FINDING_READ),
    "findings_overview": by(P.FINDING_READ),
    "findings_assign": act(P.FINDING_ASSIGN),
    "findings_export": by(P.FINDING_EXPORT, gives=None),
    "findings_import": act(P.FINDING_REVIEW),
    "appeals": by(P.APPEAL_READ, P.APPEAL_HANDLE),
    "appeal_new": by(P.APPEAL_FILE),
    "transcript": by(P.APPEAL_FILE),
    "suggestions": by(P.APPEAL_READ, P.APPEAL_HANDLE),
    "appeals_export": by(P.APPEAL_READ, P.APPEAL_HANDLE, gives=None),
    "appeals_import": act(P.APPEAL_HANDLE),
    "appeals_assign": act(P.APPEAL_SUPERVISE),
    "appeals_digest": by(P.APPEAL_READ, P.APPEAL_HANDLE),
    "rates": by(P.APPEAL_READ, P.DASHBOARD_READ),
    "rates_export": by(P.APPEAL_READ, P.DASHBOARD_READ),
    "bulletins": by(P.APPEAL_READ, P.DASHBOARD_READ),
    "bulletin": by(P.APPEAL_SUPERVISE, P.APPEAL_PUBLISH, gives=None),
    "bulletin_export": by(P.APPEAL_SUPERVISE, P.APPEAL_PUBLISH, gives=None),
    "bulletin_act:propose": act(P.APPEAL_SUPERVISE),
    "bulletin_act:return": act(P.APPEAL_PUBLISH),
    "bulletin_act:publish": act(P.APPEAL_PUBLISH),
    "appeal": by(P.APPEAL_READ, P.APPEAL_HANDLE, gives=None),
    "appeal_clock": by(P.APPEAL_READ, P.APPEAL_HANDLE, gives=None),
    "appeal_act:accept": act(P.APPEAL_DESK, P.APPEAL_HANDLE),
    "appeal_act:decline": act(P.APPEAL_DESK, P.APPEAL_HANDLE),
    "appeal_act:hand_over": act(P.APPEAL_HANDLE, P.APPEAL_SUPERVISE),
    "appeal_act:answer": act(P.APPEAL_HANDLE),
    "appeal_act:check": act(P.APPEAL_SUPERVISE),
    "appeal_act:extend": act(P.APPEAL_SUPERVISE),
    "appeal_act:publish": act(P.APPEAL_PUBLISH),
    "appeal_act:hide": act(P.APPEAL_PUBLISH),
    "appeal_act:lead_away": act(P.APPEAL_DESK, P.APPEAL_SUPERVISE),
    "appeal_act:share": act(P.APPEAL_HANDLE),
    "appeal_act:share_answer": act(P.APPEAL_HANDLE),
    "appeal_act:share_end": act(P.APPEAL_HANDLE, P.APPEAL_SUPERVISE),
    "appeal_act:merge": act(P.APPEAL_DESK),
    "appeal_act:unmerge": act(P.APPEAL_DESK),
    "appeal_act:split": act(P.APPEAL_DESK),
    "appeal_act:peer": act(P.APPEAL_SUPERVISE),
    "appeal_act:note": act(P.APPEAL_HANDLE, P.APPEAL_SUPERVISE),
    "appeal_act:card": act(P.APPEAL_SUPERVISE),
    "appeal_act:explain": act(P.APPEAL_HANDLE),
    "appeal_file": by(P.APPEAL_READ, P.APPEAL_HANDLE, gives=None),
    "appeal_cards": by(P.APPEAL_READ, P.APPEAL_HANDLE),
    "appeal_digest": by(P.APPEAL_READ, P.APPEAL_HANDLE),
    "village_support": OUTSIDE,
    "routes": by(P.ROUTE_MANAGE),
    "route_area": by(P.ROUTE_MANAGE),
    "groups": by(P.GROUP_PATROL),
    "group_new": by(P.GROUP_MANAGE),
    "group_vacancies": by(P.GROUP_MANAGE),
    "groups_import": by(P.GROUP_MANAGE),
    "groups_marked": act(P.GROUP_MANAGE),
    "groups_export": by(P.GROUP_MANAGE),
    "post_sets": by(P.ROUTE_MANAGE),
    "post_set": by(P.ROUTE_MANAGE),
    "patrol": by(P.GROUP_PATROL),
    "patrol_own": by(P.GROUP_PATROL),
    "patrol_plan": by(P.GROUP_MANAGE),
    "group": by(P.GROUP_PATROL),
    "group_edit": by(P.GROUP_MANAGE),
    "group_close": act(P.GROUP_MANAGE),
    "group_post": by(P.GROUP_MANAGE),
    "group_post_leave": act(P.GROUP_MANAGE),
    "group_page": OUTSIDE,
    "group_qr": OUTSIDE,
    "group_poster": OUTSIDE,
    "appeal_track": OUTSIDE,
    "village": OUTSIDE,
    "village_file": OUTSIDE,
    "clues": by(P.CLUE_READ),
    "clue_propose": by(P.CLUE_PROPOSE, gives=None),
    "clue_of_finding": by(P.CLUE_READ, gives=None),
    "clue": by(P.CLUE_READ, gives=None),
    "clue_clock": by(P.CLUE_READ, gives=None),
    "clue_confirm": act(P.CLUE_CONFIRM),
    "clue_decline": act(P.CLUE_CONFIRM),
    "findings_release": act(P.FINDING_ASSIGN),
    "finding": by(P.FINDING_READ),
    "finding_clock": by(P.FINDING_READ, gives=None),
    "finding_graph": by(P.FINDING_READ),
    "finding_file": by(P.FINDING_READ),
    "finding_verdict": act(P.FINDING_REVIEW),
    "finding_comment": act(P.FINDING_READ),
    "finding_assign": act(P.FINDING_ASSIGN),
    "finding_unmask": act(P.IDENTITY_UNMASK),
    "runs": by(P.RUN_READ),
    "run_plan": by(P.RUN_START),
    "run": by(P.RUN_READ),
    "run_progress": by(P.RUN_READ),
    "run_cancel": act(P.RUN_START),
    "rules": by(P.RULE_READ),
    "rule": by(P.RULE_READ),
    "rule_new": by(P.RULE_WRITE),
    "rule_draft": act(P.RULE_WRITE),
    "rule_edit": by(P.RULE_WRITE, gives=None),
    "rule_rehearsal": by(P.RULE_READ),
    "rule_told": act(P.RULE_WRITE),
    "rule_difference": by(P.RULE_READ),
    "rule_decide:approve": act(P.RULE_APPROVE),
    "rule_decide:return": act(P.RULE_APPROVE),
    "rule_act:suspend": act(P.RULE_APPROVE),
    "rule_act:reinstate": act(P.RULE_APPROVE),
    "areas_import": by(P.AREA_MANAGE),
    "areas_confirm": act(P.AREA_MANAGE),
    "areas_marked": act(P.AREA_MANAGE),
    "people": by(*_ADMINISTERING),
    "person_new": by(P.USER_MANAGE),
    "person": by(*_ADMINISTERING),
    "person_act:close": act(P.USER_MANAGE),
    "person_act:password": act(P.USER_MANAGE),
    "person_act:factor": act(P.GRANT_MANAGE),
    "grant_give": by(P.GRANT_MANAGE),
    "grant_end": act(P.GRANT_MANAGE),
    "recusal_add": by(P.RECUSAL_MANAGE),
    "recusal_end": by(P.RECUSAL_MANAGE),
    "office_new": by(P.OFFICE_MANAGE),
    "office_change:close": by(P.OFFICE_MANAGE),
    "office_change:post": by(P.OFFICE_MANAGE),
    "office_change:absence": by(P.OFFICE_MANAGE),
    "duty_assign": by(P.OFFICE_MANAGE),
    "duty_act:duties": act(P.OFFICE_MANAGE),
    "duty_act:posts": act(P.OFFICE_MANAGE),
    "calendar_day": by(P.CALENDAR_MANAGE),
    "calendar_publish": by(P.CALENDAR_MANAGE),
    "promise_change": by(P.DEADLINE_MANAGE),
    "clock": STEP,
    "outbox": by(P.SYSTEM_OPERATE),
    "outbox_again": act(P.SYSTEM_OPERATE),
    "api_keys": by(P.SYSTEM_OPERATE),
    "api_key_revoke": act(P.SYSTEM_OPERATE),
    "open311_schema": OUTSIDE,
    "open311_discovery": OUTSIDE,
    "open311_services": OUTSIDE,
    "open311_service": OUTSIDE,
    "open311_requests": OUTSIDE,
    "open311_request": OUTSIDE,
    "open311_token": OUTSIDE,
    "open311_nowhere": OUTSIDE,
    "callback_mp": OUTSIDE,
    "callback_kf": OUTSIDE,
    "callback_wecom": OUTSIDE,
    "callback_robot": OUTSIDE,
    "account_login": OUTSIDE,
    "account_inactive": OUTSIDE,
    "mfa_authenticate": OUTSIDE,
    "account_logout": STEP,
    "account_reauthenticate": STEP,
    "account_change_password": STEP,
    "mfa_index": STEP,
    "mfa_reauthenticate": STEP,
    "mfa_activate_totp": STEP,
    "mfa_deactivate_totp": STEP,
    "mfa_view_recovery_codes": STEP,
    "mfa_generate_recovery_codes": STEP,
    "mfa_download_recovery_codes": STEP,
    "mfa_list_webauthn": STEP,
    "mfa_add_webauthn": STEP,
    "mfa_reauthenticate_webauthn": STEP,
    "mfa_remove_webauthn": STEP,
    "mfa_edit_webauthn": STEP,
}
#: Steps of a log-in change the session they are tried with.
_LOGGED_OUT = ("account_logout",)


def routes(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all addresses, namespaces in front."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            prefix = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from (prefix + name for name in routes(pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_r25_every_address_is_declared() -> None:
    assert sorted(set(routes())) == sorted({name.partition(":")[0] for name in WAYS})


@pytest.fixture
def addresses(db: None, tmp_path: Path, settings: Any) -> dict[str, str]:
    """One address for every line of the table, with records behind it in the city where all roles are given."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    settings.MFA_REQUIRED = False
    known = records()
    found = {}
    for line in WAYS:
        name, _, deed = line.partition(":")
        found[line] = (
            reverse(name, args=known.get(line, known.get(name, ())) or ()) if not deed else deed_of(line, known)
        )
    return found


def deed_of(line: str, known: dict[str, tuple[Any, ...]]) -> str:
    """The address of one deed of several at one name."""
    name, _, deed = line.partition(":")
    if name == "appeal_act":
        return reverse(name, args=(*known["appeal"], deed))
    if name == "bulletin_act":
        return reverse(name, args=(*known["bulletin"], deed))
    if name == "duty_act":
        return reverse(name, kwargs={"kind": deed, "record_id": known[line][0]})
    label = {"upload_act": "upload_id", "person_act": "account_id", "office_change": "office_id"}.get(name)
    if label is None:
        return reverse(name, kwargs={"rule_id": known["rule"][0], "version": known["rule"][1], "deed": deed})
    return reverse(name, kwargs={label: known[name][0], "deed": deed})


def records() -> dict[str, tuple[Any, ...]]:
    """Arguments of every address that takes some."""
    at, city = wall_clock(), areas()[CITY]
    office = org.open_office(name_zh="民政局", kind="department", area=city, by="system", at=at)
    people = {role: staff(role, role, CITY, office=office if role == "responder" else None) for role in ROLES}
    purpose = matching.purpose_of(people["analyst"], people["city_supervisor"])
    run = matching.run_with(purpose, people["analyst"], [matching.row(n) for n in (1, 2, 3)])
    (finding, *verified), rule = matching.findings().order_by("pk"), ("dead_low_income", 1)
    upload = _upload(people["responder"], purpose.pk)
    target = staff("target", "duty_holder", CITY)
    fact = accounts.record_recusal(user=target, kind="kin", key=7, source="register", by="user:0", at=at)
    post = org.open_post(office=office, title_zh="值班", by="system", at=at)
    deadlines.install_promises(by="system", at=at)
    clue, proposable = _clue(verified[0], people["reviewer"], city), _judged(verified[1], people["reviewer"])
    one, other = (upload.pk,), (finding.number,)
    known: dict[str, tuple[Any, ...]] = dict.fromkeys((n for n in WAYS if n.startswith(("upload_", "own_"))), one)
    known |= dict.fromkeys((n for n in WAYS if n.startswith("finding_")), other)
    known |= dict.fromkeys((n for n in WAYS if n.startswith("clue")), other) | {"clues": ()}
    known |= {"own_account": (), "upload": one, "upload_act": one, "finding": other, "rule": rule}
    known |= dict.fromkeys(("rule_draft", "rule_edit", "rule_rehearsal", "rule_told", "rule_difference"), rule)
    known |= dict.fromkeys(("purpose", "purpose_approve", "purpose_end", "run_plan"), (purpose.pk,))
    known |= dict.fromkeys(("run", "run_progress", "run_cancel"), (run.pk,))
    known |= dict.fromkeys(("person", "person_act", "grant_give", "recusal_add"), (target.pk,))
    known |= {"grant_end": (target.grants.get().pk,), "recusal_end": (fact.pk,), "office_new": (CITY,)}
    known |= {"office": (office.pk,), "office_change": (office.pk,), "duty_assign": (post.pk,)}
    known |= {
        "duty_act:posts": (post.pk,),
        "duty_act:duties": (1,),
        "promise_change": (Promise.objects.earliest("code").code,),
        "clock": (1,),
    }
    known |= dict.fromkeys(("clue", "clue_clock", "clue_confirm", "clue_decline"), (clue.public_id,))
    install_categories(by="system", at=at)
    town = Area.objects.get(code=TOWN)
    appeal = file_appeal(way="web", area=town, text="三组路口的路塌了。", by="public", at=at).appeal
    known |= dict.fromkeys(("appeal", "appeal_clock"), (appeal.public_id,))
    known |= {"appeal_file": (appeal.public_id, "0" * 16), "village_support": (TOWN, appeal.public_id)}
    known |= dict.fromkeys(("bulletin", "bulletin_export"), ("0" * 16,))
    known |= dict.fromkeys(("village", "village_file", "route_area"), (TOWN,))
    known |= _group(Area.objects.create(code=f"{TOWN[:9]}201", name="金兰村", level="village", parent=town))
    known["finding_file"] = (proposable, attached_to(verified[1].reviews.get().audit_name, people["reviewer"]).number)
    known |= dict.fromkeys(("callback_mp", "callback_kf", "callback_wecom", "callback_robot"), ("nobody",))
    known |= dict.fromkeys(("outbox_again", "api_key_revoke"), ("0" * 16,))
    known |= dict.fromkeys(("open311_discovery", "open311_services", "open311_requests"), ("json",))
    known |= {"open311_service": ("road", "json"), "open311_nowhere": ("v1/",)}
    known |= dict.fromkeys(("open311_request", "open311_token"), (appeal.public_id, "json"))
    known |= {"clue_of_finding": (verified[0].number,), "clue_propose": (proposable,)}
    return known | {"mfa_remove_webauthn": (1,), "mfa_edit_webauthn": (1,)}


def _group(village: Area) -> dict[str, tuple[Any, ...]]:
    """A group of a village, and one of its posts."""
    install_post_sets(by="system", at=wall_clock())
    of = PostSet.objects.get(code="five")
    facts = GroupFacts("金兰村监督服务群", "wechat", of)
    group = open_group(area=village, facts=facts, by="system", at=wall_clock())
    names = ("group", "group_edit", "group_close", "group_page", "group_qr", "group_poster")
    post = (group.code, group.posts.earliest("pk").pk)
    known: dict[str, tuple[Any, ...]] = dict.fromkeys(names, (group.code,))
    return known | {"group_post": post, "group_post_leave": post, "post_set": (of.pk,)}


def _judged(finding: Finding, by: User) -> str:
    """The number of a finding that was verified as true."""
    findings.record_verdict(
        number=finding.number,
        verdict="confirmed_misconduct",
        note="已入户核实",
        evidence_digest=finding.evidence_digest,
        by=by,
        at=wall_clock(),
    )
    return finding.number


def _clue(finding: Finding, by: User, city: Area) -> Clue:
    """A proposal that waits for its second signature."""
    org.open_office(name_zh="市纪委监委", kind="city_commission", area=city, by="system", at=wall_clock())
    said = {"title": "低保疑点", "summary": "亡故之后仍有低保发放。", "level": "general"}
    return clues.propose_clue(number=_judged(finding, by), **said, by=by, at=wall_clock())


def _upload(clerk: User, purpose: int) -> Upload:
    """A file that was read, as far as the register of files goes."""
    now = wall_clock()
    assert clerk.office is not None
    known: dict[str, Any] = {"name": "低保.csv", "read_as": "低保.csv", "size": 1, "content": "0" * 64, "state": "read"}
    known |= {"uploaded_by": clerk, "uploaded_at": now, "state_at": now, "office": clerk.office}
    return Upload.objects.create(purpose_id=purpose, area=clerk.office.area, **known)


def tried(client: Client, line: str, address: str, dead: set[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Method and status of GET and POST; `dead` learns which of them an address does not know, whoever asks."""
    for method in ("GET", "POST"):
        if (line, method) not in dead:
            status = client.generic(method, address).status_code
            if status == 405:
                dead.add((line, method))
            yield method, status


def test_r25_matrix(addresses: dict[str, str]) -> None:
    """Every address by every role, GET and POST: nobody comes in who should not; each page opens to whom it may."""
    wrong: list[str] = []
    dead: set[tuple[str, str]] = set()
    for role in ROLES:
        client = browser(User.objects.get(username=role))
        client.raise_request_exception = False
        for line, way in WAYS.items():
            if line in _LOGGED_OUT:
                continue
            if not way.opens_to(role):
                came = tried(client, line, addresses[line], dead)
                wrong += [f"{role} {method} {line}: {got}" for method, got in came if got not in (403, 404, 405)]
            elif way.gives != 405:
                answer = client.get(addresses[line])
                # The files alone: to close the answer would close the database.
                for close in vars(answer)["_resource_closers"]:
                    close()
                got = answer.status_code
                if got in (403, 500) or way.gives not in (None, got):
                    wrong.append(f"{role} GET {line}: {got} instead of {way.gives}")
    assert wrong == []


def test_r25_nobody_comes_in_without_logging_in(addresses: dict[str, str]) -> None:
    wrong = []
    for line, way in WAYS.items():
        for method in ("get", "post"):
            answer = getattr(Client(raise_request_exception=False), method)(addresses[line])
            entered = answer.status_code == 200 and "/accounts/login/" not in answer.get("HX-Redirect", "")
            if not way.outside and (entered or answer.status_code >= 500):
                wrong.append(f"{method} {line}: {answer.status_code}")
    assert wrong == []
