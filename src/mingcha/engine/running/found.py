"""
The findings of a run, left in their sealed files and read when asked for.

The evidence of a county's findings is hundreds of megabytes of text: whoever wants it takes it batch by batch or rule
by rule; whoever counts takes the few columns that are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingcha.engine.running.model import FINDINGS_SCHEMA, KEPT_SCHEMA
from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.store.layout import replacing

#: Rows that are in memory at a time, and in a row group of a file.
BATCH = 16_384
_SETTLED = ("fingerprint", "evidence_digest")


class Part(Protocol):
    """Some findings: those of one rule, or a table."""

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """These columns as record batches."""

    def of(self, rule_id: str) -> Part | None:
        """Those of a rule."""


@dataclass(frozen=True)
class Kept:
    """The findings of one rule in a sealed Parquet file."""

    rule_id: str
    path: Path
    secret: Secret

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        with SealedReader(self.path, self.secret) as reader:
            yield from pq.ParquetFile(pa.PythonFile(reader, mode="r")).iter_batches(BATCH, columns=list(columns))

    def of(self, rule_id: str) -> Kept | None:
        return self if rule_id == self.rule_id else None


@dataclass(frozen=True)
class Held:
    """Findings in memory."""

    table: Any

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        yield from self.table.select(columns).to_batches(max_chunksize=BATCH)

    def of(self, rule_id: str) -> Held | None:
        return Held(self.table.filter(pc.equal(self.table["rule_id"], rule_id)))


@dataclass(frozen=True)
class Findings:
    """Findings in the order of their rules, less those `settled` (fingerprint and evidence digest)."""

    parts: tuple[Part, ...] = ()
    settled: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, findings: Findings | Any) -> Findings:
        """Findings as they are, or those of a table."""
        return findings if isinstance(findings, Findings) else cls((Held(findings),))

    @classmethod
    def together(cls, several: Iterable[Findings]) -> Findings:
        """Findings one after the other."""
        return cls(tuple(part for findings in several for part in findings.parts))

    def without(self, settled: Collection[tuple[str, str]]) -> Findings:
        """Those that are not settled."""
        return replace(self, settled=self.settled | frozenset(settled))

    def of_rule(self, rule_id: str) -> Findings:
        """Those of one rule."""
        return replace(self, parts=tuple(part for p in self.parts if (part := p.of(rule_id)) is not None))

    def batches(self, columns: Sequence[str] = FINDINGS_SCHEMA.names) -> Iterator[Any]:
        """These columns (of KEPT_SCHEMA), a few thousand rows at a time."""
        wanted = list(columns)
        for part in self.parts:
            if not self.settled:
                yield from part.batches(wanted)
                continue
            for batch in part.batches([*wanted, *(name for name in _SETTLED if name not in wanted)]):
                yield batch.filter(self._standing(batch)).select(wanted)

    def select(self, columns: Sequence[str]) -> Any:
        """A table of these columns of all findings."""
        schema = pa.schema([KEPT_SCHEMA.field(name) for name in columns])
        return pa.Table.from_batches(self.batches(columns), schema)

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return sum(batch.num_rows for batch in self.batches(("excluded",)))

    def equals(self, other: Findings) -> bool:
        """Whether both hold the same rows in the same order."""
        mine, theirs = (f.select(FINDINGS_SCHEMA.names).combine_chunks() for f in (self, other))
        return bool(mine.equals(theirs))

    def _standing(self, batch: Any) -> Any:
        pairs = zip(*(batch.column(name).to_pylist() for name in _SETTLED), strict=True)
        return pa.array([pair not in self.settled for pair in pairs], pa.bool_())


def keep(kept: Kept, batches: Iterable[Any]) -> None:
    """Writes the findings of a rule, batch by batch."""
    with replacing(kept.path) as temporary, SealedWriter(temporary, kept.secret) as writer:
        file = pa.PythonFile(writer, mode="w")
        with pq.ParquetWriter(file, KEPT_SCHEMA, compression="zstd") as parquet:
            for batch in batches:
                parquet.write_batch(batch)
