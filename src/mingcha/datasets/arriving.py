"""How large a file that a department hands in may be."""

from __future__ import annotations

from django.conf import settings

from mingcha.attachments.arriving import FORM_BYTES
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def check_length(length: int) -> None:
    """Refused (`upload.too_large`) before a single byte is read."""
    if length > settings.UPLOAD_BYTES + FORM_BYTES:
        most = settings.UPLOAD_BYTES // 1_000_000
        raise Refused(
            "upload.too_large",
            Message(
                f"文件超过{most:,} MB 的上限，未接收。请按月份或县区拆分，或压缩为 zip 后报送。",
                f"The file is over the limit of {most:,} MB and was not taken. Split it by month or county, or zip it.",
            ),
        )
