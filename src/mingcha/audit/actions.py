"""What the records of the chain say in words, in the order of the rooms. A test holds that every action is here."""

from __future__ import annotations

from mingcha.kernel.messages import Message

ACTIONS = {
    code: Message(zh, en)
    for code, zh, en in (
        ("audit.searched", "查阅审计记录", "audit trail looked at"),
        ("audit.verified", "核验审计链", "audit chain verified"),
        ("backup.made", "备份", "backup made"),
        ("backup.restored", "恢复备份", "backup restored"),
        ("areas.imported", "导入区划", "areas imported"),
        ("office.opened", "设立机构", "office opened"),
        ("office.closed", "撤销机构", "office closed"),
        ("post.opened", "设置岗位", "post opened"),
        ("post.closed", "撤销岗位", "post closed"),
        ("duty.assigned", "安排值守", "duty assigned"),
        ("duty.ended", "结束值守", "duty ended"),
        ("absence.recorded", "登记缺勤", "absence recorded"),
        ("calendar.year_published", "录入年度日历", "year of the calendar published"),
        ("calendar.day_changed", "调整日历", "day of the calendar changed"),
        ("user.logged_in", "登录", "logged in"),
        ("user.logged_out", "退出", "logged out"),
        ("login.failed", "登录失败", "log-in refused"),
        ("login.locked", "账号锁定", "account locked"),
        ("user.opened", "开设账号", "account opened"),
        ("user.closed", "停用账号", "account closed"),
        ("user.listed", "查看账号列表", "accounts listed"),
        ("user.viewed", "查看账号", "account looked at"),
        ("password.changed", "修改密码", "password changed"),
        ("password.reset", "重置密码", "password reset"),
        ("second_factor.added", "启用第二因素", "second factor added"),
        ("second_factor.removed", "解除第二因素", "second factor removed"),
        ("second_factor.reset", "重置第二因素", "second factor reset"),
        ("second_factor.failed", "第二因素验证失败", "second factor refused"),
        ("role.given", "授予角色", "role given"),
        ("role.ended", "收回角色", "role ended"),
        ("recusal.recorded", "登记回避", "recusal recorded"),
        ("recusal.ended", "解除回避", "recusal ended"),
        ("promise.set", "设定时限承诺", "promise set"),
        ("clock.started", "开始计时", "clock started"),
        ("clock.paused", "暂停计时", "clock paused"),
        ("clock.resumed", "恢复计时", "clock resumed"),
        ("clock.stopped", "停止计时", "clock stopped"),
        ("clock.voided", "作废计时", "clock voided"),
        ("clock.breached", "逾期", "promise broken"),
        ("clock.due_moved", "期限变动", "due moment moved"),
        ("purpose.proposed", "提出使用目的", "purpose proposed"),
        ("purpose.approved", "批准使用目的", "purpose approved"),
        ("purpose.ended", "结束使用目的", "purpose ended"),
        ("upload.received", "收到报送文件", "file handed in"),
        ("upload.queued", "排队读取", "reading queued"),
        ("upload.read", "读取完成", "file read"),
        ("upload.failed", "读取失败", "file could not be read"),
        ("upload.columns_answered", "确认列对应", "columns answered"),
        ("upload.drift_confirmed", "确认变化属实", "difference confirmed"),
        ("upload.released", "放行", "file released"),
        ("upload.withdrawn", "撤回文件", "file withdrawn"),
        ("upload.dropped", "删除文件", "file deleted"),
        ("upload.rows_returned", "下载退回行", "rows to be mended taken"),
        ("progress.cancel_requested", "请求取消任务", "work asked to stop"),
        ("progress.recovered", "恢复中断的任务", "lost work taken up again"),
    )
}


def wording(action: str) -> Message:
    """An action in words; the code itself for one that an older version wrote."""
    return ACTIONS.get(action, Message(action, action))
