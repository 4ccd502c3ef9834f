"""`mingcha begin`: areas and the three administrators of a new installation."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from mingcha.cli.house import house
from mingcha.cli.terminal import out, say
from mingcha.engine.understanding.areas import OWN_AREAS
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: The three of GB/T 22239 level 3; everybody else is opened by them in the browser.
_FIRST = ("system_administrator", "security_administrator", "auditor")


def begin(
    areas: Annotated[
        Path | None, typer.Option(help="区划表（CSV：code,name,level,parent_code），缺省为衡阳 table of areas")
    ] = None,
    area: Annotated[str, typer.Option(help="本市区划代码 code of the city")] = "4304",
) -> None:
    """首次安装：导入区划，开设三名管理员。 Areas and three administrators for a new installation."""
    house()
    from django.db import transaction

    from mingcha.accounts import operations as accounts
    from mingcha.accounts.models import User
    from mingcha.accounts.permissions import ROLES
    from mingcha.org import operations as org
    from mingcha.org import queries

    if User.objects.exists():
        raise Refused(
            "begin.done",
            Message(
                "已经有账号了。其他账号由系统管理员在网页中开设。",
                "There are accounts already. Others are opened by the system administrator in the browser.",
            ),
        )
    now = wall_clock()
    with transaction.atomic():
        org.import_areas(path=areas or OWN_AREAS, by="system", at=now)
        city = queries.get_area(area)
        for code in _FIRST:
            title, password = ROLES[code].title, secrets.token_urlsafe(12)
            user = accounts.open_account(
                username=code.replace("_administrator", ""),
                name=title.zh,
                password=password,
                must_change=True,
                by="system",
                at=now,
            )
            accounts.give_role(user=user, role=code, area=city, by="system", at=now)
            out.print(f"{user.username}  {password}  {say(title.zh, title.en)}", markup=False, soft_wrap=True)
    out.print(
        say(
            "密码只显示这一次，分别交给三个人；首次登录须更换并设置第二种鉴别方式。",
            "These passwords are shown once. Hand them to three people; each must change theirs at the first login.",
        )
    )
