"""Installations on either database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.factories.home import Home

#: Makes a home in a folder.
Make = Callable[[Path], Home]


def maker(vendor: str, request: pytest.FixtureRequest) -> Make:
    """Homes whose database is `sqlite`, or a new one in `postgresql`."""

    def make(root: Path) -> Home:
        if vendor == "sqlite":
            return Home(root)
        address = request.getfixturevalue("postgres")
        name = f"home_{uuid4().hex[:8]}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return Home(root, {"DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl()})

    return make
