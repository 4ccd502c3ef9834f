"""`mingcha audit`: anchoring, exporting and verifying the audit chain."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mingcha.audit.chain import HASHES, Problem, check
from mingcha.audit.exchange import problem_message, read_anchors, read_records, write_records
from mingcha.cli.house import house
from mingcha.cli.terminal import LANGUAGE, out, say
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

audit = typer.Typer(help="审计链。 The audit chain.", no_args_is_help=True)


@audit.command()
def anchor() -> None:
    """把审计链末端写入锚定文件。 Write the end of the chain to the anchor file."""
    house()
    from mingcha.audit import operations

    made = operations.anchor(at=wall_clock())
    out.print(operations.anchor_line(made) if made else say("审计链还是空的。", "The chain is empty."), markup=False)


@audit.command()
def export(target: Annotated[Path, typer.Argument(help="输出文件（JSON 行） file of JSON lines")]) -> None:
    """导出审计记录，供第三方核验。 Export the records for a third party."""
    house()
    from mingcha.audit import queries

    count = write_records(target, queries.entries())
    out.print(say(f"已导出{count}条记录。", f"{count} records exported."))


@audit.command()
def verify(
    records: Annotated[Path | None, typer.Option(help="导出的记录文件；缺省为本机数据库 exported records")] = None,
    anchors: Annotated[Path | None, typer.Option(help="锚定文件 file of anchors")] = None,
    hash_name: Annotated[str, typer.Option("--hash", help="sm3 或 sha256")] = "sm3",
) -> None:
    """核验审计链：本机数据库，或第三方手中的导出记录与锚定。 Verify the chain."""
    found = 0
    for problem in _problems(records, anchors, hash_name):
        found += 1
        out.print(problem_message(problem).say(LANGUAGE), style="red", markup=False, soft_wrap=True)
    if found:
        sys.exit(1)
    out.print(say("审计链完整，与锚定一致。", "The chain is whole and agrees with the anchors."))


def _problems(records: Path | None, anchors: Path | None, hash_name: str) -> Iterator[Problem]:
    if records is None:
        house()
        from mingcha.audit import queries

        return queries.problems(at=wall_clock())
    if hash_name not in HASHES:
        raise Refused("audit.hash", Message("--hash 只能是 sm3 或 sha256。", "--hash is sm3 or sha256."))
    return check(read_records(records), read_anchors(anchors) if anchors else [], hash_name)
