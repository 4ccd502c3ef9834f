"""May this go out now?"""

from __future__ import annotations

from datetime import datetime, timedelta

from mingcha.channels.kinds import NOTICE_ONLY, Channel
from mingcha.channels.models import InboundMessage, OutboundMessage
from mingcha.channels.refusals import Undelivered
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message

#: Bytes in UTF-8 of a text and of a markdown text: WeCom page 91770; of a reply the same.
TEXT_BYTES, MARKDOWN_BYTES = 2_048, 4_096
#: 微信客服 page 94677: so many replies to one message of the customer, within so long.
REPLIES, WINDOW = 5, timedelta(hours=48)
#: WeCom page 91770: messages of one group robot in a minute.
A_MINUTE = 20
_GOES_OUT = (Channel.KF, *NOTICE_ONLY)
_LIMITED = (Channel.KF, Channel.WEBHOOK)


def check_channel(channel: Channel, *, notice: str, approved: bool = False) -> None:
    """
    Refused: `outbox.no_way_out`, and `outbox.words` for anything but a fixed text where only these may go. Into a group
    goes also what was approved for everybody.
    """
    if channel not in _GOES_OUT:
        raise Refused(
            "outbox.no_way_out",
            Message("这个渠道只接收，不能发送。请改用其他渠道。", "This channel only takes in. Use another one."),
        )
    if channel in NOTICE_ONLY and not notice and not (approved and channel == Channel.WEBHOOK):
        raise Refused(
            "outbox.words",
            Message(
                "这个渠道只发送固定通知，不能带事项内容。请选用一种通知。",
                "Only fixed notices go over this channel, nothing of a matter. Choose a notice.",
            ),
        )


def check_body(channel: Channel, body: str, *, markdown: bool) -> None:
    """Refused: `outbox.empty`, `outbox.too_long`, `outbox.markdown`."""
    if not body.strip():
        raise Refused("outbox.empty", Message("内容为空。请填写。", "There is no text. Write one."))
    if markdown and channel != Channel.WEBHOOK:
        raise Refused("outbox.markdown", Message("这个渠道不支持格式文本。", "This channel takes plain text only."))
    limit = MARKDOWN_BYTES if markdown else TEXT_BYTES
    if channel in _LIMITED and len(body.encode()) > limit:
        raise Refused(
            "outbox.too_long",
            Message(
                f"内容超过{limit}字节（约{limit // 3}个汉字）。请缩短或分成几条。",
                f"The text is over {limit} bytes. Shorten it, or send it in parts.",
            ),
        )


def check_reply(message: OutboundMessage, *, at: datetime) -> None:
    """Undelivered (`window_closed`, `replies_used`) when the platform would not take a reply of 微信客服 any more."""
    wrote = InboundMessage.objects.filter(
        channel=message.channel, account=message.account, sender_key=message.recipient_key
    ).exclude(kind="event")
    last = wrote.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if last is None or at - last > WINDOW:
        raise Undelivered("window_closed", again=False)
    replied = OutboundMessage.objects.filter(
        channel=message.channel, account=message.account, recipient_key=message.recipient_key, tried_at__gte=last
    )
    if replied.exclude(pk=message.pk).exclude(state="dead").count() >= REPLIES:
        raise Undelivered("replies_used", again=False)
