"""Rule texts: drafted, tried, proposed, approved by a second person, and then run."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.audit.models import AuditRecord
from mingcha.engine.rules.frontmatter import parts_of
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.matching import catalogue, editor, rules
from mingcha.matching.models import RuleVersion
from tests.factories.matching import AT
from tests.factories.staff import COUNTY, staff
from tests.integration.matching.conftest import City

RULE = "dead_low_income"
GRACE = "values: [{since: 2000-01-01, value: 1, basis: 样本口径}]"
LONGER = "values: [{since: 2000-01-01, value: 1, basis: 样本口径}, {since: 2030-01-01, value: 2, basis: 新口径}]"


def drafted(city: City) -> RuleVersion:
    """A draft of rule 1 whose grace grows in 2030."""
    draft = editor.draft_version(rule_id=RULE, version=1, by=city["analyst"], at=AT)
    return saved(city, draft, draft.text.replace(GRACE, LONGER))


def saved(city: City, draft: RuleVersion, text: str, cases: str | None = None) -> RuleVersion:
    head, sql = parts_of(text)
    return editor.save_draft(
        rule_id=draft.rule_id,
        version=draft.version,
        head=head,
        sql=sql,
        cases=draft.cases if cases is None else cases,
        by=city["analyst"],
        at=AT,
    )


def proposed(city: City) -> RuleVersion:
    draft = drafted(city)
    return editor.propose_rule(rule_id=RULE, version=draft.version, by=city["analyst"], at=AT)


def approve(version: RuleVersion, by: User) -> RuleVersion:
    return editor.approve_rule(rule_id=version.rule_id, version=version.version, digest=version.digest, by=by, at=AT)


def state(version: RuleVersion) -> str:
    return RuleVersion.objects.get(pk=version.pk).state


def test_an_approved_text_is_what_runs(city: City) -> None:
    version = proposed(city)
    assert catalogue.library().rules[RULE].version == 1
    approve(version, city["releaser"])
    used = catalogue.library().rules[RULE]
    assert (used.version, len(used.parameters["grace_months"].values)) == (1001, 2)
    assert RuleVersion.objects.get(rule_id=RULE, version=1).state == "superseded"
    rules.suspend_rule(rule_id=RULE, version=1001, reason="误报太多", by=city["supervisor"], at=AT)
    assert RULE not in catalogue.library().rules
    actions = AuditRecord.objects.filter(subject=f"rule:{RULE}@1001").order_by("seq").values_list("action", "actor")
    analyst, releaser = city["analyst"].audit_name, city["releaser"].audit_name
    assert list(actions)[:4] == [
        ("rule.drafted", analyst),
        ("rule.saved", analyst),
        ("rule.proposed", analyst),
        ("rule.approved", releaser),
    ]
    (signed,) = AuditRecord.objects.filter(action="rule.approved")
    assert analyst in signed.detail and version.digest in signed.detail


def test_a_new_rule_begins_with_a_template_that_works(city: City) -> None:
    new = editor.draft_rule(rule_id="trip_late", title_zh="一: “二”", title_en='a: "b"', by=city["analyst"], at=AT)
    assert (new.version, new.catalogue >= 901) == (1001, True)
    editor.propose_rule(rule_id="trip_late", version=1001, by=city["analyst"], at=AT)
    approve(new, city["supervisor"])
    assert catalogue.library().rules["trip_late"].title == ("一: “二”", 'a: "b"')
    for name, code in (("trip_late", "rule.exists"), ("../x", "rule.id"), ("X", "rule.id")):
        with pytest.raises(Refused) as refused:
            editor.draft_rule(rule_id=name, title_zh="一", title_en="a", by=city["analyst"], at=AT)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("SELECT\n  person,", "SELECT\n  person,,(", "rule.syntax"),
        ("ANY_VALUE(died_on)", "MD5(died_on)", "rule.function"),
        ("FROM paid AS p", "FROM read_csv('/etc/passwd') AS p", "rule.function"),
        ("FROM paid AS p", "FROM '/etc/passwd' AS p", "rule.input"),
        ("FROM paid AS p", "FROM main.paid AS p", "rule.source"),
        ("p.payee_name,", "p.account,", "rule.column"),
        (":grace_months", ":grace", "rule.parameter"),
        ("id: dead_low_income", "id: dead_pension", "rule.names"),
        ("version: 1001", "version: 7", "rule.names"),
        ("BOOL_OR(x_arrears_alive) AS x_arrears_alive", "1 AS one", "rule.result"),
        ("COUNT(*) AS count", "COUNT(*) AS many", "rule.template"),
        ("strength: A", "strength: Z", "rule.front_matter"),
        ("catalogue: 1", "catalogue: one", "rule.front_matter"),
        ("basis: [", "basis: [[", "rule.front_matter"),
        ("core: true", "core: &a true\nx: *a", "rule.front_matter"),
        ("p.fund IN (:funds) AND", "TRUE OR", "rule.cases_fail"),
        ("COALESCE(p.members, 1) > 1", "CAST(p.remark AS INT) > 1", "rule.failed"),
    ],
)
def test_what_does_not_pass_is_not_proposed(city: City, before: str, after: str, code: str) -> None:
    draft = editor.draft_version(rule_id=RULE, version=1, by=city["analyst"], at=AT)
    assert before in draft.text
    saved(city, draft, draft.text.replace(before, after))
    with pytest.raises(Refused) as refused:
        editor.propose_rule(rule_id=RULE, version=draft.version, by=city["analyst"], at=AT)
    assert refused.value.code == code, refused.value.message
    assert state(draft) == "draft"


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        ("", "rule.no_cases"),
        ("cases: [", "rule.cases"),
        ("cases: {}", "rule.cases"),
        ("cases: [{name: a, rows: {vehicle: [{plate: x}]}}]", "rule.cases"),
        ("cases: [{name: a, rows: {payment: [{colour: x}]}}]", "rule.cases"),
        ("cases: [{name: nothing}]", "rule.cases_missing"),
    ],
)
def test_cases_that_cannot_be_run_or_leave_something_open(city: City, cases: str, code: str) -> None:
    draft = editor.draft_version(rule_id=RULE, version=1, by=city["analyst"], at=AT)
    saved(city, draft, draft.text, cases)
    with pytest.raises(Refused) as refused:
        editor.propose_rule(rule_id=RULE, version=draft.version, by=city["analyst"], at=AT)
    assert refused.value.code == code, refused.value.message


def test_a_rule_that_never_ends_is_stopped(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingcha.engine.rules.trying.SECONDS", 0.5)
    draft = editor.draft_version(rule_id=RULE, version=1, by=city["analyst"], at=AT)
    endless = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT (i + 1) % 1000 AS i FROM n),\nlate AS ("
    text = draft.text.replace("WITH late AS (", endless).replace(
        "> :grace_months", "> :grace_months + (SELECT COUNT(*) FROM n)"
    )
    saved(city, draft, text)
    with pytest.raises(Refused) as refused:
        editor.propose_rule(rule_id=RULE, version=draft.version, by=city["analyst"], at=AT)
    assert refused.value.code == "rule.failed", refused.value.message
    assert "停止" in refused.value.message.zh


def test_a_draft_is_its_authors_alone(city: City) -> None:
    draft = drafted(city)
    other = staff("second", "analyst")
    for act in (editor.propose_rule,):
        with pytest.raises(NotFound):
            act(rule_id=RULE, version=draft.version, by=other, at=AT)
    with pytest.raises(NotFound):
        editor.draft_version(rule_id=RULE, version=draft.version, by=other, at=AT)
    with pytest.raises(NotFound):
        approve(draft, city["releaser"])
    for who in ("reviewer", "supervisor", "clerk"):
        with pytest.raises(Denied):
            editor.draft_version(rule_id=RULE, version=1, by=city[who], at=AT)
        with pytest.raises(Denied):
            editor.draft_rule(rule_id="one_more", title_zh="一", title_en="a", by=city[who], at=AT)
    assert editor.draft_version(rule_id=RULE, version=1, by=other, at=AT).version == 1002


def test_r33_nobody_approves_a_rule_of_their_own(city: City) -> None:
    accounts.give_role(user=city["analyst"], role="data_releaser", area=city.areas["430400000000"], by="user:0", at=AT)
    version = proposed(city)
    with pytest.raises(Refused) as refused:
        approve(version, city["analyst"])
    assert refused.value.code == "rule.self"
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database would not have it either
        RuleVersion.objects.filter(pk=version.pk).update(approved_by=city["analyst"])
    for who in ("reviewer", "clerk", "auditor", "county"):
        with pytest.raises(Denied):
            approve(version, city[who])
    with pytest.raises(Refused) as below:
        approve(version, staff("below", "data_releaser", COUNTY))
    assert below.value.code == "rule.subordinate"
    approve(version, city["releaser"])
    with pytest.raises(Refused):  # replay
        approve(version, city["supervisor"])
    assert AuditRecord.objects.filter(action="rule.approved").count() == 1


def test_r33_what_is_signed_is_what_was_read(city: City) -> None:
    version = proposed(city)
    seen = version.digest
    back = editor.return_rule(rule_id=RULE, version=version.version, reason="口径待议", by=city["releaser"], at=AT)
    assert (back.state, back.state_reason) == ("draft", "口径待议")
    saved(city, version, version.text.replace("新口径", "另一口径"))
    editor.propose_rule(rule_id=RULE, version=version.version, by=city["analyst"], at=AT)
    with pytest.raises(Refused) as refused:
        editor.approve_rule(rule_id=RULE, version=version.version, digest=seen, by=city["releaser"], at=AT)
    assert refused.value.code == "rule.changed"
    # The author may take it back; somebody without the permission may not return it.
    with pytest.raises(Denied):
        editor.return_rule(rule_id=RULE, version=version.version, reason="不妥当的", by=city["reviewer"], at=AT)
    editor.return_rule(rule_id=RULE, version=version.version, reason="还要改改", by=city["analyst"], at=AT)


def test_an_older_text_does_not_replace_a_newer_one(city: City) -> None:
    first, second = proposed(city), proposed(city)
    approve(second, city["releaser"])
    with pytest.raises(Refused) as refused:
        approve(first, city["releaser"])
    assert refused.value.code == "rule.older"
    assert catalogue.library().rules[RULE].version == second.version


def test_an_update_does_not_undo_what_two_people_decided(city: City) -> None:
    approve(proposed(city), city["releaser"])
    RuleVersion.objects.filter(rule_id=RULE, version=1).update(version=900)  # as if the update brought version 1
    catalogue.enter_shipped(by="system", at=AT)
    assert catalogue.library().rules[RULE].version == 1001
    update = RuleVersion.objects.get(rule_id=RULE, version=1)
    assert update.state == "proposed"
    with pytest.raises(Refused) as refused:
        editor.return_rule(rule_id=RULE, version=1, reason="不需要它", by=city["releaser"], at=AT)
    assert refused.value.code == "rule.shipped"
    approve(update, city["releaser"])
    assert catalogue.library().rules[RULE].version == 1


@pytest.mark.parametrize("act", ["draft", "new", "save", "propose", "return", "approve"])
def test_nothing_happens_when_the_log_cannot_be_written(city: City, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    analyst, releaser = city["analyst"], city["releaser"]
    version = proposed(city) if act in ("return", "approve") else drafted(city)
    before = list(RuleVersion.objects.order_by("pk").values())
    numbers = {"rule_id": RULE, "version": version.version}
    acts = {
        "draft": lambda: editor.draft_version(rule_id=RULE, version=1, by=analyst, at=AT),
        "new": lambda: editor.draft_rule(rule_id="one_more", title_zh="一", title_en="a", by=analyst, at=AT),
        "save": lambda: saved(city, version, "other"),
        "propose": lambda: editor.propose_rule(**numbers, by=analyst, at=AT),  # type: ignore[arg-type]
        "return": lambda: editor.return_rule(**numbers, reason="口径待议", by=releaser, at=AT),  # type: ignore[arg-type]
        "approve": lambda: approve(version, releaser),
    }

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("mingcha.matching.editor.audit.record", fail)
    with pytest.raises(OSError, match="no room"):
        acts[act]()
    assert list(RuleVersion.objects.order_by("pk").values()) == before
