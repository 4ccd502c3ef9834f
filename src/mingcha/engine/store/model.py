"""What the store knows about files and the dataset versions made from them."""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.engine.quality.model import SheetQuality
from mingcha.engine.reading.model import Origin, ReadFailure
from mingcha.engine.understanding.model import NotUnderstood


@dataclass(frozen=True)
class Version:
    """
    One immutable dataset version: a block of a sheet, normalised. `id` is the hash of everything it depends on;
    `source` its 31-bit number, the upper half of each `_row`. `headers` are the header texts by position.
    """

    id: str
    source: int
    dataset: str
    origin: Origin
    headers: tuple[str, ...]
    first_row: int
    quality: SheetQuality
    problems: int


@dataclass(frozen=True)
class FileRecord:
    """What became of one file. A file with the same content, name, specs, answers and key is never read again."""

    digest: str
    name: str
    versions: tuple[Version, ...]
    not_understood: tuple[NotUnderstood, ...]
    failures: tuple[ReadFailure, ...]
    sheets: tuple[SheetQuality, ...]  # of sheets that gave no version
