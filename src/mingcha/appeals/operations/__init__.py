"""The only writers of the room."""

from __future__ import annotations

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
    "check_reply",
    "climb",
    "close_due",
    "close_month",
    "close_unrated",
    "correct_month",
    "decline_appeal",
    "extend_time",
    "file_appeal",
    "hand_over",
    "hide_appeal",
    "install_categories",
    "keep_owners",
    "lead_away",
    "publish_appeal",
    "rate_reply",
    "set_route",
]
