"""The work behind the site: a worker that lives, a queue that moves, clocks that know their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from mingcha.datasets import progress
from mingcha.datasets.access import local_day
from mingcha.datasets.models import Progress, Purpose
from mingcha.deadlines import queries as deadlines
from mingcha.doctor import heartbeat
from mingcha.doctor.model import check
from mingcha.kernel.messages import Message
from mingcha.org import queries as org

_WAITING = timedelta(minutes=15)
_FAILED = timedelta(days=7)


@check(
    "work.worker",
    "error",
    why=("上传不会被读取，期限不会被检查，锚定会停。", "Uploads are not read, deadlines not checked, anchors stop."),
    fix=(
        "启动 mingcha serve 或 mingcha worker，查看其日志。",
        "Start `mingcha serve` or `mingcha worker`; look at its log.",
    ),
    needs="",
)
def worker(at: datetime) -> Message | None:
    """The worker's clock ticked in the last minutes."""
    seen = heartbeat.last()
    if seen is None:
        return Message("后台任务从未运行。", "No worker has ever run.")
    if at - seen > heartbeat.SILENCE:
        minutes = int((at - seen).total_seconds() // 60)
        return Message(f"后台任务已{minutes}分钟没有动静。", f"No sign of the worker for {minutes} minutes.")
    return None


@check(
    "work.waiting",
    "error",
    why=("任务排队过久，使用者在等。", "Work has waited too long; people are waiting with it."),
    fix=(
        "检查后台任务是否运行、是否卡在一个大文件上。",
        "See whether the worker runs, or is busy with one large file.",
    ),
)
def waiting(at: datetime) -> Message | None:
    """Nothing has waited for long."""
    count = DBTaskResult.objects.filter(status="READY", enqueued_at__lt=at - _WAITING, run_after__lt=at).count()
    return (
        Message(f"{count}个任务等了15分钟以上。", f"{count} tasks have waited for over 15 minutes.") if count else None
    )


@check(
    "work.failed",
    "warning",
    why=("这些任务没有做成，也不会自己重来。", "These tasks were not done and will not be tried again."),
    fix=(
        "在日志中找到同一时刻的错误，修正后重新提交。",
        "Find the errors of that moment in the log; mend and ask again.",
    ),
)
def failed(at: datetime) -> Message | None:
    """No task failed in the last week."""
    count = DBTaskResult.objects.filter(status="FAILED", finished_at__gt=at - _FAILED).count()
    return Message(f"近7天有{count}个任务失败。", f"{count} tasks failed in the last 7 days.") if count else None


@check(
    "work.lost",
    "warning",
    why=("做这些工作的进程已经不在。", "The process that did this work is gone."),
    fix=(
        "后台任务启动后会自动重做；反复出现请查看日志。",
        "A worker does it again once it runs; if it comes back, see the log.",
    ),
)
def lost(at: datetime) -> Message | None:
    """Work under way has somebody doing it."""
    # Of any kind: work that no process here knows how to take up again is lost all the more.
    count = Progress.objects.filter(state="running", beat_at__lt=at - progress.LOST_AFTER).count()
    return Message(f"{count}项工作失去了进程。", f"{count} pieces of work lost their process.") if count else None


@check(
    "work.clocks",
    "error",
    why=("超期没有记录，也不会升级。", "Late matters are not recorded and do not climb."),
    fix=("检查后台任务；它每分钟检查一次期限。", "See that the worker runs; it looks at deadlines every minute."),
)
def clocks(at: datetime) -> Message | None:
    """Whatever is late was recorded as late."""
    count = deadlines.overdue_clocks(at=at - _WAITING).count()
    return Message(f"{count}个超期未记录。", f"{count} breaches were not recorded.") if count else None


@check(
    "work.calendar",
    "warning",
    why=("期限暂按星期推算，公布后会变动。", "Due moments are computed by weekday and will move."),
    fix=(
        "国务院公布放假安排后，在工作日历中录入该年。",
        "Enter the year in the working calendar once it was published.",
    ),
)
def calendar(at: datetime) -> Message | None:
    """The calendar knows this year, and towards its end the next."""
    missing = org.missing_years(at=at)
    years = ", ".join(map(str, missing))
    return Message(f"工作日历缺少：{years}。", f"The working calendar does not know: {years}.") if missing else None


@check(
    "work.purposes",
    "warning",
    why=("使用目的到期后数据应当删除。", "Data must be deleted when their purpose has ended."),
    fix=("检查后台任务；它会结束到期的使用目的。", "See that the worker runs; it ends purposes that ran out."),
)
def purposes(at: datetime) -> Message | None:
    """No purpose runs past its last day."""
    over = Purpose.objects.for_system("doctor").filter(
        state="approved", valid_until__lt=local_day(at - timedelta(days=1))
    )
    count = over.count()
    return Message(f"{count}个使用目的已过期。", f"{count} purposes run past their end.") if count else None
