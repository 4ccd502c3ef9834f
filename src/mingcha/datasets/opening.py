"""
A sealed file of a department, opened only into a file without a name. For the limited child: without Django.

A nameless file vanishes with the processes that hold it, however they end: a killed worker leaves nothing in plain.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mingcha.engine.sealing.files import SealedReader
from mingcha.engine.sealing.secret import Secret

#: Bytes at a time.
_PART = 1 << 20


@contextmanager
def opened(path: Path, secret: Secret, scratch: Path) -> Iterator[Path]:
    """A path under which the plain content can be read inside the block, by this process only; it has no name."""
    with tempfile.TemporaryFile(dir=scratch) as plain, SealedReader(path, secret) as sealed:
        shutil.copyfileobj(sealed, plain, _PART)
        plain.flush()
        yield Path(f"/proc/self/fd/{plain.fileno()}")
