"""What can be done about one appeal: each with its form, what it does, and who finds it on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_noop as _noop

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import access, coverage, forms, operations, queries, solving_forms, solving_queries
from mingcha.appeals.models import Appeal, Card, PublicVersion, Task
from mingcha.appeals.operations.peers import waiting_for_peer
from mingcha.appeals.operations.publishing import SHOWABLE
from mingcha.org import queries as org

FIELDS = {
    "appeal.summary": "summary",
    "appeal.identifier": "summary",
    "appeal.kind": "kind",
    "category.closed": "category",
    "appeal.reason": "reason",
    "appeal.what": "what",
    "appeal.reply": "text",
    "appeal.receipt": "text",
    "appeal.text": "text",
    "appeal.explanation": "text",
    "appeal.names": "text",
    "appeal.outcome": "outcome",
    "appeal.note": "note",
    "appeal.peer": "passed",
    "clock.amount": "amount",
    "clock.late": "amount",
    "share.own": "post",
    "share.exists": "post",
    "share.nobody": "post",
    "merge.lead": "into",
    "merge.far": "into",
    "merge.leads": "into",
    "merge.closed": "reason",
    "split.most": "reason",
    "appeal.late": "reason",
    "note.kind": "kind",
    "note.cost": "yuan",
    "card.exists": "colour",
    "card.over": "colour",
    "card.explained": "card",
}


@dataclass(frozen=True)
class Act:
    """Its form, the operation, its title, what is said afterwards, which permissions open it; whether it has files."""

    form: type[Form]
    do: Callable[..., object]
    title: str
    said: str
    needs: tuple[P, ...]
    files: bool = False
    #: Where on the page: `main` beside the matter, `side` beside the clock, `fold` folded away, "" by the page itself.
    place: str = "fold"


_DESK, _ABOVE, _ANSWERS = (P.APPEAL_DESK, P.APPEAL_HANDLE), (P.APPEAL_SUPERVISE,), (P.APPEAL_HANDLE,)
#: By the word in the address.
ACTS: dict[str, Act] = {
    "accept": Act(
        forms.AcceptForm, operations.accept_appeal, _noop("Accept"),
        _noop("Accepted. It is with whoever answers for it, and the time runs."), _DESK, place="main",
    ),
    "answer": Act(
        forms.AnswerForm, operations.answer_appeal, _noop("Answer"),
        _noop("Answered. Somebody else checks it now."), _ANSWERS, files=True, place="main",
    ),
    "share_answer": Act(
        solving_forms.ShareAnswerForm, operations.answer_share, _noop("Answer as co-handler"),
        _noop("Your share is answered; whoever leads it has it."), _ANSWERS, place="main",
    ),
    "peer": Act(
        solving_forms.PeerForm, operations.review_infeasible, _noop("Second opinion: not feasible?"),
        _noop("Your opinion is recorded."), _ABOVE, place="main",
    ),
    "check": Act(
        forms.CheckForm, operations.check_reply, _noop("Check the answer"), _noop("The check is recorded."), _ABOVE,
        place="main",
    ),
    "publish": Act(
        forms.PublishForm, operations.publish_appeal, _noop("Show it to everybody"),
        _noop("Shown on the page of the village."), (P.APPEAL_PUBLISH,), place="main",
    ),
    "note": Act(
        solving_forms.NoteForm, operations.note_work, _noop("Note the work"), _noop("Noted."), (*_ANSWERS, *_ABOVE),
        files=True,
    ),
    "share": Act(
        solving_forms.ShareForm, operations.ask_share, _noop("Ask others to help"),
        _noop("Asked. You stay responsible for the whole."), _ANSWERS,
    ),
    "hand_over": Act(
        forms.HandOverForm, operations.hand_over, _noop("Hand over"),
        _noop("Handed over. The time runs on as it did."), (*_ANSWERS, *_ABOVE),
    ),
    "merge": Act(
        solving_forms.MergeForm, operations.merge_appeal, _noop("The same matter as another"),
        _noop("Merged. Whoever brought it gets the answer; no due day moved."), (P.APPEAL_DESK,),
    ),
    "unmerge": Act(
        solving_forms.UnmergeForm, operations.unmerge_appeal, _noop("Another matter after all"),
        _noop("Taken out again, with its own time."), (P.APPEAL_DESK,), place="side",
    ),
    "split": Act(
        solving_forms.SplitForm, operations.split_appeal, _noop("It holds a second matter"),
        _noop("Split. The second matter is due when the first is."), (P.APPEAL_DESK,),
    ),
    "extend": Act(
        forms.ExtendForm, operations.extend_time, _noop("Grant more time"), _noop("More time was granted."), _ABOVE
    ),
    "card": Act(
        solving_forms.CardForm, operations.give_card, _noop("Lay a card"), _noop("The card lies on the matter."), _ABOVE
    ),
    "explain": Act(
        solving_forms.ExplainForm, operations.explain_card, _noop("Explain a card in writing"),
        _noop("The explanation is recorded."), _ANSWERS, place="side",
    ),
    "decline": Act(
        forms.DeclineForm, operations.decline_appeal, _noop("Decline"),
        _noop("Declined; the petitioner reads where to go."), _DESK,
    ),
    "share_end": Act(
        solving_forms.ShareEndForm, operations.withdraw_share, _noop("Withdraw"), _noop("Withdrawn."),
        (*_ANSWERS, *_ABOVE), place="",
    ),
    "hide": Act(
        Form, operations.hide_appeal, _noop("Take it off"), _noop("Taken off the page of the village."),
        (P.APPEAL_PUBLISH,), place="",
    ),
    "lead_away": Act(
        Form, operations.lead_away, _noop("It is an allegation"),
        _noop("Wiped here; the petitioner reads the safe ways."), (P.APPEAL_DESK, *_ABOVE), place="",
    ),
}  # fmt: skip


def form_of(name: str, appeal: Appeal, user: User, data: Any = None, *, at: datetime) -> Form:
    """The form of an act for an appeal, with what it offers or begins with."""
    known: dict[str, Any] = {}
    if name == "share":
        known["posts"] = coverage.posts_around(org.get_area(appeal.place.code))
    elif name == "merge":
        known["offers"] = solving_queries.could_take_in(user, appeal, at=at)
    elif name == "extend":
        known["unit"] = queries.unit_of(appeal)
    elif name == "explain":
        known["cards"] = list(Card.objects.filter(appeal=appeal, explained_at=None))
    elif name == "publish":
        version = PublicVersion.objects.filter(appeal=appeal).last()
        known = {"text": version.text, "answer": version.answer} if version else {"text": appeal.summary}
    return ACTS[name].form(data, **known)


def open_acts(appeal: Appeal, user: User, *, at: datetime) -> set[str]:
    """Acts that make sense now for somebody; the operations decide."""
    area = appeal.area_code
    own = Task.objects.filter(access.own_tasks(user, at=at), appeal=appeal)
    leads, helps = own.filter(lead=True).exists(), own.filter(lead=False).exists()
    desk = accounts.can(user, P.APPEAL_DESK, at=at, area=area)
    supervises = accounts.can(user, P.APPEAL_SUPERVISE, at=at, area=area)
    above = supervises and not access.is_party(user, appeal)
    works = leads or helps or supervises
    peer = waiting_for_peer(appeal)
    fits: dict[str, dict[str, bool]] = {
        "received": {"accept": leads or desk, "decline": leads or desk, "merge": desk, "card": above},
        "handling": {
            "answer": leads,
            "hand_over": leads or above,
            "extend": above,
            "note": works,
            "card": above,
            "share": leads,
            "share_answer": helps,
            "share_end": leads or above,
            "merge": desk,
            "split": desk,
            "explain": leads and appeal.cards.filter(explained_at=None).exists(),
        },
        "answered": {
            "check": above,
            "note": works,
            "card": above,
            "peer": above and peer is not None and user.office_id not in (None, peer.by.office_id),
        },
        "merged": {"unmerge": desk},
    }
    shows = accounts.can(user, P.APPEAL_PUBLISH, at=at, area=area)
    shown = {"publish": shows and appeal.state in SHOWABLE, "hide": shows and appeal.public_at is not None}
    wipes = {"lead_away": desk and appeal.state not in ("closed", "declined", "led_away")}
    return {name for name, may in {**fits.get(appeal.state, {}), **shown, **wipes}.items() if may}
