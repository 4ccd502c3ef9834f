"""Second opinions, telling, cards, notes, and wiping: each once as it should go and once for each refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from mingcha.accounts.sealed_text import SealedTextField, text_of
from mingcha.appeals import access, intake, jobs, operations, queries
from mingcha.appeals.models import Card, CardRule, Petitioner, PublicVersion
from mingcha.appeals.plain import BYTES, fitted
from mingcha.audit.models import AuditRecord
from mingcha.channels import operations as channels
from mingcha.channels.kinds import Came, Channel, Kind
from mingcha.channels.models import OutboundMessage
from mingcha.kernel.errors import Denied, NotFound, Refused
from tests.factories.appeals import AT, VILLAGE, House, accept, answer, category, check, file, now
from tests.factories.channels import ACCOUNTS
from tests.integration.appeals.stopping import full_disk, running, stopped

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def review(house: House, appeal: Any, by: str = "county", agreed: bool = True, **known: Any) -> Any:
    given = {"reason": "规划期内无资金", "at": AT + 2 * DAY, **known}
    return operations.review_infeasible(public_id=appeal.public_id, agreed=agreed, by=house[by], **given)


def test_not_feasible_counts_when_somebody_of_another_office_agrees(house: House) -> None:
    filed = file(house)
    appeal = accept(house, filed.appeal)
    with stopped(Refused, "peer.none"):
        review(house, appeal)
    answer(house, appeal, outcome="infeasible", text="该路段已列入明年计划，今年无资金。")
    with stopped(Refused, "appeal.peer"):
        check(house, appeal)
    with pytest.raises(NotFound):
        review(house, appeal, by="engineer")
    with stopped(Refused, "appeal.reason"):
        review(house, appeal, reason="同")
    review(house, appeal)
    with stopped(Refused, "peer.none"):
        review(house, appeal)
    with stopped(Refused, "appeal.peer"):
        check(house, appeal, by="county")  # not the same person twice
    assert check(house, appeal).state == "explained"


def test_no_second_opinion_within_the_office_that_answered(house: House) -> None:
    appeal = accept(house, file(house).appeal, about=(77,))
    answer(house, appeal, by="clerk", outcome="infeasible", text="该路段已列入明年计划。")
    with stopped(Denied, "appeal.party"):
        review(house, appeal, by="second")


def test_not_agreed_goes_back_one_level_up(house: House, monkeypatch: Any) -> None:
    appeal = accept(house, file(house).appeal)
    answer(house, appeal, outcome="infeasible", text="该路段已列入明年计划，今年无资金。")
    with full_disk(monkeypatch, "appeal.peer_reviewed"):
        review(house, appeal, agreed=False)
    assert now(appeal).state == "answered"
    review(house, appeal, agreed=False)
    assert (now(appeal).state, now(appeal).level, set(running(appeal))) == ("handling", 1, {"appeal_redo"})


def _over_kf(settings: Any) -> Any:
    settings.CHANNELS = [
        *({**account, "area": VILLAGE} for account in ACCOUNTS),
        {"channel": "webhook", "name": "village-group", "url": "https://example.org/send?key=k", "area": VILLAGE},
        {"channel": "webhook", "name": "elsewhere", "url": "https://example.org/send?key=l", "area": "430422000000"},
    ]
    came = Came(Channel.KF, "help", "1", "wm1", Kind.TEXT, AT, "村口到三组的水泥路塌了一块。", chat="wk1")
    channels.receive(came=came, at=AT)
    intake.take_in(AT)
    return access


def test_one_act_answers_everywhere(house: House, settings: Any) -> None:
    _over_kf(settings)
    appeal = Petitioner.objects.get().appeal
    appeal = now(appeal)
    accept(house, appeal)
    answer(house, appeal, text="已重新浇筑路面，恢复通行。" * 120)
    before = OutboundMessage.objects.count()
    check(house, appeal)
    (told,) = OutboundMessage.objects.filter(key__startswith="reply:")
    body = text_of(told, "sealed_body")
    assert OutboundMessage.objects.count() == before + 1 and len(body.encode()) <= BYTES
    assert body.startswith("您反映的事项已办理") and "恢复通行。\n凭查询码" in body
    known: dict[str, Any] = {"public_id": appeal.public_id, "by": house["publisher"]}
    operations.publish_appeal(**known, text="三组路口路面塌陷", answer="已重新浇筑。", at=AT + 4 * DAY)
    operations.publish_appeal(**known, text="三组路口的路面塌陷", answer="已重新浇筑。", at=AT + 4 * DAY)
    (group,) = OutboundMessage.objects.filter(channel=Channel.WEBHOOK)
    assert group.account == "village-group"
    assert text_of(group, "sealed_body") == "【金兰村】三组路口路面塌陷\n办理结果：已重新浇筑。"


def test_who_left_a_telephone_gets_a_notice_without_a_word_of_it(house: House, settings: Any) -> None:
    settings.CHANNELS = [
        {"channel": "sms", "name": "gate", "url": "https://example.org", "key": "k", "template": {"a": "b"}}
    ]
    appeal = accept(house, file(house, contact="138 0000 0000").appeal)
    answer(house, appeal)
    check(house, appeal)
    (told,) = OutboundMessage.objects.all()
    assert (told.notice, told.to) == ("answer_ready", "13800000000") and "路" not in told.body


@pytest.mark.parametrize("text", ["好" * 900, "第一句。" * 300, "a" * 3000, "短。"])
@pytest.mark.parametrize("tail", ["", "https://x.example/s/track/"])
def test_what_is_told_fits_and_ends_with_a_sentence(text: str, tail: str) -> None:
    said = fitted("头", text, tail)
    assert len(said.encode()) <= BYTES and said.startswith("头\n") and said.endswith(tail)
    assert said.removesuffix(f"\n{tail}" if tail else "")[-1] in "。…"


def test_publishing_again_begins_with_the_last_words_and_every_version_stays(house: House, monkeypatch: Any) -> None:
    from mingcha.appeals.views.acts import form_of

    appeal = accept(house, file(house).appeal)
    for text in ("三组路口路面塌陷", "三组路口的路面塌陷"):
        operations.publish_appeal(public_id=appeal.public_id, text=text, by=house["publisher"], at=AT + DAY)
    assert list(PublicVersion.objects.values_list("text", flat=True)) == ["三组路口路面塌陷", "三组路口的路面塌陷"]
    form = form_of("publish", appeal, house["publisher"], at=AT)
    assert form["text"].value() == "三组路口的路面塌陷"
    monkeypatch.setattr("mingcha.appeals.views.appeal.wall_clock", lambda: AT)
    operations.hide_appeal(public_id=appeal.public_id, by=house["publisher"], at=AT + DAY)
    assert not PublicVersion.objects.filter(until=None).exists()


def test_cards_by_hand_and_their_explanation(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    known: dict[str, Any] = {
        "public_id": appeal.public_id,
        "reason": "三天没有进展",
        "by": house["clerk"],
        "at": AT + DAY,
    }
    card = operations.give_card(**known, colour="red")
    with stopped(Refused, "card.exists"):
        operations.give_card(**known, colour="red")
    with stopped(Refused, "card.colour"):
        operations.give_card(**known, colour="green")
    with pytest.raises(NotFound):
        operations.give_card(**{**known, "by": house["engineer"]}, colour="blue")
    told: dict[str, Any] = {"public_id": appeal.public_id, "text": "因连续降雨无法施工，周五完成。", "at": AT + DAY}
    with stopped(Denied, "appeal.task"):
        operations.explain_card(**told, card=card.pk, by=house["county"])
    with stopped(NotFound, "card.unknown"):
        operations.explain_card(**told, card=0, by=house["engineer"])
    operations.explain_card(**told, card=card.pk, by=house["engineer"])
    with stopped(Refused, "card.explained"):
        operations.explain_card(**told, card=card.pk, by=house["engineer"])
    answer(house, appeal)
    check(house, appeal)
    with stopped(Refused, "card.over"):
        operations.give_card(**{**known, "colour": "blue"})


def test_which_card_is_configuration_with_its_basis(house: House) -> None:
    known: dict[str, Any] = {"promise": "appeal_accept", "level": 1, "at": AT}
    with stopped(Denied, "permission.missing"):
        operations.set_card_rule(**known, colour="yellow", citation="县办法", by=house["county"])
    for code, changed in (
        ("card.colour", {"colour": "green"}),
        ("card.level", {"level": 0}),
        ("promise.no_citation", {"citation": " "}),
    ):
        with stopped(Refused, code):
            operations.set_card_rule(**{**known, "colour": "", "citation": "办法", **changed}, by=house["city"])
    operations.set_card_rule(**known, colour="yellow", citation="本县办法第三条", by=house["city"])
    operations.set_card_rule(**known, colour="", citation="本县办法第四条", by=house["city"])
    assert CardRule.objects.count() == 2
    appeal = file(house).appeal
    from mingcha.deadlines import jobs as deadlines

    deadlines.tick(AT + 13 * HOUR)
    jobs.tick(AT + 23 * HOUR)
    assert now(appeal).level == 1 and not Card.objects.exists()
    deadlines.tick(AT + 24 * HOUR)
    jobs.tick(AT + 24 * HOUR)
    assert "颍州" in Card.objects.get(colour="red").citation


def test_one_digest_a_morning_without_words(house: House, settings: Any) -> None:
    with stopped(Refused, "digest.channel"):
        operations.set_digest(channel="email", to="a@example.org", by=house["clerk"], at=AT)
    settings.CHANNELS = [{"channel": "email", "name": "mail", "sender": "mingcha@example.org"}]
    operations.set_digest(channel="email", to="a@example.org", by=house["clerk"], at=AT)
    assert jobs.tick(AT).digests == 0  # nothing waits
    file(house)
    assert [jobs.tick(AT + minute * timedelta(minutes=1)).digests for minute in range(3)] == [1, 0, 0]
    assert jobs.tick(AT + 3 * HOUR).digests == 0
    sent = OutboundMessage.objects.get()
    assert sent.body.startswith("您有1件诉求待办") and "路" not in sent.body
    operations.set_digest(channel="email", to="", by=house["clerk"], at=AT)
    assert jobs.tick(AT + DAY).digests == 0


def test_notes_of_the_work(house: House, monkeypatch: Any) -> None:
    appeal = accept(house, file(house).appeal)
    known: dict[str, Any] = {"public_id": appeal.public_id, "by": house["engineer"], "at": AT + DAY}
    note = operations.note_work(**known, kind="cost", text="水泥和人工费用", cost=1_234_50)
    assert note.text == "水泥和人工费用" and "水泥" not in note.sealed_text
    for code, changed in (
        ("note.kind", {"kind": "extension"}),
        ("note.cost", {"cost": 5}),
        ("note.cost", {"kind": "cost"}),
        ("note.files", {"kind": "before"}),
        ("appeal.text", {"text": "好"}),
    ):
        with stopped(Refused, code):
            operations.note_work(**{**known, "kind": "visit", "text": "到现场看过了", **changed})
    with stopped(Denied, "appeal.task"):
        operations.note_work(**{**known, "by": house["publisher"]}, kind="visit", text="到现场看过了")
    with full_disk(monkeypatch, "appeal.noted"):
        operations.note_work(**known, kind="visit", text="到现场看过了")
    assert appeal.notes.count() == 1


def test_more_time_is_said_in_its_unit(house: House) -> None:
    urgent = accept(house, file(house).appeal, urgent=True)
    assert queries.unit_of(urgent) == "小时" and queries.unit_of(accept(house, file(house).appeal)) == "日"
    due = running(urgent)["appeal_urgent"]
    operations.extend_time(public_id=urgent.public_id, amount=2, reason="等待材料", by=house["clerk"], at=AT + 2 * HOUR)
    assert running(urgent)["appeal_urgent"] == due + 2 * HOUR


def test_leading_away_leaves_no_word_anywhere(house: House) -> None:
    word = "某某冒领"
    filed = file(house, said_no_allegation=True, text=f"会计{word}我家补贴，请查。", spot=word)
    appeal = accept(house, filed.appeal, summary=f"{word}一事")
    known: dict[str, Any] = {"public_id": appeal.public_id, "at": AT + 2 * HOUR}
    operations.hand_over(**known, category=category("power"), reason=f"{word}不归我们", by=house["engineer"])
    operations.hand_over(**known, category=category("road"), reason=f"{word}归你们", by=house["clerk"])
    operations.ask_share(**known, post=house.posts["county"], what=f"{word}请核实", by=house["engineer"])
    operations.note_work(**known, kind="visit", text=f"{word}到过现场", by=house["engineer"])
    operations.give_card(**known, colour="blue", reason=f"{word}没有进展", by=house["city"])
    card = Card.objects.get()
    text = f"{word}需要更多时间才能答复"
    operations.explain_card(**known, card=card.pk, text=text, by=house["engineer"])
    operations.extend_time(**known, amount=1, reason=f"{word}要查", by=house["city"])
    operations.publish_appeal(**known, text=f"{word}公开", by=house["publisher"])
    operations.publish_appeal(**known, text=f"{word}再公开", by=house["publisher"])
    other = accept(house, file(house).appeal)
    operations.merge_appeal(**known, into=other.public_id, reason=f"{word}相同", by=house["city"])
    operations.unmerge_appeal(**known, reason=f"{word}不同", by=house["city"])
    answer(house, appeal, text=f"{word}已经查过了", by="engineer")
    check(house, appeal, by="city", note=f"{word}属实")
    who = access.petitioner_for(filed.code or "")
    operations.rate_reply(petitioner=who, grade="unsatisfied", reason=f"{word}不满意", at=AT + 4 * DAY)
    assert word in _all_words()
    operations.lead_away(public_id=appeal.public_id, by=house["city"], at=AT + 5 * DAY)
    assert word not in _all_words()


def test_leading_a_part_away_wipes_what_was_written_and_the_rest_goes_on(house: House) -> None:
    appeal = accept(house, file(house, said_no_allegation=True, text="路塌了。另外会计某某冒领补贴。").appeal)
    known: dict[str, Any] = {"category": category("other"), "kind": "complaint", "at": AT + 2 * HOUR}
    part = operations.split_appeal(
        public_id=appeal.public_id, summary="另一件事情", reason="两件不同的事", by=house["clerk"], **known
    )
    other = accept(house, file(house).appeal)
    operations.merge_appeal(
        public_id=other.public_id, into=part.public_id, reason="同一事项", by=house["county"], at=AT + 3 * HOUR
    )
    operations.lead_away(public_id=part.public_id, by=house["clerk"], at=AT + DAY)
    assert (now(appeal).state, now(appeal).sealed_text, now(part).state) == ("handling", "", "led_away")
    assert now(other).state == "handling" and running(other)
    assert "某某冒领" not in _all_words()


def _all_words() -> str:
    """Every text of the room, of the clocks and of the trail, sealed ones opened."""
    said = [str(record.detail) for record in AuditRecord.objects.all()]
    for label in ("appeals", "deadlines"):
        for model in apps.get_app_config(label).get_models():
            manager: Any = model._default_manager
            rows = manager.all().for_system("test") if hasattr(manager.all(), "for_system") else manager.all()
            for row in rows:
                for field in model._meta.concrete_fields:
                    value = getattr(row, field.attname)
                    if isinstance(value, str):
                        said.append(text_of(row, field.name) if isinstance(field, SealedTextField) else value)
    return "\n".join(said)
