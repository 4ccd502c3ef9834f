"""`mingcha upgrade`: the tables of this version, made by their owner."""

from __future__ import annotations

from typing import Annotated

import typer

from mingcha.cli.house import house
from mingcha.cli.terminal import out, say


def upgrade(
    role: Annotated[
        str,
        typer.Option(help="PostgreSQL：网站所用的角色，只授予读写行的权限 the role of the site, which gets rows only"),
    ] = "",
) -> None:
    """升级数据库表结构（PostgreSQL 以表的所有者运行）。 Bring the tables up to date, as their owner."""
    house()
    from django.core.management import call_command

    from mingcha.accounts.postgresql import rights

    call_command("createcachetable", verbosity=0)
    if role:
        rights.give_rows(role)
    out.print(say("数据库已是本版本。", "The database is of this version."))
