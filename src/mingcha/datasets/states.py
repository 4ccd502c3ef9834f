"""The lifecycles of purposes, uploads and background work."""

from __future__ import annotations

from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

PURPOSE = Lifecycle(
    "purpose",
    {
        "draft": Message("待批准", "waiting for approval"),
        "approved": Message("已批准", "approved"),
        "ended": Message("已结束", "ended"),
    },
    (
        Move("approved", ("draft",), "approved"),
        Move("ended", ("draft", "approved"), "ended"),
    ),
)

UPLOAD = Lifecycle(
    "upload",
    {
        "uploaded": Message("等待读取", "waiting to be read"),
        "reading": Message("正在读取", "being read"),
        "needs_mapping": Message("待确认列对应", "columns to be confirmed"),
        "held": Message("变化异常，已暂缓", "held: differs from the last version"),
        "read": Message("待放行", "waiting for release"),
        "failed": Message("未能读取", "could not be read"),
        "released": Message("已放行", "released"),
        "withdrawn": Message("已撤回", "withdrawn"),
        "dropped": Message("已删除", "deleted"),
    },
    (
        Move("queued", ("failed", "needs_mapping", "held", "read"), "uploaded"),
        Move("started", ("uploaded",), "reading"),
        Move("questioned", ("reading",), "needs_mapping"),
        Move("held", ("reading",), "held"),
        Move("read", ("reading",), "read"),
        Move("failed", ("uploaded", "reading"), "failed"),
        Move("confirmed", ("held",), "read"),
        Move("released", ("read",), "released"),
        Move("withdrawn", ("uploaded", "needs_mapping", "held", "read", "failed", "released"), "withdrawn"),
        Move(
            "dropped",
            ("uploaded", "reading", "needs_mapping", "held", "read", "failed", "released", "withdrawn"),
            "dropped",
        ),
    ),
)

#: States of a file that has arrived and is, or may come, in use.
OPEN = ("uploaded", "reading", "needs_mapping", "held", "read", "released")

PROGRESS = Lifecycle(
    "progress",
    {
        "waiting": Message("排队中", "waiting"),
        "running": Message("进行中", "running"),
        "done": Message("已完成", "done"),
        "failed": Message("未完成", "failed"),
        "canceled": Message("已取消", "cancelled"),
    },
    (
        Move("begun", ("waiting",), "running"),
        Move("revived", ("running",), "waiting"),
        Move("finished", ("running",), "done"),
        Move("failed", ("waiting", "running"), "failed"),
        Move("canceled", ("waiting", "running"), "canceled"),
    ),
)
