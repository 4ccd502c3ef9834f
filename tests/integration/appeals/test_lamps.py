"""Appeals on the list of lamps: those in the area of whoever reads, none that names what they stay away from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.appeals import AT, House, accept, file
from tests.factories.staff import browser


@pytest.fixture(autouse=True)
def now_is_then(monkeypatch: Any) -> None:
    monkeypatch.setattr("mingcha.web.lamps.wall_clock", lambda: AT)


def test_appeals_stand_on_the_list_of_lamps(house: House) -> None:
    accept(house, file(house).appeal)
    file(house)
    html = browser(house["county"]).get("/deadlines/").content.decode()
    assert "村道塌陷影响通行" in html and "村口到三组" in html and "县交通局" in html
    only = browser(house["county"]).get(f"/deadlines/?office={house.offices['roads'].pk}").content.decode()
    assert "村道塌陷影响通行" in only and "村口到三组" not in only
    assert "村道塌陷" not in browser(house["auditor"]).get("/deadlines/").content.decode()
