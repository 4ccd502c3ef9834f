"""Asking every check, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mingcha.doctor import checks as _checks  # noqa: F401 - fills the table
from mingcha.doctor.model import CHECKS, Check, Result
from mingcha.kernel.messages import Message

#: When one of these finds something, checks with that need cannot be asked.
_GIVES = {"database.reachable": {"database", "tables"}, "database.migrations": {"tables"}}


def examine(*, at: datetime) -> list[Result]:
    """Every check once, in order. Reads only."""
    results, missing = [], set[str]()
    for one in CHECKS.values():
        result = Result(one, "not_run") if one.needs in missing else _ask(one, at)
        if result.status == "found":
            missing |= _GIVES.get(one.code, set())
        results.append(result)
    return results


def _ask(one: Check, at: datetime) -> Result:
    try:
        found = one.look(at)
    except Exception as error:
        kind = type(error).__name__
        found = Message(f"检查本身没有完成（{kind}）。", f"The check itself did not finish ({kind}).")
    return Result(one, "found" if found else "ok", found)


def exit_status(results: Iterable[Result]) -> int:
    """0 all well, 1 warnings, 2 errors; what could not be asked was kept from it by an error."""
    found = {r.check.severity for r in results if r.status == "found"}
    return 2 if "error" in found else 1 if found else 0


def as_json(results: list[Result]) -> dict[str, Any]:
    """For machines: counts, and each check with both languages."""

    def both(message: Message | None) -> dict[str, str] | None:
        return message._asdict() if message else None

    found = [r for r in results if r.status == "found"]
    return {
        "ok": not found,
        "errors": sum(r.check.severity == "error" for r in found),
        "warnings": sum(r.check.severity == "warning" for r in found),
        "checks": [
            {
                "code": r.check.code,
                "severity": r.check.severity,
                "status": r.status,
                "what": both(r.found),
                "why": both(r.check.why),
                "fix": both(r.check.fix),
            }
            for r in results
        ],
    }
