"""A full disk is a sentence on the page, and what was there stays as it was."""

from __future__ import annotations

import errno

from django.db import OperationalError
from django.http import HttpResponse

from mingcha.kernel.messages import Message

_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: How SQLite and PostgreSQL say it.
_WORDS = ("disk is full", "disk i/o error", "no space left", "could not extend file", "could not write")
SENTENCE = Message(
    "服务器磁盘已满，刚才的操作没有生效，原有数据未受影响。请通知系统管理员清理磁盘后再试。",
    "The server's disk is full. What you just did was not done; everything before it is unharmed. Tell the system "
    "administrator to free some space, then try again.",
)


def is_no_room(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, says that nothing more can be written."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NUMBERS:
            return True
        if isinstance(error, OperationalError) and any(word in str(error).lower() for word in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


def answer() -> HttpResponse:
    """507 in both languages; a page that needs nothing: no template, no file, no database."""
    return HttpResponse(
        "<!doctype html><meta charset=utf-8><title>507</title>"
        f"<h1>507</h1><p lang=zh>{SENTENCE.zh}</p><p lang=en>{SENTENCE.en}</p>",
        status=507,
        headers={"Cache-Control": "no-store"},
    )
