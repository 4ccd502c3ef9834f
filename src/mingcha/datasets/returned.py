"""The rows of a file that could not be used, as the workbook that goes back to the department."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.conf import settings

from mingcha.datasets import engine, queries
from mingcha.datasets.models import Upload
from mingcha.engine.normalise import REASONS
from mingcha.engine.results.quarantine import write_quarantine
from mingcha.engine.running.rejects import rejected_blocks
from mingcha.engine.store.layout import spilling
from mingcha.kernel.messages import Message


def reason_sentence(code: str) -> Message:
    """What a reason code means and how to mend it."""
    return REASONS.get(code, Message(code, code))


def workbook_name(upload: Upload) -> str:
    """What the downloaded file is called."""
    return f"退回_{Path(upload.name).stem}.xlsx"


def open_workbook(upload: Upload) -> IO[bytes]:
    """
    The returned workbook, open for reading; its file has lost its name before its content is handed on.

    Refused (`upload.lost`) when the file was not read.
    """
    layout = engine.layout()
    with spilling(layout) as folder:
        path = folder / "returned.xlsx"
        blocks = rejected_blocks([queries.record_of(upload)], layout, settings.SECRET)
        write_quarantine(path, blocks, reason_sentence)
        return path.open("rb")
