"""Writing runs: planned, started, cancelled. The worker does the rest (`running.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.datasets import access as datasets
from mingcha.datasets import progress, queries
from mingcha.datasets.models import Progress
from mingcha.datasets.policies import check_running
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.matching import access, catalogue, policies, running
from mingcha.matching.models import Run
from mingcha.matching.tasks import MATCH, match_purpose


@transaction.atomic
def start_run(*, purpose_id: int, rules: Sequence[str] = (), as_of: date | None = None, by: User, at: datetime) -> Run:
    """
    Starts matching the released files of a purpose, with all rules in use or those named, in the background.

    NotFound, Denied without RUN_START in its area; Refused: `purpose.not_running`, `run.nothing` without released
    files, `rule.not_in_use`, `run.other` while another run for the purpose goes on.
    """
    purpose = datasets.purpose_for(by, purpose_id, at=at, lock=True)
    accounts.check(by, Permission.RUN_START, at=at, area=purpose.area.code)
    check_running(purpose, datasets.local_day(at))
    policies.check_has_files(queries.released_uploads(purpose).exists())
    policies.check_in_use(running.missing_rules(rules, catalogue.library()))
    policies.check_no_other(Run.objects.all().for_system("told to whoever starts").filter(purpose=purpose))
    run = Run.objects.create(purpose=purpose, as_of=as_of, rules=list(rules), started_by=by, started_at=at, state_at=at)
    detail = {"purpose": purpose.pk, "rules": list(rules), "as_of": as_of.isoformat() if as_of else ""}
    audit.record("run.started", subject=run.audit_name, by=by, at=at, detail=detail)
    work = progress.open_progress(kind=MATCH, subject=run.audit_name, name=purpose.title, by=by, at=at)
    match_purpose.enqueue(run.pk, work.pk)
    return run


@transaction.atomic
def cancel_run(*, run_id: int, by: User, at: datetime) -> Progress:
    """
    Asks for the end of a run; what nobody has begun ends at once.

    NotFound, Denied without RUN_START in its area; Refused when it is over.
    """
    run = access.run_for(by, run_id, at=at, lock=True)
    accounts.check(by, Permission.RUN_START, at=at, area=run.purpose.area.code)
    work = queries.latest_progress(run.audit_name)
    if work is None:
        raise NotFound("progress.unknown", Message("没有正在进行的运行。", "Nothing is running."))
    work = progress.request_cancel(progress=work, by=by, at=at)
    if work.state == "canceled":
        running.give_up(run=run, message=running.CANCELED, canceled=True, at=at)
    return work
