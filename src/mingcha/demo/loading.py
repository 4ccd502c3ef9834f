"""Filling the platform: areas, people, a purpose, and the city's files handed in, read and released."""

from __future__ import annotations

import tempfile
import zipfile
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.management import call_command

from mingcha.accounts.permissions import Permission
from mingcha.attachments.arriving import seal_file
from mingcha.clues import operations as clues
from mingcha.clues.states import GENERAL
from mingcha.datasets import access as datasets_access
from mingcha.datasets import engine, operations, purposes
from mingcha.datasets.models import Purpose
from mingcha.demo.people import BY, CITY, Cast, cast
from mingcha.engine.understanding.areas import OWN_AREAS
from mingcha.matching import access as matching
from mingcha.matching import operations as findings
from mingcha.matching import runs
from mingcha.org import operations as org
from mingcha.org.models import Area

#: The fictional registers end with this day.
AS_OF = date(2020, 12, 31)
_ASSIGNED = 12


def load(*, files: Path, password: str, at: datetime) -> tuple[Cast, Purpose]:
    """Everything up to findings on somebody's desk, by the operations that people use, each by the role that may."""
    org.import_areas(path=OWN_AREAS, by=BY, at=at)
    people = cast(password=password, at=at)
    purpose = _purpose(people, at)
    _hand_in(files, people, purpose, at)
    work()
    _release(people, at)
    runs.start_run(purpose_id=purpose.pk, as_of=AS_OF, by=people.users["analyst"], at=at)
    work()
    _verify(people, _assign(people, at), at)
    return people, purpose


def work() -> None:
    """The worker empties its queue."""
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)


def _purpose(people: Cast, at: datetime) -> Purpose:
    proposed = purposes.propose_purpose(
        title="2020年惠民惠农财政补贴资金“一卡通”专项监督（演示）",
        legal_basis="《中华人民共和国监察法》第十一条、第二十五条；演示用途，数据均为虚构。",
        datasets=sorted(engine.specs()),
        area=Area.objects.get(code=CITY),
        valid_until=datasets_access.local_day(at) + timedelta(days=365),
        by=people.users["analyst"],
        at=at,
    )
    return purposes.approve_purpose(purpose_id=proposed.pk, by=people.users["city_supervisor"], at=at)


def _hand_in(files: Path, people: Cast, purpose: Purpose, at: datetime) -> None:
    """One archive for every county, handed in by its data office, as happens where offices have no time."""
    by_county: dict[str, list[Path]] = defaultdict(list)
    city = Area.objects.get(code=CITY).name
    for path in sorted(files.iterdir()):
        by_county[next((name for name in people.clerks if path.name.startswith(name)), city)].append(path)
    with tempfile.TemporaryDirectory() as folder:
        for county, paths in by_county.items():
            archive = Path(folder) / f"{county}报送.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
                for path in paths:
                    packed.write(path, path.name)
            operations.receive_upload(
                purpose_id=purpose.pk, received=seal_file(archive), by=people.clerks[county], at=at
            )


def _release(people: Cast, at: datetime) -> None:
    releaser = people.users["data_releaser"]
    waiting = datasets_access.visible_uploads(releaser, Permission.DATASET_RELEASE, at=at).filter(state="read")
    for upload in list(waiting):
        operations.release_upload(upload_id=upload.pk, by=releaser, at=at)


def _assign(people: Cast, at: datetime) -> list[str]:
    """Some findings of the reviewer's county lie on the reviewer's desk."""
    supervisor, reviewer = people.users["county_supervisor"], people.users["reviewer"]
    waiting = matching.visible_findings(supervisor, at=at).filter(state="open", excluded=False)
    numbers = list(waiting.order_by("number").values_list("number", flat=True)[:_ASSIGNED])
    if numbers:
        findings.assign_findings(numbers=numbers, to=reviewer, by=supervisor, at=at)
    return numbers


def _verify(people: Cast, numbers: list[str], at: datetime) -> None:
    """Some were verified: one was a mistake in the data, one is proposed as a clue and waits for a signature."""
    reviewer = people.users["reviewer"]
    for number, verdict in zip(numbers[:2], ("data_error", "confirmed_misconduct"), strict=False):
        finding = matching.finding_for(reviewer, number, at=at)
        findings.record_verdict(
            number=number,
            verdict=verdict,
            note="（演示）已入户核对并调阅原始凭证。",
            evidence_digest=finding.evidence_digest,
            by=reviewer,
            at=at,
        )
        if verdict == "confirmed_misconduct":
            clues.propose_clue(
                number=number,
                title=f"关于“{finding.rule.title.zh}”的问题线索（演示）"[:80],
                summary="（演示）数据比对发现疑点，经入户核对和调阅凭证，情况属实，建议作为问题线索处置。",
                level=GENERAL,
                by=reviewer,
                at=at,
            )
