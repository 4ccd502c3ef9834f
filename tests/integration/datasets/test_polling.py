"""R36: what an open page asks for by itself is nobody's work: no session lives by it, no login form is its answer."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mingcha.accounts.asking import is_polled
from tests.architecture.tree import ROOT
from tests.factories.datasets import World, hand_in
from tests.factories.folder import write_folder
from tests.factories.staff import browser

pytestmark = pytest.mark.django_db
_ASKING = re.compile(r"hx-get=\"\{% url '(\w+)'[^>]*hx-trigger=\"every ")


@pytest.fixture
def row(world: World, tmp_path: Path) -> str:
    upload = hand_in(world, write_folder(tmp_path / "files") / "民政局_低保发放.csv")
    return reverse("own_row", args=[upload.pk])


def grow_older(client: Client, minutes: int) -> float:
    session = client.session
    session["seen_at"] -= minutes * 60
    session.save()
    return float(session["seen_at"])


def test_r36_polling_is_no_sign_of_life(world: World, row: str) -> None:
    client = browser(world.clerk)
    assert client.get(reverse("hand_in")).status_code == 200
    then = grow_older(client, 10)
    assert client.get(row, headers={"HX-Request": "true"}).status_code == 200
    assert client.session["seen_at"] == then
    assert client.get(reverse("hand_in")).status_code == 200
    assert client.session["seen_at"] > time.time() - 60


def test_r36_polling_alone_does_not_keep_a_session_that_saw_nothing_else(world: World, row: str) -> None:
    client = browser(world.clerk)
    assert client.get(row).status_code == 200
    session = client.session
    session["started_at"] -= 16 * 60
    session.save()
    assert client.get(row).status_code == 302


def test_r36_an_idle_page_asks_for_the_login_as_a_whole(world: World, row: str) -> None:
    client = browser(world.clerk)
    client.get(reverse("hand_in"))
    grow_older(client, 16)
    answer = client.get(row, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")
    page = client.get(reverse("hand_in"), follow=True)
    assert page.redirect_chain == [(f"/accounts/login/?next={reverse('hand_in')}", 302)]
    assert "已自动退出" in page.content.decode()


def test_r36_everything_that_pages_ask_for_by_themselves_is_polled() -> None:
    pages = [path.read_text("utf-8") for path in (ROOT / "src/mingcha").rglob("*.html")]
    asked = {name for page in pages for name in _ASKING.findall(page)}
    assert len(re.findall('hx-trigger="every ', "".join(pages))) == len(asked) == 4
    assert {name for name, view in views(get_resolver().url_patterns) if is_polled(view)} == asked


def views(patterns: list[URLPattern | URLResolver]) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for pattern in patterns:
        inner = isinstance(pattern, URLResolver)
        found += views(pattern.url_patterns) if inner else [(str(pattern.name), pattern.callback)]  # type: ignore[union-attr]
    return found
