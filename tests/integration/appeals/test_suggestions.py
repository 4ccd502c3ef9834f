"""Suggestions on the pages, the weekly training, and whether people agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from mingcha.appeals import access
from mingcha.appeals.models import Appeal, Category, SuggestionModel, SuggestionOutcome
from mingcha.appeals.suggesting import learning, speaking
from mingcha.audit import operations as audit
from tests.factories.appeals import AT, VILLAGE, House, accept, appeals, category, file
from tests.factories.labelled import many
from tests.factories.staff import browser


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    for room in ("desk", "appeal", "suggestions"):
        monkeypatch.setattr(f"mingcha.appeals.views.{room}.wall_clock", lambda: AT)
    speaking._loaded.clear()


def decide(house: House, count: int) -> None:
    """Decisions of the past: appeals that were dealt with."""
    from mingcha.accounts.sealed_text import sealed_for

    known = {one.code: one for one in Category.objects.all()}
    rows = [
        Appeal(
            public_id=f"{n:016x}", state="handling", state_at=AT, way="web", category=known[one.code],
            place=house.village,
            area_code=VILLAGE, filed_at=AT - timedelta(days=200, minutes=-n),
            sealed_text=sealed_for(Appeal, "sealed_text", f"{n:016x}", one.text),
        )
        for n, one in enumerate(many(count))
    ]  # fmt: skip
    Appeal.objects.all().for_system("test").bulk_create(rows)


def test_17_the_desk_reads_what_is_suggested_and_what_is_alike(house: House) -> None:
    earlier = accept(house, file(house).appeal)
    fresh = file(house, text="三组路口水泥路塌了，过不了车，危险").appeal
    html = browser(house["clerk"]).get(reverse("appeal", args=[fresh.public_id])).content.decode()
    assert "系统建议" in html and "由词表判断" in html and "可能是同一件事" in html and earlier.public_id in html
    assert "1件这样认定" in html and '<option value="road" selected>' in html
    assert browser(house["engineer"]).get(reverse("appeal", args=[fresh.public_id])).status_code == 404


def test_17_duplicates_show_nothing_that_one_may_not_see(house: House) -> None:
    file(house)
    accept(house, file(house).appeal, about=(77,))
    known: dict[str, Any] = {"area_code": VILLAGE, "at": AT}
    text = "村口到三组的水泥路塌了一块"
    seen = access.visible_appeals(house["clerk"], at=AT)
    assert len(speaking.duplicates(text, among=seen, **known)) == 2
    assert speaking.duplicates(text, among=access.visible_appeals(house["holder"], at=AT), **known) == []
    assert speaking.duplicates(text, among=seen, area_code="430422103201", at=AT) == []
    assert speaking.duplicates(text, among=seen, area_code=VILLAGE, at=AT + timedelta(days=200)) == []


def test_filing_for_somebody_shows_what_may_be_there_already(house: House) -> None:
    file(house)
    client, given = (
        browser(house["clerk"]),
        {"village": VILLAGE, "text": "村口到三组的水泥路塌了，车过不去", "spot": "三组路口"},
    )
    first = client.post(reverse("appeal_new"), given).content.decode()
    assert "可能是同一件事" in first and appeals().count() == 1
    client.post(reverse("appeal_new"), {**given, "seen": "1"})
    assert appeals().count() == 2


def test_whether_people_agreed_is_counted(house: House) -> None:
    accept(house, file(house).appeal)
    accept(house, file(house).appeal, category=category("water"))
    found = list(SuggestionOutcome.objects.order_by("pk").values_list("category", "same_category"))
    assert found == [("road", True), ("road", False)] and not SuggestionOutcome.objects.exclude(model=None).exists()
    html = browser(house["clerk"]).get(reverse("suggestions")).content.decode()
    assert "词表: 1 / 2" in html and "还没有模型" in html


def test_the_model_learns_once_a_week_and_speaks(house: House) -> None:
    assert learning.begin(AT) is None  # nothing to learn from
    decide(house, 1500)
    version = learning.begin(AT)
    assert version is not None and learning.begin(AT) is None
    assert learning.learn(version, at=AT)
    said = speaking.suggest("石桥头的路灯不亮了，晚上看不见")
    assert said.category == "power" and said.model == version.pk and said.why
    html = browser(house["clerk"]).get(reverse("suggestions")).content.decode()
    assert "1500" in html and "供电通信" in html and version.card["seen"] in html
    assert learning.begin(AT + timedelta(days=8)) is not None
    SuggestionModel.objects.filter(pk=version.pk).update(mark="0" * 64)
    speaking._loaded.clear()
    assert speaking.suggest("石桥头的路灯不亮了，晚上看不见").model is None
    assert "已停用" in browser(house["clerk"]).get(reverse("suggestions")).content.decode()


def test_a_training_without_its_record_is_none(house: House, monkeypatch: Any) -> None:
    decide(house, 400)
    version = learning.begin(AT)
    assert version is not None

    def fails(*_args: Any, **_known: Any) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        learning.learn(version, at=AT)
    assert SuggestionModel.objects.get().made_at is None and speaking.current() is None
