"""Files become sheets of text cells that remember where they stood."""

from __future__ import annotations

from mingcha.engine.reading.door import list_files, read_file
from mingcha.engine.reading.limits import DEFAULT, Limits
from mingcha.engine.reading.model import ROW, Origin, RawSheet, ReadFailure

__all__ = ["DEFAULT", "ROW", "Limits", "Origin", "RawSheet", "ReadFailure", "list_files", "read_file"]
