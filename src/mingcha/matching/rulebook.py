"""The catalogue of rules as people look it up: its lines, filtered, and what the page of one version shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingcha.accounts.models import User
from mingcha.accounts.queries import names_of
from mingcha.audit.actions import wording
from mingcha.audit.queries import timeline
from mingcha.datasets.engine import specs
from mingcha.engine.rules.model import Rule
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message
from mingcha.matching import access, catalogue, precision, tallies
from mingcha.matching.models import RuleVersion
from mingcha.matching.precision import Precision
from mingcha.matching.slots import column_title
from mingcha.matching.states import RULE_VERSION

#: Rules that one may approve: proposed by somebody else.
TO_APPROVE = "to_approve"
#: What the list can be asked for; "" is what runs use or would use.
STATES: Mapping[str, Message] = {
    "": Message("在用和已停用", "in use or suspended"),
    **{code: RULE_VERSION.states[code] for code in ("approved", "suspended", "proposed")},
    TO_APPROVE: Message("待我批准", "for me to approve"),
    "draft": Message("我的草稿", "my drafts"),
}
DECISIONS = ("rule.drafted", "rule.proposed", "rule.returned", "rule.approved", "rule.suspended", "rule.reinstated")
_NONE = precision.judged({})


@dataclass(frozen=True)
class Wanted:
    """Filters of the list; empty ones ask for nothing."""

    dataset: str = ""
    strength: str = ""
    state: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """A version in the list: its rule when its text can be understood, how often it was right, findings to see."""

    version: RuleVersion
    rule: Rule | None
    datasets: Sequence[DatasetSpec]
    precision: Precision
    findings: int


def wanted(given: Mapping[str, str]) -> Wanted:
    """What an address asks for; what cannot be meant is passed over."""
    asked = {name: given.get(name, "").strip()[:60] for name in ("dataset", "strength", "state", "text")}
    known = {"dataset": specs().keys(), "strength": set("ABC"), "state": STATES.keys()}
    return Wanted(**{name: value if name not in known or value in known[name] else "" for name, value in asked.items()})


def entries(user: User, asked: Wanted, *, at: datetime) -> list[Entry]:
    """The versions asked for, by number; figures over what `user` may see."""
    versions = list(_versions(user, asked.state, at))
    if not versions:
        return []
    known = precision.by_version(user, at=at)
    counts = tallies.count(user, at=at, only=("rule_key",))["rule_key"]
    found = []
    for version in versions:
        rule = catalogue.rule_of(version)
        entry = Entry(
            version,
            rule,
            datasets_of(rule),
            known.get(version.pk, _NONE),
            counts.get(version.rule_id, (0, 0))[0],
        )
        if _fits(entry, asked):
            found.append(entry)
    return found


def _versions(user: User, state: str, at: datetime) -> Iterator[RuleVersion]:
    found = RuleVersion.objects.select_related("proposed_by", "approved_by").order_by("catalogue", "rule_id", "version")
    if state == "draft":
        yield from found.filter(state="draft", proposed_by=user)
    elif state == TO_APPROVE:
        yield from found.filter(pk__in=access.proposals_for(user, at=at).values("pk"))
    else:
        yield from found.filter(state__in=[state] if state else ["approved", "suspended"])


def _fits(entry: Entry, asked: Wanted) -> bool:
    if asked.strength and entry.version.strength != asked.strength:
        return False
    if asked.dataset and asked.dataset not in {spec.dataset for spec in entry.datasets}:
        return False
    return all(word in _words(entry) for word in asked.text.casefold().split())


def _words(entry: Entry) -> str:
    """Everything in which a word is looked for."""
    version, rule = entry.version, entry.rule
    texts = [f"{version.catalogue:03d}", version.rule_id, version.title_zh, version.title_en]
    if rule is not None:
        texts += [*rule.basis, *rule.explanation, *rule.verify, *(t for x in rule.exclusions for t in x.title)]
    return "\n".join(texts).casefold()


def datasets_of(rule: Rule | None) -> list[DatasetSpec]:
    """The registers behind a rule, those it needs before those that only serve exclusions."""
    if rule is None:
        return []
    catalog = catalogue.shipped().catalog
    known = {n: c for n, c in {**rule.inputs, **rule.optional}.items() if catalog.columns(n) is not None}
    required, optional = catalog.base_inputs(
        {n: c for n, c in rule.inputs.items() if n in known}, {n: c for n, c in rule.optional.items() if n in known}
    )
    return [specs()[name] for name in (*sorted(required), *sorted(optional))]


@dataclass(frozen=True)
class Input:
    """A table that a rule reads, with the columns it may see; `needed`, or only for exclusions; its registers."""

    name: str
    title: Message
    columns: Sequence[tuple[str, Message]]
    needed: bool
    registers: Sequence[Message]


def inputs_of(rule: Rule) -> list[Input]:
    """What the rule may see, and nothing else."""
    both = ((rule.inputs, True), (rule.optional, False))
    return [_input(name, columns, needed) for group, needed in both for name, columns in group.items()]


def _input(name: str, columns: Sequence[str], needed: bool) -> Input:
    spec = specs().get(name)
    if spec is None:
        catalog = catalogue.shipped().catalog
        below = set().union(*catalog.base_inputs({name: ()}, {})) if name in catalog.tables else set()
        registers = [specs()[dataset] for dataset in sorted(below)]
        title = Message("派生表", "derived table")
        titled = [(c, column_title(c, registers)) for c in columns]
        return Input(name, title, titled, needed, [_title(spec) for spec in registers])
    return Input(name, _title(spec), [(c, _column(spec, c)) for c in columns], needed, ())


def _title(spec: DatasetSpec) -> Message:
    return Message(spec.title_zh, spec.title_en)


def _column(spec: DatasetSpec, column: str) -> Message:
    """What a column is called; the code itself for one of the engine's own."""
    for name in (column, column.removesuffix("_from"), column.removesuffix("_to")):
        if (known := spec.columns.get(name)) is not None:
            return Message(known.title_zh or column, known.title_en or column)
    return Message(column, column)


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a version, when and why; `who` is empty when it was the floor of precision."""

    what: Message
    who: str
    reason: str
    when: datetime


def history_of(version: RuleVersion) -> list[Decision]:
    """Who wrote, proposed, approved, suspended a version and let it run again, from the audit trail, newest first."""
    records = list(timeline(version.audit_name).filter(action__in=DECISIONS).order_by("-seq"))
    names = names_of(record.actor for record in records)
    return [
        Decision(wording(r.action), names.get(r.actor, ""), str(json.loads(r.detail).get("reason", "")), r.at)
        for r in records
    ]
