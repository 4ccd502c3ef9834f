"""Where things lie in a store folder. Manifests are plain JSON without personal data; everything else is sealed."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mingcha.engine.store.claims import abandoned, claimed
from mingcha.engine.store.model import FileRecord
from mingcha.kernel import codec


@dataclass(frozen=True)
class Layout:
    """Paths in a store folder."""

    root: Path

    def keys(self, version: str) -> Path:
        """Typed columns and pseudonyms of a version."""
        return self.root / "versions" / f"{version}.keys"

    def sealed(self, version: str) -> Path:
        """Plain identifiers of a version."""
        return self.root / "versions" / f"{version}.sealed"

    def problems(self, version: str) -> Path:
        """Refused cells of a version with the raw rows around them."""
        return self.root / "versions" / f"{version}.problems"

    def record(self, digest: str) -> Path:
        """The manifest of a file: written last, so that it exists only when everything it names does."""
        return self.root / "files" / f"{digest}.json"

    def cached(self, kind: str, digest: str) -> Path:
        """A result that can be made again: repeats of a dataset, findings of a rule."""
        return self.root / kind / f"{digest}.sealed"

    @property
    def scratch(self) -> Path:
        """Where DuckDB spills; emptied at the end of each run."""
        return self.root / "scratch"

    def make(self) -> None:
        """Creates the folders, readable by the owner only."""
        for name in ("versions", "files", "repeats", "findings", "counts", "scratch"):
            (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep()

    def sweep(self) -> None:
        """Removes what killed runs left unfinished; what a living run still works on stays."""
        for path in self.root.glob("*/.*.part"):
            if abandoned(path):
                path.unlink(missing_ok=True)
        for folder in self.scratch.iterdir():
            if abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)

    def load_record(self, digest: str) -> FileRecord | None:
        """The manifest of a file, or None when it is not there, or not one of ours."""
        path = self.record(digest)
        try:
            return codec.loads(FileRecord, path.read_text(encoding="utf-8"))
        except (FileNotFoundError, KeyError, TypeError, ValueError):
            return None

    def load_counts(self, feed: str) -> dict[str, int]:
        """Rows per dataset of the last run over the folder called `feed`; empty when there was none."""
        path = self.root / "counts" / f"{hashlib.sha256(feed.encode()).hexdigest()[:16]}.json"
        try:
            return codec.loads(dict[str, int], path.read_text(encoding="utf-8"))
        except (FileNotFoundError, TypeError, ValueError):
            return {}

    def save_counts(self, feed: str, counts: dict[str, int]) -> None:
        """Remembers the rows per dataset for the next run."""
        path = self.root / "counts" / f"{hashlib.sha256(feed.encode()).hexdigest()[:16]}.json"
        with replacing(path) as temporary:
            temporary.write_text(codec.dumps(counts), encoding="utf-8")

    def save_record(self, record: FileRecord) -> None:
        """Writes a manifest atomically."""
        with replacing(self.record(record.digest)) as temporary:
            temporary.write_text(codec.dumps(record), encoding="utf-8")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path that takes the name `path` when the block ends well, and vanishes when it does not."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with claimed(temporary):
            yield temporary
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def spilling(layout: Layout) -> Iterator[Path]:
    """A folder of this run's own for what does not fit in memory, removed at its end: runs may go side by side."""
    folder = layout.scratch / secrets.token_hex(8)
    try:
        with claimed(folder, folder=True):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
