"""Deleting what is no longer needed: sealed sources, the engine's versions, and results made from them."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.datasets import engine, progress
from mingcha.datasets.models import Purpose, Upload, UploadSet
from mingcha.datasets.reading import mapping_path
from mingcha.datasets.sealed import sources
from mingcha.datasets.states import UPLOAD
from mingcha.engine.store.layout import Layout
from mingcha.kernel import transitions

#: Files younger than this may belong to work under way, which the database does not know yet.
YOUNG = 86_400.0  # seconds
#: Results that the engine can make again, and that hold rows of several versions.
_CACHES = ("repeats", "findings")


def kept_for(purpose: Purpose) -> UploadSet:
    """What was handed in for a purpose and is still there."""
    return everything_kept().filter(purpose=purpose)


def everything_kept() -> UploadSet:
    """Every upload whose content is still there."""
    return Upload.objects.all().for_system("retention").exclude(state="dropped")


@transaction.atomic
def drop_upload(*, upload: Upload, why: str, by: audit.Actor | str, at: datetime) -> None:
    """Deletes an upload's source and versions once this is committed; its row and its history stay."""
    sealed, digest = upload.sealed, upload.record_digest
    transitions.move(upload, UPLOAD, "dropped", at=at, sealed="", report="")
    progress.abandon(subject=upload.audit_name, at=at)
    audit.record("upload.dropped", subject=upload.audit_name, by=by, at=at, detail={"why": why})
    transaction.on_commit(lambda: _remove(sealed, digest))


def _remove(sealed: str, digest: str) -> None:
    """The files of one dropped upload, except what another one still uses: the store finds things by content."""
    if sealed:
        (sources() / sealed).unlink(missing_ok=True)
    if digest and not everything_kept().filter(record_digest=digest).exists():
        _remove_record(engine.layout(), digest)


def _remove_record(layout: Layout, digest: str) -> None:
    record = layout.load_record(digest)
    mapping_path(digest).unlink(missing_ok=True)
    layout.record(digest).unlink(missing_ok=True)
    used = versions_in_use(layout)
    for version in record.versions if record else ():
        if version.id not in used:
            _remove_version(layout, version.id)
    for kind in _CACHES:
        for path in (layout.root / kind).glob("*.sealed"):
            path.unlink(missing_ok=True)


def _remove_version(layout: Layout, version: str) -> None:
    for path in (layout.keys(version), layout.sealed(version), layout.problems(version)):
        path.unlink(missing_ok=True)


def versions_in_use(layout: Layout) -> set[str]:
    """Names of the versions that uploads still there are made of."""
    digests = set(everything_kept().exclude(record_digest="").values_list("record_digest", flat=True))
    records = (layout.load_record(digest) for digest in digests)
    return {version.id for record in records if record for version in record.versions}


def sweep() -> int:
    """
    Deletes what nothing in the database names: arrivals that were cut off, sources and results of operations that did
    not come to their end. Returns how many files.
    """
    layout = engine.layout()
    named = set(everything_kept().values_list("sealed", flat=True))
    digests = set(everything_kept().exclude(record_digest="").values_list("record_digest", flat=True))
    named |= {mapping_path(digest).name for digest in digests}
    stray = [p for p in _old(sources()) if p.name not in named]
    stray += _old(Path(settings.FILE_UPLOAD_TEMP_DIR))
    stray += [p for p in _old(layout.root / "files") if p.stem not in digests]
    used = versions_in_use(layout)
    stray += [p for p in _old(layout.root / "versions") if p.stem not in used]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)


def _old(folder: Path) -> list[Path]:
    before = time.time() - YOUNG
    return [p for p in folder.glob("*") if p.is_file() and p.stat().st_mtime < before] if folder.is_dir() else []
