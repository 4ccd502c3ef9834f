"""Making a backup while the site runs, and putting one into an empty installation."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingcha.attachments import queries as attachments
from mingcha.audit import operations as audit
from mingcha.audit import queries as audit_queries
from mingcha.audit.chain import Problem, check
from mingcha.audit.exchange import read_anchors
from mingcha.backups import folders, refusals, tables
from mingcha.backups.archive import ArchiveWriter, Entry, Head, entries
from mingcha.engine.results.writing import replacing

FORMAT = 1


@dataclass(frozen=True)
class Contents:
    """What an archive holds."""

    path: Path
    made_at: datetime
    rows: int
    files: int


def make_backup(*, target: Path, by: audit.Actor | str, at: datetime) -> Contents:
    """
    Writes database, files and anchors to a new archive, reads it back, and records it in the audit chain.

    `target` is a folder, in which the archive is named after the moment, or a new file. Database and files are those
    of one moment: files are never changed once the database speaks of them, so they are read after the database.
    Refused: `backup.inside` the installation, `backup.exists`, `backup.folder` is not there, `backup.schema` when the
    database is of another version.
    """
    path = _place(target, at)
    _, missing = tables.state_of_schema()
    if missing:
        raise refusals.schema(missing)
    with replacing(path) as draft:
        draft.touch(mode=0o600)
        _write(draft, at)
        contents = inspect_backup(path=draft)
    audit.record(
        "backup.made", by=by, at=at, detail={"file": path.name, "rows": contents.rows, "files": contents.files}
    )
    return Contents(path, at, contents.rows, contents.files)


def _place(target: Path, at: datetime) -> Path:
    path = (target / f"mingcha-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup" if target.is_dir() else target).absolute()
    if path.resolve().is_relative_to(settings.HOME.resolve()):
        raise refusals.inside(path)
    if path.exists():
        raise refusals.exists(path)
    if not path.parent.is_dir():  # never made here: a disk that is not mounted looks like this
        raise refusals.no_folder(path.parent)
    return path


def _write(draft: Path, at: datetime) -> None:
    archive = ArchiveWriter(draft, settings.SECRET)
    known, _ = tables.state_of_schema()
    made: Head = {"format": FORMAT, "version": version("mingcha"), "made_at": at.isoformat(), "migrations": known}
    made["audit_hash"] = settings.AUDIT_HASH
    archive.add({"kind": "about", **made}, ())
    found: dict[str, list[str | int]] = {}
    # Anchors before the database, or they would speak of records that it does not hold; files after it.
    if settings.ANCHORS.exists():
        with settings.ANCHORS.open("rb") as opened:
            found["anchors "] = [archive.add({"kind": "anchors", "name": ""}, folders.blocks_of(opened)), 0]
    with tables.snapshot():
        for model in tables.kept_models():
            count, label = [0], model._meta.label
            head = {"kind": "table", "name": label, "columns": tables.columns(model)}
            found[f"table {label}"] = [archive.add(head, tables.rows_out(model, count)), count[0]]
    for path in folders.kept_files(settings.HOME, _database()):
        name = path.relative_to(settings.HOME).as_posix()
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            continue  # deleted by retention since the folder was listed
        except OSError as error:
            raise refusals.unreadable(path, error) from error
        with opened:
            digest = archive.add({"kind": "file", "name": name}, folders.blocks_of(opened))
        found[f"file {name}"] = [digest, 1]
    archive.add({"kind": "end", "found": found}, ())
    archive.close()


def _database() -> Path | None:
    used = settings.DATABASES["default"]
    return Path(used["NAME"]) if used["ENGINE"].endswith("sqlite3") else None


def inspect_backup(*, path: Path) -> Contents:
    """Reads a whole archive, every hash and every seal; what it holds. Refusals of `archive.entries`."""
    about, found, end = None, set(), None
    for entry in entries(path, settings.SECRET):
        if entry.head["kind"] == "about":
            about = entry.head
        elif entry.head["kind"] == "end":
            end = entry.head["found"]
        else:
            found.add(f"{entry.head['kind']} {entry.head['name']}")
    if about is None or end is None or end.keys() != found:
        raise refusals.damaged()
    rows = sum(count for name, (_, count) in end.items() if name.startswith("table "))
    files = sum(name.startswith("file ") for name in end)
    return Contents(path, datetime.fromisoformat(about["made_at"]), rows, files)


def restore_backup(*, path: Path, by: audit.Actor | str, at: datetime) -> tuple[Contents, list[Problem]]:
    """
    Puts an archive into this installation, which must be empty, and checks the audit chain in it.

    All or nothing: the archive is read once before anything is written, rows are in one transaction, files are moved
    into place last. Returned are problems of the chain against anchors that are newer than the archive: what was
    recorded after it is lost, and stays visible as lost. Refused: as `inspect_backup`; `restore.occupied`;
    `restore.version` when it was made by a version with other tables; `restore.chain` when the log in it is not whole;
    `restore.attachments` when a file beside a record is not in it as it was kept.
    """
    contents = inspect_backup(path=path)
    stream = entries(path, settings.SECRET)
    _check_version(next(stream).head)
    _check_empty()
    scratch = Path(tempfile.mkdtemp(prefix=".restoring-", dir=settings.HOME))
    try:
        with transaction.atomic():
            _load(stream, scratch)
            problems = list(_chain(scratch))
            if lost := attachments.damaged(home=scratch / "home"):
                raise refusals.attachments(len(lost))
            audit.record(
                "backup.restored", by=by, at=at, detail={"file": path.name, "made_at": contents.made_at.isoformat()}
            )
            _move(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return contents, problems


def _check_version(about: Head) -> None:
    known, missing = tables.state_of_schema()
    if about["format"] != FORMAT or about["migrations"] != known or missing:
        raise refusals.version(about["version"], version("mingcha"))
    if about["audit_hash"] != settings.AUDIT_HASH:
        raise refusals.audit_hash(about["audit_hash"])


def _check_empty() -> None:
    occupied = next(folders.kept_files(settings.HOME, _database()), None)
    for model in tables.kept_models():
        # Packages and migrations put a few rows of their own into new tables; nobody has worked here yet.
        if model._meta.label in ("audit.AuditRecord", "accounts.User") and model._base_manager.exists():
            raise refusals.occupied(str(settings.HOME))
    if occupied:
        raise refusals.occupied(str(settings.HOME))


def _load(stream: Iterator[Entry], scratch: Path) -> None:
    by_label = {model._meta.label: model for model in tables.kept_models()}
    tables.empty()
    for entry in stream:
        kind, name = entry.head["kind"], entry.head.get("name", "")
        if kind == "table":
            tables.rows_in(by_label[name], entry.blocks)
        elif kind == "anchors":
            folders.write(scratch / "anchors", entry.blocks)
        elif kind == "file":
            folders.write(scratch / "home" / name, entry.blocks)
    tables.settle()


def _chain(scratch: Path) -> Iterator[Problem]:
    """`truncated` when anchors here are newer than the archive; any other problem refuses the restore."""
    place = settings.ANCHORS if settings.ANCHORS.exists() else scratch / "anchors"
    anchors = read_anchors(place) if place.exists() else []
    for problem in check(audit_queries.entries(), anchors, settings.AUDIT_HASH, settings.AUDIT_KEY):
        if problem.kind != "truncated":
            raise refusals.chain(problem.seq)
        yield problem


def _move(scratch: Path) -> None:
    """The files into their places; on the same disk, so that it cannot fail half-way for want of room."""
    if (kept := scratch / "anchors").exists() and not settings.ANCHORS.exists():
        settings.ANCHORS.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(kept, settings.ANCHORS)
    for path in sorted((scratch / "home").rglob("*")):
        if path.is_file():
            target = settings.HOME / path.relative_to(scratch / "home")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
