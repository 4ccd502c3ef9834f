"""U11: the first page says what is to do; each number equals its list, a click away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories.datasets import World, hand_in, make_world
from tests.factories.home import own_home


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    own_home(settings, tmp_path)
    return make_world()


def test_u11_each_number_equals_its_list(world: World, client: Client, tmp_path: Path) -> None:
    for number in range(3):
        path = tmp_path / f"名单{number}.csv"
        path.write_text(f"a,b\n{number},2\n", encoding="utf-8")
        upload = hand_in(world, path)
        type(upload).objects.all().for_system("set up").filter(pk=upload.pk).update(state="read")
    client.force_login(world.releaser)
    home = client.get("/")
    (todo,) = home.context["todos"]
    assert todo.count == 3 and "待放行的文件" in home.content.decode()
    assert client.get(todo.url).content.decode().count("名单") == 3


def test_u18_nothing_to_do_says_where_to_look(world: World, client: Client) -> None:
    client.force_login(world.clerk)
    assert "没有等您办理的事项" in client.get("/").content.decode()
