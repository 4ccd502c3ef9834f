"""
Who has to stay away, computed from the registers that a run reads: before its findings are seen by anybody, and again
when somebody gets an account or an identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mingcha.accounts import operations, queries
from mingcha.accounts.operations import Tied
from mingcha.datasets import engine
from mingcha.datasets import queries as datasets
from mingcha.datasets.models import Upload
from mingcha.engine.running.around import ties_of
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.errors import MingchaError
from mingcha.matching import catalogue
from mingcha.matching.models import RecusalSearch, Run, RunSet


@dataclass(frozen=True)
class Found:
    """Whom registers tie somebody to, and for whom they were asked: user and identity. Others still wait."""

    tied: Sequence[Tied]
    asked: frozenset[tuple[int, int]]


def search(records: Sequence[FileRecord], as_of: date) -> Found:
    """What the registers in `records` tie the people of open accounts to."""
    users = queries.people_by_key()
    ties = ties_of(engine.context(), records, catalogue.library().catalog, users.keys(), as_of)
    tied = [Tied(user, tie.kind, tie.key, f"register:{tie.by}") for tie in ties for user in users[tie.person]]
    return Found(tied, _pairs(users))


def _pairs(users: Mapping[int, Sequence[int]]) -> frozenset[tuple[int, int]]:
    return frozenset((user, key) for key, each in users.items() for user in each)


def keep(found: Found, *, at: datetime) -> None:
    """Writes the facts down, and for whom registers were asked: not for who came while they were read."""
    operations.record_register_recusals(found=found.tied, at=at)
    RecusalSearch.objects.bulk_create(
        [RecusalSearch(user_id=user, person_key=key, at=at) for user, key in sorted(found.asked)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["person_key", "at"],
    )


def keep_for(run: Run, found: Found, *, at: datetime) -> None:
    """
    What the registers of one run say, before its findings are seen. Where other purposes have findings too, whoever is
    new goes on waiting until their registers were asked as well.
    """
    alone = not _done().exclude(purpose=run.purpose_id).exists()
    keep(found if alone else replace(found, asked=frozenset()), at=at)


def is_waited_for() -> bool:
    """Whether there is somebody for whom no register was asked yet, and findings that they might see."""
    asked = frozenset(RecusalSearch.objects.values_list("user_id", "person_key"))
    return bool(_pairs(queries.people_by_key()) - asked) and _done().exists()


def search_again(*, at: datetime) -> None:
    """
    For everybody, in the files of the newest run of each purpose; files that were deleted meanwhile show nothing. Who
    comes while it reads waits for the next.
    """
    asked = _pairs(queries.people_by_key())
    tied: list[Tied] = []
    for run in _last_runs():
        records = [record for upload in datasets.released_uploads(run.purpose) if (record := _record(upload))]
        found = search(records, run.as_of or at.date())
        tied += found.tied
        asked &= found.asked
    keep(Found(tied, asked), at=at)


def _record(upload: Upload) -> FileRecord | None:
    try:
        return datasets.record_of(upload)
    except MingchaError:
        return None


def _done() -> RunSet:
    return Run.objects.all().for_system("recusal").filter(state="done", purpose__state="approved")


def _last_runs() -> list[Run]:
    """The newest finished run of each purpose that is running."""
    newest = {run.purpose_id: run for run in _done().select_related("purpose").order_by("pk")}
    return list(newest.values())
