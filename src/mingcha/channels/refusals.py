"""What this room refuses, and how sending fails."""

from __future__ import annotations

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


class CallbackRefused(Refused):
    """
    A callback that is not accepted. Whoever calls learns that much and no more: an answer that told a wrong padding
    from a wrong signature would let texts be decrypted. `why` is for the log of this house alone.
    """

    def __init__(self, why: str) -> None:
        super().__init__("callback.refused", Message("回调未通过校验。", "The callback was not accepted."))
        self.why = why


class Undelivered(Exception):
    """Sending failed: `word` says how, `again` whether it may be tried again."""

    def __init__(self, word: str, *, again: bool) -> None:
        super().__init__(word)
        self.word = word
        self.again = again


#: Words of failures, as the page says them.
FAILURES = {
    "unreachable": Message("对方服务器无响应", "the other server does not answer"),
    "unconfigured": Message("渠道账号未配置", "the account of the channel is not set up"),
    "busy": Message("对方要求稍后再发", "the other side asks to wait"),
    "refused": Message("对方拒收", "refused by the other side"),
    "answer": Message("对方答复无法识别", "the answer cannot be read"),
    "credentials": Message("账号凭据无效", "the credentials are not valid"),
    "address": Message("收件地址无效", "the address is not valid"),
    "window_closed": Message("超过48小时，不能回复", "more than 48 hours have passed since the last message"),
    "replies_used": Message("48小时内5条回复已用完", "the five replies within 48 hours are used up"),
    "defect": Message("程序缺陷，见日志", "a defect of the program; see the log"),
}
