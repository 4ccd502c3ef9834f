"""Opening the house: Django set up, the database up to date, pages translated and their files in place."""

from __future__ import annotations

import os
from pathlib import Path

from mingcha.accounts import second_lock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def house(*, upgrade: bool = True) -> None:
    """
    Django, its database brought up to date unless told otherwise. Called by the commands that need it: the others
    start without it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.settings.base")
    import django
    from django.conf import settings
    from django.core.management import call_command

    from mingcha.web.translations import compile_catalogues

    compile_catalogues(settings.LOCALE_PATHS[0])  # before Django loads the first one, which it keeps
    django.setup()
    second_lock.keep_everything_open(second_lock.Reason.COMMAND)
    if upgrade:
        call_command("migrate", verbosity=0)


def enter_shipped() -> None:
    """The rules, promises, categories and sets of posts that come with this version; what is there already stays."""
    from mingcha.appeals.operations import install_categories, install_post_sets
    from mingcha.audit.operations import SYSTEM
    from mingcha.deadlines.operations import install_promises
    from mingcha.kernel.clock import wall_clock
    from mingcha.matching import catalogue

    catalogue.enter_shipped(by=SYSTEM, at=wall_clock())
    install_promises(by=SYSTEM, at=wall_clock())
    install_categories(by=SYSTEM, at=wall_clock())
    install_post_sets(by=SYSTEM, at=wall_clock())


def furnish() -> None:
    """Everything that serving needs beside the database. Refused (`web.vendor`) without the front-end packages."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    if finders.find("vendor/tabler.min.css") is None:
        raise Refused(
            "web.vendor",
            Message(
                "缺少页面组件（Tabler、ECharts）。请用 ./run serve 启动，它会自动获取。",
                "The front-end packages (Tabler, ECharts) are missing. Start with ./run serve, which fetches them.",
            ),
        )
    enter_shipped()
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    Path(settings.FILE_UPLOAD_TEMP_DIR).chmod(0o700)
