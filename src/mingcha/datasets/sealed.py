"""
Files of departments at rest: sealed while they arrive (`attachments.arriving`), opened only into a file without a name.

A nameless file vanishes with the processes that hold it, however they end: a killed worker leaves nothing in plain.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mingcha.attachments.arriving import PART
from mingcha.engine.sealing.files import SealedReader
from mingcha.engine.sealing.secret import Secret


def sources() -> Path:
    """Where the sealed files of departments lie, readable by their owner only."""
    folder = Path(settings.HOME) / "sources"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def opened(path: Path, secret: Secret, scratch: Path) -> Iterator[Path]:
    """A path under which the plain content can be read inside the block, by this process only; it has no name."""
    with tempfile.TemporaryFile(dir=scratch) as plain, SealedReader(path, secret) as sealed:
        shutil.copyfileobj(sealed, plain, PART)
        plain.flush()
        yield Path(f"/proc/self/fd/{plain.fileno()}")
