"""
The rehearsal of a draft: it runs on a fictional city of its own before anybody approves it, beside the version in use.

The city, its store and its findings are apart from every real register; the same for everybody, made at first use.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mingcha.accounts.models import User
from mingcha.audit import operations as audit
from mingcha.datasets import engine, progress, queries
from mingcha.engine.city import Mess, make_city
from mingcha.engine.reading import Canceled
from mingcha.engine.running.run import Request, Result, Step, match
from mingcha.kernel.errors import MingchaError
from mingcha.kernel.messages import Message
from mingcha.matching import access, drafts
from mingcha.matching.models import Rehearsal, RuleVersion

PEOPLE, SEED, AS_OF = 1_000, 7, date(2020, 12, 31)
#: Findings that are shown as examples.
EXAMPLES = 12
KIND = "rule.rehearse"
_DEFECT = Message("试运行出错，已记入日志。", "The rehearsal failed with a defect, which is in the log.")
_LINE = ("fingerprint", "excluded", "explanation_zh", "explanation_en")


@transaction.atomic
def rehearse(*, rule_id: str, version: int, by: User, at: datetime) -> Rehearsal:
    """
    Queues a rehearsal of one's own draft as it is saved now.

    Denied without RULE_WRITE; NotFound unless it is one's own draft; Refused when it does not pass the gate.
    """
    from mingcha.matching.tasks import rehearse_rule

    draft = access.draft_for(by, rule_id, version, at=at)
    drafts.look_at(rule_id, draft.text)
    made = Rehearsal.objects.create(rule=draft, digest=draft.digest, text=draft.text, asked_at=at)
    audit.record("rule.rehearsed", subject=draft.audit_name, by=by, at=at, detail={"digest": draft.digest})
    work = progress.open_progress(kind=KIND, subject=made.subject, name=draft.title_zh, by=by, at=at)
    rehearse_rule.enqueue(made.pk, work.pk)
    return made


def shown(version: RuleVersion) -> dict[str, Any]:
    """
    For the pages: `rehearsal`, the newest of a `stored` version; its `work` and whether that is `going`; `same`: it was
    of the text as it is.
    """
    found = Rehearsal.objects.filter(rule=version).first()
    work = queries.latest_progress(found.subject) if found else None
    going = work is not None and work.state in ("waiting", "running")
    same = found is not None and found.digest == version.digest
    return {"stored": version, "rehearsal": found, "work": work, "going": going, "same": same}


def carry_out(*, rehearsal_id: int, progress_id: int, clock: Callable[[], datetime]) -> None:
    """The worker's door. What a person can mend is written down and not raised; a defect is written down and raised."""
    task = progress.begin(progress_id=progress_id, at=clock())
    beat = progress.Beat(task, clock)
    made = Rehearsal.objects.select_related("rule").get(pk=rehearsal_id)

    def watch(step: Step) -> None:
        beat(step.stage, step.name, done=step.done, total=step.total, rows=step.rows)

    try:
        result = compare(made.rule.rule_id, made.text, watch)
        Rehearsal.objects.filter(pk=made.pk).update(result=result)
        progress.finish(progress=task, at=clock())
    except Canceled:
        progress.cancel(progress=task, at=clock())
    except MingchaError as error:
        progress.fail(progress=task, message=error.message, at=clock())
    except Exception:
        progress.fail(progress=task, message=_DEFECT, at=clock())
        raise


def compare(rule_id: str, text: str, watch: Callable[[Step], None]) -> dict[str, Any]:
    """What the text finds in the fictional city, and what is new and gone beside the version in use."""
    used = drafts.in_use(rule_id)
    with _city() as files:
        now = _run(files, rule_id, text, watch)
        before = _run(files, rule_id, used.text, watch) if used is not None else None
    report = now.summary.rules[0]
    lines, old = _lines(now), _lines(before) if before else {}
    told: dict[str, Any] = {
        "status": report.status,
        "zh": report.message.zh if report.message else "",
        "en": report.message.en if report.message else "",
        "found": sum(not line["excluded"] for line in lines.values()),
        "excluded": sum(line["excluded"] for line in lines.values()),
        "compared": used.version if used is not None else None,
        "new": len(lines.keys() - old.keys()),
        "gone": len(old.keys() - lines.keys()),
    }
    return told | {"examples": _examples(lines, old)}


def _examples(lines: Mapping[str, dict[str, Any]], old: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """New ones first, then what is gone, then what stays."""
    marked = [("new", lines[key]) for key in lines if key not in old]
    marked += [("gone", old[key]) for key in old if key not in lines]
    marked += [("kept", lines[key]) for key in lines if key in old]
    return [
        {"mark": mark, "zh": line["explanation_zh"], "en": line["explanation_en"], "excluded": line["excluded"]}
        for mark, line in marked[:EXAMPLES]
    ]


def _lines(result: Result) -> dict[str, dict[str, Any]]:
    rows = result.findings.select(_LINE).to_pylist()
    return {row["fingerprint"]: row for row in rows}


def _run(files: Path, rule_id: str, text: str, watch: Callable[[Step], None]) -> Result:
    library = drafts.library_of(rule_id, text)
    context = replace(engine.context(), root=files.parent / "store", answers=None)
    # In this process: a thousand people are read in seconds.
    return match(Request(files, context, AS_OF, (rule_id,), workers=0, demo=True), library, watch)


@contextmanager
def _city() -> Iterator[Path]:
    """The files of the fictional city, made when they are not there; one rehearsal at a time uses its store."""
    folder = Path(settings.HOME) / "rehearsal" / f"{PEOPLE}-{SEED}"
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "truth.json").exists():  # written last
            make_city(folder, people=PEOPLE, seed=SEED, mess=Mess.LOW)
        yield folder / "files"
