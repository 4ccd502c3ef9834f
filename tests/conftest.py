"""Fixtures of several rooms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import EVERYTHING, is_alike


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second pass, on PostgreSQL, is for tests that use the database; the rule is in `tests.postgres`."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    wanted = [item for item in items if _uses_the_database(item)]
    if not os.environ.get(EVERYTHING):
        wanted = [item for item in wanted if not is_alike(item.nodeid)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(wanted)])
    items[:] = wanted


def _uses_the_database(item: pytest.Item) -> bool:
    named = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(named) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A folder that all processes of this run share, for what is dear and made once; known to children by a variable.

    From children pandas is hidden: users have none, and Arrow would spend a third of each on importing it.
    """
    from tests.factories.folder import without_pandas
    from tests.factories.home import SHARED

    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ[SHARED] = str(folder)
    paths = (str(without_pandas(folder)), os.environ.get("PYTHONPATH", ""))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return folder


@pytest.fixture(scope="session", autouse=True)
def as_a_command() -> None:
    """On PostgreSQL a test reads what a command reads; the requests that it makes read what their person may."""
    from mingcha.accounts import second_lock

    second_lock.keep_everything_open(second_lock.Reason.COMMAND)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """
    A database in which this test really commits, from as many threads as it likes; emptied afterwards.

    Use it instead of `django_db(transaction=True)`, which fails when it empties what is protected.
    """
    yield
    from mingcha.appeals.models import AppealEvent, MonthClosing, MonthLine
    from mingcha.audit.models import AuditRecord
    from mingcha.matching.models import Run
    from tests.factories.owner import appeals_log_stays, append_only, finished_runs_stay

    appeals_log_stays(False)
    for table in (AppealEvent, MonthLine, MonthClosing):
        table.objects.all()._raw_delete("default")
    appeals_log_stays(True)
    append_only(False)
    AuditRecord.objects.all().delete()
    append_only(True)
    finished_runs_stay(False)
    Run.objects.all().for_system("may be emptied now").update(state="failed")
    finished_runs_stay(True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL in which a test may make databases."""
    from tests.factories.postgres import MISSING, server

    with server() as address:
        if address is None:
            pytest.skip(MISSING)
        yield address
