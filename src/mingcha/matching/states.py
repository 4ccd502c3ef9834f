"""The lifecycles of findings, runs and rule versions, and the words of what is not a state."""

from __future__ import annotations

from collections.abc import Mapping

from mingcha.engine.results.wording import DISMISSING, OUTCOMES
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

FINDING = Lifecycle(
    "finding",
    {
        "open": Message("待分派", "to be assigned"),
        "assigned": Message("核查中", "being verified"),
        "reviewed": Message("已核结", "verified"),
        "promoted": Message("已转问题线索", "made a clue"),
    },
    (
        Move("assigned", ("open", "assigned"), "assigned"),
        Move("released", ("assigned",), "open"),
        Move("reviewed", ("open", "assigned", "reviewed"), "reviewed"),
        Move("evidence_changed", ("reviewed",), "open"),
        Move("promoted", ("reviewed",), "promoted"),
        Move("clue_declined", ("promoted",), "reviewed"),
    ),
)
RUN = Lifecycle(
    "run",
    {
        "waiting": Message("排队中", "waiting"),
        "running": Message("进行中", "running"),
        "done": Message("已完成", "done"),
        "failed": Message("未完成", "failed"),
        "canceled": Message("已取消", "cancelled"),
    },
    (
        Move("begun", ("waiting", "running"), "running"),
        Move("finished", ("running",), "done"),
        Move("failed", ("waiting", "running"), "failed"),
        Move("canceled", ("waiting", "running"), "canceled"),
    ),
)
RULE_VERSION = Lifecycle(
    "rule_version",
    {
        "draft": Message("草稿", "draft"),
        "proposed": Message("待批准", "waiting for approval"),
        "approved": Message("在用", "in use"),
        "suspended": Message("已停用", "suspended"),
        "superseded": Message("已被新版取代", "superseded"),
    },
    (
        Move("proposed", ("draft",), "proposed"),
        Move("returned", ("proposed",), "draft"),
        Move("approved", ("proposed", "suspended"), "approved"),
        Move("suspended", ("approved",), "suspended"),
        Move("superseded", ("approved", "suspended"), "superseded"),
    ),
)
#: Whether the newest run saw the finding: for the first time, again, or no more.
PRESENCE: Mapping[str, Message] = {
    "new": Message("新增", "new"),
    "persisting": Message("持续", "persisting"),
    "gone": Message("消失", "gone"),
}
VERDICTS = OUTCOMES
#: A finding with one of these verdicts is looked at again when its evidence changes.
REOPENING = frozenset((*DISMISSING, "cannot_verify"))
