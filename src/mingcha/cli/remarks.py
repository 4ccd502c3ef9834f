"""What a run could not read or understand, said once for all files alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from mingcha.engine.reading.model import ReadFailure
from mingcha.engine.understanding.model import NotUnderstood
from mingcha.kernel.messages import Message

_NAMED = 6  # files named after the first; twelve monthly files of one county differ in the month only


def remarks(failures: Iterable[ReadFailure], not_understood: Iterable[NotUnderstood]) -> list[Message]:
    """The sentences in order; sheets with the same problem and the same headers share the first one's."""
    groups: dict[Hashable, list[ReadFailure | NotUnderstood]] = {}
    for failure in failures:
        groups.setdefault((failure.code, failure.origin.file), []).append(failure)
    for item in not_understood:
        if item.code != "instructions":
            likeliest = item.candidates[0][0] if item.candidates else ""
            groups.setdefault((item.code, likeliest, item.headers), []).append(item)
    return [_together(group) for group in groups.values()]


def _together(group: list[ReadFailure | NotUnderstood]) -> Message:
    message, others = group[0].message, [item.origin.file for item in group[1:]]
    if not others:
        return message
    named = "、".join(dict.fromkeys(others[:_NAMED]))
    more = len(others) > _NAMED
    return Message(
        f"{message.zh}（同样情况还有{len(others)}处：{named}{'等' if more else ''}）",
        f"{message.en} (The same {len(others)} more times: {named}{' and others' if more else ''}.)",
    )
