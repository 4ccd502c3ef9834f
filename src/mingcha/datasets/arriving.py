"""How large a file that a department hands in may be."""

from __future__ import annotations

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def too_large(most: int) -> Refused:
    """A file over so many bytes."""
    return Refused(
        "upload.too_large",
        Message(
            f"文件超过{most // 1_000_000:,} MB 的上限，未接收。请按月份或县区拆分，或压缩为 zip 后报送。",
            f"The file is over the limit of {most // 1_000_000:,} MB and was not taken. Split it by month or county, "
            "or zip it.",
        ),
    )
