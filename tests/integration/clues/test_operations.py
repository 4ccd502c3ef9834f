"""Proposing, confirming, declining: what happens, what is refused, and nothing without its record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mingcha.accounts import operations as accounts
from mingcha.audit import operations as audit
from mingcha.audit.models import AuditRecord
from mingcha.clues import operations
from mingcha.clues.models import Clue, ClueKey, ClueSeries
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import NotFound, Refused
from mingcha.org.models import Office
from tests.factories.clues import KNOWN, House, clues, confirm, propose, verified
from tests.factories.matching import AT, digest, findings, row, run_with
from tests.factories.staff import CITY, COUNTY


def test_a_verified_finding_is_proposed(house: House) -> None:
    (number,) = verified(house, 1, named=[11, 12])
    clue = propose(house, number)
    assert (clue.state, clue.office, clue.reach, clue.signed_over) == (
        "proposed",
        house.offices["county"],
        "430421103201",
        COUNTY,
    )
    assert clue.place is not None and clue.place.name == "金兰镇" and clue.register_no is None
    assert findings().get(number=number).state == "promoted"
    assert set(ClueKey.objects.filter(clue=clue).values_list("key", flat=True)) == {11, 12}
    source = clue.sources.get()
    assert (source.kind, source.reference, len(source.content["rows"])) == ("finding", number, 2)
    assert source.content["clears"] and source.content["verdict"]["word"][0] == "查实违纪"
    assert Clock.objects.get(kind="clue", subject=clue.public_id).code == "clue_decision"
    signed = AuditRecord.objects.get(action="clue.proposed")
    assert (signed.subject, signed.actor) == (clue.audit_name, house["reviewer"].audit_name)


def test_the_source_stays_as_it_was(house: House) -> None:
    (number,) = verified(house, 1)
    clue = propose(house, number)
    run_with(house.purpose, house["analyst"], [row(1, explanation_zh="新的说法", evidence_digest=digest("new"))])
    assert clue.sources.get().content["sentence"][0] == row(1)["explanation_zh"]


def test_a_clue_is_registered_by_another(house: House) -> None:
    first, second = (propose(house, number) for number in verified(house, 1, 2))
    done = confirm(house, first, owner="reviewer", level="restricted")
    assert (done.state, done.register_no, done.level, done.owner) == (
        "registered",
        "衡阳纪线〔2026〕0001号",
        "restricted",
        house["reviewer"],
    )
    assert confirm(house, second).register_no == "衡阳纪线〔2026〕0002号"
    clocks = {c.code: c for c in Clock.objects.filter(subject=first.public_id)}
    assert (clocks["clue_decision"].state, clocks["clue_disposal"].state) == ("met", "running")
    assert f"{clocks['clue_disposal'].due_on}" == "2026-04-02"  # one month
    signed = AuditRecord.objects.get(action="clue.confirmed", subject=first.audit_name)
    assert signed.actor == house["county"].audit_name and house["reviewer"].audit_name in signed.detail
    assert "纪线" not in "".join(AuditRecord.objects.values_list("detail", flat=True))


def test_each_year_and_office_has_its_own_series(house: House) -> None:
    one, two, three = (propose(house, number) for number in verified(house, 1, 2, 3))
    confirm(house, one)
    assert confirm(house, two, at=AT + timedelta(days=365)).register_no == "衡阳纪线〔2027〕0001号"
    Clue.objects.all().for_system("test").filter(pk=three.pk).update(office=house.offices["city"])
    assert confirm(house, three, by="leader").register_no == "衡纪线〔2026〕0001号"
    assert ClueSeries.objects.count() == 3


def test_declining_gives_the_finding_back_and_leaves_no_gap(house: House) -> None:
    (number,) = verified(house, 1)
    clue = propose(house, number)
    gone = operations.decline_clue(public_id=clue.public_id, reason="证据不足", by=house["county"], at=AT)
    assert (gone.state, gone.decided_by, gone.register_no) == ("declined", house["county"], None)
    assert findings().get().state == "reviewed" and findings().get().verdict == "confirmed_misconduct"
    assert Clock.objects.get().state == "met"
    assert AuditRecord.objects.get(action="clue.declined").actor == house["county"].audit_name
    again = propose(house, number)
    assert confirm(house, again).register_no == "衡阳纪线〔2026〕0001号"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " 短 "}, "clue.title"),
        ({"title": "长" * 81}, "clue.title"),
        ({"summary": "太短"}, "clue.summary"),
        ({"summary": "身份证号430421195001010012的人仍在领取"}, "clue.identifier"),
        ({"summary": "联系电话13800138000，已经核实"}, "clue.identifier"),
        ({"level": "top"}, "clue.level"),
    ],
)
def test_what_is_written_must_be_neutral_and_whole(house: House, changed: dict[str, str], code: str) -> None:
    (number,) = verified(house, 1)
    with pytest.raises(Refused) as refused:
        propose(house, number, **changed)
    assert refused.value.code == code
    assert clues().count() == 0 and findings().get().state == "reviewed"


@pytest.mark.parametrize("verdict", ["policy_permitted", "data_error", "identity_error", "cannot_verify"])
def test_a_finding_that_was_not_confirmed_is_no_clue(house: House, verdict: str) -> None:
    (number,) = verified(house, 1, verdict=verdict)
    with pytest.raises(Refused) as refused:
        propose(house, number)
    assert refused.value.code == "finding.not_confirmed"


def test_a_finding_nobody_verified_is_no_clue(house: House) -> None:
    run_with(house.purpose, house["analyst"], [row(1)])
    with pytest.raises(Refused) as refused:
        propose(house, findings().get().number)
    assert refused.value.code == "finding.not_confirmed"


def test_a_finding_is_proposed_once(house: House) -> None:
    (number,) = verified(house, 1)
    propose(house, number)
    with pytest.raises(Refused) as refused:
        propose(house, number, by="outsider")
    assert refused.value.code == "state.forbidden"


def test_routing_climbs_past_a_commission_that_is_named(house: House) -> None:
    Office.objects.filter(pk=house.offices["county"].pk).update(unit_key=77)
    (number,) = verified(house, 1, named=[1, 77])
    clue = propose(house, number, by="outsider")
    assert (clue.office, clue.reach, clue.signed_over) == (house.offices["city"], CITY, CITY)
    for below in ("county", "deputy", "town"):
        with pytest.raises(NotFound):
            confirm(house, clue, by=below)
    # Listed apart: the people of the named commission would find a gap.
    done = confirm(house, clue, by="supervisor", owner="handler")
    assert done.register_no == f"衡纪线〔2026〕专{clue.public_id[:8]}号" and done.series is None


def test_routing_climbs_past_the_commission_of_a_named_person(house: House) -> None:
    type(house["deputy"]).objects.filter(pk=house["deputy"].pk).update(person_key=55)
    (number,) = verified(house, 1, named=[55])
    assert propose(house, number).office == house.offices["city"]


def test_without_anybody_free_of_conflict_it_is_refused_without_saying_why(house: House) -> None:
    Office.objects.all().update(unit_key=77)
    (number,) = verified(house, 1, named=[77])
    with pytest.raises(Refused) as named:
        propose(house, number, by="outsider")
    Office.objects.all().update(unit_key=None)
    for name in ("leader", "supervisor", "county", "deputy"):
        accounts.record_recusal(user=house[name], kind="kin", key=77, source="申报", by="user:0", at=AT)
    with pytest.raises(Refused) as alone:
        propose(house, number, by="outsider")
    assert named.value.code == alone.value.code == "clue.conflict"
    assert named.value.message == alone.value.message
    assert clues().count() == 0 and findings().get().state == "reviewed"


@pytest.mark.parametrize("owner", ["other", "clerk", "auditor", "analyst", "deputy"])
def test_an_owner_must_be_able_and_free_of_conflict(house: House, owner: str) -> None:
    accounts.record_recusal(user=house["deputy"], kind="kin", key=1, source="申报", by="user:0", at=AT)
    clue = propose(house, verified(house, 1, named=[1])[0])
    with pytest.raises(Refused) as refused:
        confirm(house, clue, owner=owner)
    assert refused.value.code == "clue.owner"


def test_confirming_wants_a_reason_and_a_level(house: House) -> None:
    clue = propose(house, verified(house, 1)[0])
    for changed, code in (({"reason": "好"}, "clue.reason"), ({"level": "x"}, "clue.level")):
        with pytest.raises(Refused) as refused:
            confirm(house, clue, **changed)
        assert refused.value.code == code
    with pytest.raises(Refused):
        operations.decline_clue(public_id=clue.public_id, reason=" ", by=house["county"], at=AT)


def test_who_must_stay_away_from_what_the_finding_names_by_now_does_not_confirm(house: House) -> None:
    clue = propose(house, verified(house, 1, named=[1])[0])
    run_with(house.purpose, house["analyst"], [row(1, named=[1, 2], evidence_digest=digest("more"))])
    accounts.record_recusal(user=house["county"], kind="kin", key=2, source="申报", by="user:0", at=AT)
    with pytest.raises(NotFound):
        confirm(house, clue)
    assert confirm(house, clue, by="deputy", owner="deputy").state == "registered"


ACTS = {
    "clue.proposed": lambda house, clue, number: propose(house, number),
    "clue.confirmed": lambda house, clue, number: confirm(house, clue),
    "clue.declined": lambda house, clue, number: operations.decline_clue(
        public_id=clue.public_id, reason="证据不足", by=house["county"], at=AT
    ),
}


@pytest.mark.parametrize("action", list(ACTS))
def test_when_the_log_cannot_be_written_nothing_happens(
    house: House, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    first, second = verified(house, 1, 2)
    clue = propose(house, first)
    before = _everything()
    real = audit.record

    def fail(said: str, **known: Any) -> Any:
        if said == action:
            raise OSError("no room")
        return real(said, **known)

    monkeypatch.setattr("mingcha.clues.operations.audit.record", fail)
    with pytest.raises(OSError, match="no room"):
        ACTS[action](house, clue, second)
    assert _everything() == before


def _everything() -> list[Any]:
    return [
        list(clues().order_by("pk").values("public_id", "state", "register_no", "owner")),
        list(findings().order_by("pk").values("number", "state")),
        list(Clock.objects.order_by("pk").values("subject", "code", "state")),
        list(ClueSeries.objects.values("last")),
        AuditRecord.objects.count(),
    ]


def test_the_database_itself_wants_two_people_and_whole_records(house: House) -> None:
    clue = propose(house, verified(house, 1)[0])
    stored = clues().filter(pk=clue.pk)
    for changed in (
        {"state": "registered"},
        {"state": "declined", "decided_by": house["reviewer"], "decided_at": AT},
        {"register_no": "衡阳纪线〔2026〕0009号"},
        {"serial": 4},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            stored.update(**changed)
    assert KNOWN["level"] == stored.get().level
