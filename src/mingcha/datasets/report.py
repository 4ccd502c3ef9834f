"""What was found out about one file, as it is kept with the upload: counts and sentences, no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mingcha.datasets.drift import Excess
from mingcha.datasets.models import Upload
from mingcha.engine.quality.model import QualityIssue
from mingcha.engine.running.drift import Drift
from mingcha.kernel import codec
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Report:
    """
    Quality issues (rules 120 to 125), repeated rows by version source, the drift against the file released before and
    what of it is beyond its limit, and what a person must answer about the columns.
    """

    issues: tuple[QualityIssue, ...] = ()
    repeats: Mapping[str, int] = field(default_factory=dict)
    drift: tuple[Drift, ...] = ()
    excesses: tuple[Excess, ...] = ()
    questions: tuple[Message, ...] = ()


def report_of(upload: Upload) -> Report:
    """The report of an upload; an empty one before it was read."""
    return codec.loads(Report, upload.report) if upload.report else Report()
