"""
Who opens a stored file: whoever may see the record it belongs to. The room of the record decides that first, and then
asks here for a file of that record; a file of another record is NotFound, whether or not it exists.
"""

from __future__ import annotations

from collections.abc import Collection

from mingcha.attachments.models import Attachment
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message


def attachment_for(number: str, *, owners: Collection[str]) -> Attachment:
    """The file `number`, when it belongs to one of `owners`, all of which the caller has looked up for the user."""
    found = Attachment.objects.filter(number=number, owner__in=owners, dropped_at=None).first()
    if found is None:
        raise NotFound(
            "attachment.absent",
            Message(
                "没有这个附件，或您无权查看。请从所属记录进入。", "There is no such file; go there from its record."
            ),
        )
    return found
