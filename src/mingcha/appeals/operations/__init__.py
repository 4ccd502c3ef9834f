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
from mingcha.appeals.operations.cards import explain_card, give_card, set_card_rule
from mingcha.appeals.operations.catalogue import install_categories, set_route
from mingcha.appeals.operations.climbing import climb
from mingcha.appeals.operations.closing import close_due, close_month, correct_month
from mingcha.appeals.operations.desk import accept_appeal, decline_appeal, hand_over
from mingcha.appeals.operations.digest import send_digests, set_digest
from mingcha.appeals.operations.filing import Filed, file_appeal
from mingcha.appeals.operations.group_posts import (
    Holder,
    close_post_kind,
    hand_over_post,
    install_post_sets,
    leave_post,
    may_change_set,
    open_post_kind,
    open_post_set,
)
from mingcha.appeals.operations.groups import GroupFacts, close_group, edit_group, open_group
from mingcha.appeals.operations.joint import answer_share, ask_share, mark_late_share, withdraw_share
from mingcha.appeals.operations.leading_away import lead_away
from mingcha.appeals.operations.merging import merge_appeal, split_appeal, unmerge_appeal
from mingcha.appeals.operations.notes import note_work
from mingcha.appeals.operations.patrol import Look, look_at_groups, plan_patrol
from mingcha.appeals.operations.peers import review_infeasible
from mingcha.appeals.operations.publishing import hide_appeal, publish_appeal
from mingcha.appeals.operations.solving import answer_appeal, check_reply, close_unrated, extend_time, rate_reply
from mingcha.appeals.operations.staffing import keep_owners
from mingcha.appeals.operations.supporting import forget_sources, support
from mingcha.appeals.operations.transcripts import Confirmed, file_threads

__all__ = [
    "Confirmed",
    "Filed",
    "GroupFacts",
    "Holder",
    "Look",
    "accept_appeal",
    "answer_appeal",
    "answer_share",
    "ask_share",
    "assign_post",
    "check_reply",
    "climb",
    "close_due",
    "close_group",
    "close_month",
    "close_post_kind",
    "close_unrated",
    "correct_month",
    "decline_appeal",
    "draft_bulletin",
    "edit_group",
    "explain_card",
    "extend_time",
    "file_appeal",
    "file_threads",
    "forget_sources",
    "give_card",
    "hand_over",
    "hand_over_post",
    "hide_appeal",
    "install_categories",
    "install_post_sets",
    "keep_owners",
    "lead_away",
    "leave_post",
    "look_at_groups",
    "mark_late_share",
    "may_change_set",
    "merge_appeal",
    "note_work",
    "open_group",
    "open_post_kind",
    "open_post_set",
    "plan_patrol",
    "propose_bulletin",
    "publish_appeal",
    "publish_bulletin",
    "rate_reply",
    "return_bulletin",
    "review_infeasible",
    "send_digests",
    "set_card_rule",
    "set_digest",
    "set_route",
    "split_appeal",
    "support",
    "unmerge_appeal",
    "withdraw_share",
    "write_bulletin",
]
