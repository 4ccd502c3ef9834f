"""The menu of the site: groups in the order of the work, entries in the order of a day."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.permissions import Permission as P


@dataclass(frozen=True)
class Entry:
    """A URL name, its label, and the permissions of which one opens it; None: everybody."""

    url: str
    label: Promise
    needs: frozenset[P] | None = None


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    label: Promise
    entries: tuple[Entry, ...]


MENU = (
    Group(
        _("My work"),
        (
            Entry("home", _("To do")),
            Entry("lamps", _("Deadlines"), frozenset({P.FINDING_READ, P.CLUE_READ, P.APPEAL_READ})),
        ),
    ),
    Group(
        _("Appeals"),
        (
            Entry("appeals", _("Desk of appeals"), frozenset({P.APPEAL_READ, P.APPEAL_HANDLE})),
            Entry("appeal_cards", _("Cards on matters"), frozenset({P.APPEAL_READ, P.APPEAL_HANDLE})),
            Entry("appeal_new", _("File for somebody"), frozenset({P.APPEAL_FILE})),
            Entry("rates", _("Rates of appeals"), frozenset({P.APPEAL_READ, P.DASHBOARD_READ})),
            Entry("bulletins", _("Monthly bulletins"), frozenset({P.APPEAL_READ, P.DASHBOARD_READ})),
            Entry("routes", _("Who answers where"), frozenset({P.ROUTE_MANAGE})),
            Entry("groups", _("Supervision groups"), frozenset({P.GROUP_PATROL})),
            Entry("patrol", _("Daily patrol"), frozenset({P.GROUP_PATROL})),
            Entry("group_vacancies", _("Vacant posts of groups"), frozenset({P.GROUP_MANAGE})),
        ),
    ),
    Group(
        _("Findings and clues"),
        (
            Entry("findings", _("Findings"), frozenset({P.FINDING_READ})),
            Entry("findings_overview", _("Overview of findings"), frozenset({P.FINDING_READ})),
            Entry("clues", _("Register of clues"), frozenset({P.CLUE_READ})),
            Entry("runs", _("Runs"), frozenset({P.RUN_READ})),
            Entry("rules", _("Rules"), frozenset({P.RULE_READ})),
        ),
    ),
    Group(
        _("Data"),
        (
            Entry("hand_in", _("Hand in files"), frozenset({P.DATASET_UPLOAD})),
            Entry("uploads", _("Files handed in"), frozenset({P.DATASET_READ})),
            Entry(
                "purposes",
                _("Purposes"),
                frozenset({P.PURPOSE_PROPOSE, P.PURPOSE_APPROVE, P.DATASET_READ, P.DATASET_RELEASE}),
            ),
        ),
    ),
    Group(
        _("Organisation"),
        (
            Entry("offices", _("Offices")),
            Entry("people", _("Accounts"), frozenset({P.USER_MANAGE, P.GRANT_MANAGE, P.RECUSAL_MANAGE})),
            Entry("calendar", _("Working calendar")),
            Entry("promises", _("Promises")),
        ),
    ),
    Group(
        _("Platform"),
        (
            Entry("trail", _("Audit trail"), frozenset({P.AUDIT_READ})),
            Entry("outbox", _("Messages in and out"), frozenset({P.SYSTEM_OPERATE})),
            Entry("api_keys", _("Keys of other systems"), frozenset({P.SYSTEM_OPERATE})),
        ),
    ),
)


def menu_for(held: frozenset[P]) -> list[Group]:
    """The groups with what somebody who holds these permissions may open; empty groups are left out."""
    groups = (Group(g.label, tuple(e for e in g.entries if e.needs is None or held & e.needs)) for g in MENU)
    return [group for group in groups if group.entries]
