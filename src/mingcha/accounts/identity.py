"""The pseudonym of a person or a body, from the number that somebody types. The number itself is not kept."""

from __future__ import annotations

from django.conf import settings

from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.errors import Refused
from mingcha.kernel.identifiers import party_id
from mingcha.kernel.messages import Message


def pseudonym_of(text: str) -> int:
    """As registers have it, for a resident id or a credit code. Refused (`identity.wrong`) when it is neither."""
    read = party_id(text)
    if read.text is None:
        raise Refused(
            "identity.wrong",
            Message(
                "不是有效的身份证号或统一社会信用代码，请核对。",
                "This is no valid resident identity number or credit code. Check it.",
            ),
        )
    return Keys(settings.SECRET).pseudonym("person" if read.kind == "person" else "uscc", read.text)
