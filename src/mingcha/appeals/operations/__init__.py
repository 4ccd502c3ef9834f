"""The only writers of the room."""

from __future__ import annotations

from mingcha.appeals.operations.assigning import assign_post
from mingcha.appeals.operations.bulletins import (
    draft_bulletin,
    propose_bulletin,
    publish_bulletin,
    return_bulletin,
    write_bulletin,
)
from mingcha.appeals.operations.catalogue import install_categories, set_route
from mingcha.appeals.operations.climbing import climb
from mingcha.appeals.operations.closing import close_due, close_month, correct_month
from mingcha.appeals.operations.desk import accept_appeal, decline_appeal, hand_over, lead_away
from mingcha.appeals.operations.filing import Filed, file_appeal
from mingcha.appeals.operations.publishing import hide_appeal, publish_appeal
from mingcha.appeals.operations.solving import answer_appeal, check_reply, close_unrated, extend_time, rate_reply
from mingcha.appeals.operations.staffing import keep_owners

__all__ = [
    "Filed",
    "accept_appeal",
    "answer_appeal",
    "assign_post",
    "check_reply",
    "climb",
    "close_due",
    "close_month",
    "close_unrated",
    "correct_month",
    "decline_appeal",
    "draft_bulletin",
    "extend_time",
    "file_appeal",
    "hand_over",
    "hide_appeal",
    "install_categories",
    "keep_owners",
    "lead_away",
    "propose_bulletin",
    "publish_appeal",
    "publish_bulletin",
    "rate_reply",
    "return_bulletin",
    "set_route",
    "write_bulletin",
]
