"""
What can be done, and which role may do it. Roles are code: they are reviewed like code, and no screen can widen one.

The three administrators of GB/T 22239 level 3 (系统, 安全, 审计) exclude each other and see no case material.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingcha.kernel.messages import Message


class Permission(StrEnum):
    """One thing that somebody may do, named `record.verb`."""

    AREA_MANAGE = "area.manage"
    OFFICE_MANAGE = "office.manage"
    CALENDAR_MANAGE = "calendar.manage"
    USER_MANAGE = "user.manage"
    GRANT_MANAGE = "grant.manage"
    RECUSAL_MANAGE = "recusal.manage"
    AUDIT_READ = "audit.read"
    SYSTEM_OPERATE = "system.operate"
    PURPOSE_PROPOSE = "purpose.propose"
    PURPOSE_APPROVE = "purpose.approve"
    DATASET_UPLOAD = "dataset.upload"
    DATASET_CONFIRM = "dataset.confirm"
    DATASET_RELEASE = "dataset.release"
    DATASET_READ = "dataset.read"
    RULE_READ = "rule.read"
    RULE_WRITE = "rule.write"
    RULE_APPROVE = "rule.approve"
    RUN_START = "run.start"
    RUN_READ = "run.read"
    FINDING_READ = "finding.read"
    FINDING_ASSIGN = "finding.assign"
    FINDING_REVIEW = "finding.review"
    FINDING_EXPORT = "finding.export"
    IDENTITY_UNMASK = "identity.unmask"
    PERSON_SEARCH = "person.search"
    CLUE_PROPOSE = "clue.propose"
    CLUE_CONFIRM = "clue.confirm"
    CLUE_READ = "clue.read"
    APPEAL_FILE = "appeal.file"
    APPEAL_READ = "appeal.read"
    APPEAL_HANDLE = "appeal.handle"
    APPEAL_DESK = "appeal.desk"
    APPEAL_SUPERVISE = "appeal.supervise"
    APPEAL_PUBLISH = "appeal.publish"
    ROUTE_MANAGE = "route.manage"
    GROUP_MANAGE = "group.manage"
    GROUP_PATROL = "group.patrol"
    DASHBOARD_READ = "dashboard.read"
    DEADLINE_MANAGE = "deadline.manage"


@dataclass(frozen=True)
class Role:
    """A set of permissions with a name. `excludes` are roles that nobody may hold beside it."""

    code: str
    title: Message
    permissions: frozenset[Permission]
    excludes: frozenset[str] = frozenset()


P = Permission
_ANSWERS = frozenset({P.APPEAL_FILE, P.APPEAL_HANDLE})
_HEARS = _ANSWERS | {P.APPEAL_READ, P.APPEAL_DESK, P.APPEAL_SUPERVISE, P.GROUP_MANAGE, P.GROUP_PATROL}
_SUPERVISOR = _HEARS | {P.RULE_READ, P.RUN_READ, P.FINDING_READ, P.FINDING_ASSIGN, P.DASHBOARD_READ, P.CLUE_READ}


def _manager(code: str, zh: str, en: str, *permissions: Permission) -> Role:
    """One of the three administrators: every other role is closed to its holder."""
    return Role(code, Message(zh, en), frozenset(permissions), frozenset({"*"}))


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("duty_holder", Message("监督服务群值守人员", "group duty holder"), _ANSWERS | {P.GROUP_PATROL}),
        Role("responder", Message("部门承办人员", "responder"), _ANSWERS | {P.DATASET_UPLOAD}),
        Role("township_supervisor", Message("乡镇监督人员", "township supervisor"), _SUPERVISOR),
        Role(
            "county_supervisor",
            Message("县级监督人员", "county supervisor"),
            _SUPERVISOR | {P.CLUE_CONFIRM, P.ROUTE_MANAGE},
        ),
        Role(
            "city_supervisor",
            Message("市级监督人员", "city supervisor"),
            _SUPERVISOR
            | {
                P.CLUE_CONFIRM,
                P.ROUTE_MANAGE,
                P.PURPOSE_APPROVE,
                P.RULE_APPROVE,
                P.DEADLINE_MANAGE,
                P.CALENDAR_MANAGE,
            },
        ),
        Role(
            "analyst",
            Message("数据分析人员", "analyst"),
            frozenset(
                {
                    P.PURPOSE_PROPOSE,
                    P.DATASET_UPLOAD,
                    P.DATASET_CONFIRM,
                    P.DATASET_READ,
                    P.RULE_READ,
                    P.RULE_WRITE,
                    P.RUN_START,
                    P.RUN_READ,
                    P.FINDING_READ,
                    P.FINDING_ASSIGN,
                    P.DASHBOARD_READ,
                }
            ),
        ),
        Role(
            "data_releaser",
            Message("数据复核人员", "data releaser"),
            frozenset({P.DATASET_READ, P.DATASET_RELEASE, P.RULE_READ, P.RULE_APPROVE}),
        ),
        Role(
            "reviewer",
            Message("疑点核查人员", "reviewer"),
            frozenset(
                {
                    P.RULE_READ,
                    P.FINDING_READ,
                    P.FINDING_REVIEW,
                    P.FINDING_EXPORT,
                    P.IDENTITY_UNMASK,
                    P.PERSON_SEARCH,
                    P.CLUE_PROPOSE,
                    P.CLUE_READ,
                }
            ),
        ),
        Role("case_handler", Message("案件承办人员", "case handler"), frozenset({P.FINDING_READ, P.CLUE_READ})),
        Role("adjudicator", Message("案件审理人员", "adjudicator"), frozenset({P.CLUE_READ})),
        Role("custodian", Message("身份保管人", "custodian"), frozenset()),
        Role("publisher", Message("公开发布人员", "publisher"), frozenset({P.APPEAL_READ, P.APPEAL_PUBLISH})),
        Role("leader", Message("分管领导", "leader"), frozenset({P.DASHBOARD_READ, P.CLUE_CONFIRM, P.CLUE_READ})),
        _manager(
            "system_administrator",
            "系统管理员",
            "system administrator",
            P.SYSTEM_OPERATE,
            P.AREA_MANAGE,
            P.OFFICE_MANAGE,
            P.CALENDAR_MANAGE,
            P.USER_MANAGE,
        ),
        _manager("security_administrator", "安全管理员", "security administrator", P.GRANT_MANAGE, P.RECUSAL_MANAGE),
        _manager("auditor", "审计管理员", "auditor", P.AUDIT_READ),
    )
}


def excluding(first: str, second: str) -> bool:
    """Whether two roles may not be held by one person."""
    one, two = ROLES[first], ROLES[second]
    return first != second and bool({"*", second} & one.excludes or {"*", first} & two.excludes)
