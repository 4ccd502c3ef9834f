"""Commands, and the one place where refusals become sentences on the terminal."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import typer

from mingcha.cli.auditing import audit
from mingcha.cli.backups import backup, restore
from mingcha.cli.beginning import begin
from mingcha.cli.city import city
from mingcha.cli.demonstrating import demo
from mingcha.cli.doctor import doctor
from mingcha.cli.feedback import feedback
from mingcha.cli.inspecting import inspect
from mingcha.cli.keys import keys
from mingcha.cli.mailing import mail_in
from mingcha.cli.matching import match
from mingcha.cli.rating import rates
from mingcha.cli.rules import rules
from mingcha.cli.serving import serve, worker
from mingcha.cli.terminal import LANGUAGE, refuse
from mingcha.cli.upgrading import upgrade
from mingcha.engine.reading.guarded import Canceled
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Message

app = typer.Typer(
    help="明察 Mingcha：从部门数据到能说明理由的疑点。From department files to suspicions that explain themselves.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(match)
app.command()(inspect)
app.command()(city)
app.command()(demo)
app.command()(feedback)
app.command()(begin)
app.command()(serve)
app.command()(worker)
app.command()(mail_in)
app.command()(upgrade)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.add_typer(rules, name="rules")
app.add_typer(audit, name="audit")
app.add_typer(rates, name="rates")
app.add_typer(keys, name="keys")

CANCELED = Message(
    "已取消。已读完的文件不会重读，再次运行会从这里继续。", "Canceled. Files already read are kept; run again to go on."
)


def main() -> None:
    """Exit status 0 when done, 1 when refused, 130 when canceled."""
    # The command framework would end on Ctrl-C without a word.
    signal.signal(signal.SIGINT, _cancel)
    try:
        app()
    except MingchaError as error:
        refuse(error.message)
        sys.exit(1)
    except (KeyboardInterrupt, Canceled):
        refuse(CANCELED)
        sys.exit(130)
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():  # how the engine passes Ctrl-C on
            raise
        refuse(CANCELED)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)


def _cancel(_signal: int, _frame: FrameType | None) -> None:
    raise Canceled("Ctrl-C")


__all__ = ["LANGUAGE", "app", "main"]
