"""Fixtures of several rooms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """
    A database in which this test really commits, from as many threads as it likes; emptied afterwards.

    Use it instead of `django_db(transaction=True)`, which fails when it empties the append-only audit log.
    """
    yield
    from mingcha.audit.models import AuditRecord
    from tests.factories.owner import append_only

    append_only(False)
    AuditRecord.objects.all().delete()
    append_only(True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL in which a test may make databases."""
    from tests.factories.postgres import MISSING, server

    with server() as address:
        if address is None:
            pytest.skip(MISSING)
        yield address
