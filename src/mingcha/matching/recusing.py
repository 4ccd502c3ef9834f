"""
Who has to stay away, computed from the registers that a run reads: before its findings are seen by anybody, and again
when somebody gets an account or an identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from mingcha.accounts import operations, queries
from mingcha.accounts.operations import Tied
from mingcha.datasets import engine
from mingcha.datasets import queries as datasets
from mingcha.engine.running.around import Tie, ties_of
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.errors import MingchaError
from mingcha.matching import catalogue
from mingcha.matching.models import RecusalSearch, Run


def search(records: Sequence[FileRecord], as_of: date) -> list[Tied]:
    """What the registers in `records` tie the people of open accounts to."""
    users = queries.people_by_key()
    ties = ties_of(engine.context(), records, catalogue.library().catalog, users.keys(), as_of)
    return [tied for tie in ties for tied in _tied(tie, users[tie.person])]


def _tied(tie: Tie, users: Sequence[int]) -> list[Tied]:
    return [Tied(user, tie.kind, tie.key, f"register:{tie.by}") for user in users]


def keep(found: Sequence[Tied], *, at: datetime) -> None:
    """Writes the facts down, and for whom registers were asked."""
    operations.record_register_recusals(found=found, at=at)
    everybody = [(user, key) for key, users in queries.people_by_key().items() for user in users]
    RecusalSearch.objects.bulk_create(
        [RecusalSearch(user_id=user, person_key=key, at=at) for user, key in everybody],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["person_key", "at"],
    )


def waiting() -> list[int]:
    """People of open accounts for whom no register was asked yet, though there are findings that they might see."""
    if not _last_runs():
        return []
    asked = set(RecusalSearch.objects.values_list("user_id", "person_key"))
    return [user for key, users in queries.people_by_key().items() for user in users if (user, key) not in asked]


def search_again(*, at: datetime) -> None:
    """For everybody, in the files of the newest run of each purpose; files that were deleted meanwhile show nothing."""
    found: list[Tied] = []
    for run in _last_runs():
        records = [record for upload in datasets.released_uploads(run.purpose) if (record := _record(upload))]
        found += search(records, run.as_of or at.date())
    keep(found, at=at)


def _record(upload: object) -> FileRecord | None:
    try:
        return datasets.record_of(upload)  # type: ignore[arg-type]
    except MingchaError:
        return None


def _last_runs() -> list[Run]:
    """The newest finished run of each purpose that is running."""
    done = Run.objects.all().for_system("recusal").filter(state="done", purpose__state="approved")
    newest = {run.purpose_id: run for run in done.select_related("purpose__area").order_by("pk")}
    return list(newest.values())
