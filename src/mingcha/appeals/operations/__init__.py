"""The only writers of the room."""

from __future__ import annotations

from mingcha.appeals.operations.cards import explain_card, give_card, set_card_rule
from mingcha.appeals.operations.catalogue import install_categories, set_route
from mingcha.appeals.operations.climbing import climb
from mingcha.appeals.operations.desk import accept_appeal, decline_appeal, hand_over
from mingcha.appeals.operations.digest import send_digests, set_digest
from mingcha.appeals.operations.filing import Filed, file_appeal
from mingcha.appeals.operations.joint import answer_share, ask_share, mark_late_share, withdraw_share
from mingcha.appeals.operations.leading_away import lead_away
from mingcha.appeals.operations.merging import merge_appeal, split_appeal, unmerge_appeal
from mingcha.appeals.operations.notes import note_work
from mingcha.appeals.operations.peers import review_infeasible
from mingcha.appeals.operations.publishing import hide_appeal, publish_appeal
from mingcha.appeals.operations.solving import answer_appeal, check_reply, close_unrated, extend_time, rate_reply
from mingcha.appeals.operations.staffing import keep_owners
from mingcha.appeals.operations.supporting import forget_sources, support
from mingcha.appeals.operations.transcripts import Confirmed, file_threads

__all__ = [
    "Confirmed",
    "Filed",
    "accept_appeal",
    "answer_appeal",
    "answer_share",
    "ask_share",
    "check_reply",
    "climb",
    "close_unrated",
    "decline_appeal",
    "explain_card",
    "extend_time",
    "file_appeal",
    "file_threads",
    "forget_sources",
    "give_card",
    "hand_over",
    "hide_appeal",
    "install_categories",
    "keep_owners",
    "lead_away",
    "mark_late_share",
    "merge_appeal",
    "note_work",
    "publish_appeal",
    "rate_reply",
    "review_infeasible",
    "send_digests",
    "set_card_rule",
    "set_digest",
    "set_route",
    "split_appeal",
    "support",
    "unmerge_appeal",
    "withdraw_share",
]
