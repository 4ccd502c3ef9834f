"""The audit chain and its anchors. The whole chain is verified by `mingcha audit verify`; here its end."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingcha.audit import queries
from mingcha.audit.chain import GENESIS, link_of, seal_of
from mingcha.audit.exchange import read_anchors
from mingcha.audit.models import AuditAnchor, AuditHead, AuditRecord
from mingcha.doctor.model import check
from mingcha.kernel.messages import Message

_TAIL = 2000
_ANCHORS = 200


@check(
    "audit.chain",
    "error",
    why=("有人改动了审计记录。", "Somebody changed the audit log."),
    fix=(
        "立即运行 mingcha audit verify，保留现场并报告审计管理员。",
        "Run `mingcha audit verify` now, touch nothing, tell the auditor.",
    ),
)
def tail(_at: datetime) -> Message | None:
    """The newest records continue each other, were sealed with this key, and end where the head says."""
    for seq in _broken():
        return Message(f"审计链在第{seq}条处断裂。", f"The audit chain is broken at record {seq}.")
    return None


def _broken() -> Iterator[int]:
    head = AuditHead.objects.first()
    end = head.seq if head else 0
    start = max(end - _TAIL, 0)
    before = AuditRecord.objects.filter(seq=start).first()
    previous, seq = before.link if before else GENESIS, start
    for stored in AuditRecord.objects.filter(seq__gt=start).order_by("seq").iterator():
        entry = stored.entry()
        seal = seal_of(entry.link, settings.AUDIT_KEY, settings.AUDIT_HASH)
        linked = link_of(previous, entry.content(), settings.AUDIT_HASH) == entry.link
        if entry.seq != seq + 1 or not linked or not hmac.compare_digest(seal, entry.seal):
            yield entry.seq
        previous, seq = entry.link, entry.seq
    if seq != end or (head is not None and head.link != previous):
        yield seq + 1


@check(
    "audit.silence",
    "error",
    why=(
        "一小时以上没有锚定：此间的记录可被截去而不留痕迹。",
        "No anchor for over an hour: records since then could be cut off without a trace.",
    ),
    fix=(
        "检查后台任务是否运行，或手工执行 mingcha audit anchor。",
        "See that the worker runs, or run `mingcha audit anchor`.",
    ),
)
def silence(at: datetime) -> Message | None:
    """Anchors come as regularly as promised."""
    for problem in queries.silence(at=at):
        return Message(f"第{problem.seq}条起没有锚定。", f"No anchor since record {problem.seq}.")
    return None


@check(
    "audit.anchors",
    "error",
    why=("锚定文件被改动，或历史被重写。", "The file of anchors was changed, or history was rewritten."),
    fix=(
        "与外部保存的锚定（打印件、邮件）核对，运行 mingcha audit verify。",
        "Compare with anchors kept elsewhere, run `mingcha audit verify`.",
    ),
)
def anchors(_at: datetime) -> Message | None:
    """The file holds the newest anchor that was made, and its anchors agree with the log."""
    kept = {a.seq: a.link for a in read_anchors(settings.ANCHORS)} if settings.ANCHORS.exists() else {}
    newest = AuditAnchor.objects.order_by("-at").first()
    if newest and kept.get(newest.seq) != newest.link:
        return Message("锚定文件缺少最新的锚定。", "The newest anchor is not in the file.")
    asked = dict(sorted(kept.items())[-_ANCHORS:])
    stored = dict(AuditRecord.objects.filter(seq__in=asked).values_list("seq", "link"))
    wrong = [seq for seq, link in asked.items() if seq and stored.get(seq) != link]
    return Message(f"锚定与第{wrong[0]}条不符。", f"An anchor contradicts record {wrong[0]}.") if wrong else None


@check(
    "audit.elsewhere",
    "warning",
    why=("能改数据库的人也能改旁边的锚定。", "Whoever can change the database can change anchors beside it."),
    fix=(
        "让 MINGCHA_ANCHORS 指向另一台机器或介质的挂载目录，并定期打印。",
        "Let MINGCHA_ANCHORS name a folder of another machine or medium, and print it now and then.",
    ),
    needs="",
)
def elsewhere(_at: datetime) -> Message | None:
    """Anchors lie on another medium than the data."""
    place = settings.ANCHORS.parent
    place = place if place.exists() else Path(settings.HOME)
    if place.stat().st_dev == Path(settings.HOME).stat().st_dev:
        return Message("锚定与数据在同一块磁盘上。", "Anchors lie on the same disk as the data.")
    return None
