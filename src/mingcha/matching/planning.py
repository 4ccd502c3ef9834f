"""Which rules in use can run on the released files of a purpose, and what is missing for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from mingcha.datasets import engine, queries
from mingcha.datasets.models import Purpose
from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.model import Rule
from mingcha.engine.running.plan import make_plan
from mingcha.engine.running.tables import datasets_of
from mingcha.kernel.messages import Message
from mingcha.matching import catalogue


@dataclass(frozen=True)
class Ready:
    """A rule that can run, and the innocent explanations that cannot be tested for lack of data."""

    rule: Rule
    untested: Sequence[Message]


@dataclass(frozen=True)
class Plan:
    """
    What would happen if a run were started now. `missing` rules come with the sentence why; `lacking` registers with
    how many rules wait for each, the most wanted first.
    """

    files: int
    ready: Sequence[Ready]
    missing: Sequence[tuple[Rule, Message]]
    lacking: Sequence[tuple[Message, int]]


def plan_for(purpose: Purpose) -> Plan:
    """The plan over released files. Quality is judged when the run loads them. Refused when a file was lost."""
    library = catalogue.library()
    records = queries.released_records(purpose)
    delivered = {name: found.columns for name, found in datasets_of(records, engine.specs()).items()}
    plan = make_plan(list(library.rules.values()), library.catalog, delivered, ())
    ready = [Ready(rule, [x.title for x in rule.exclusions if x.name in untested]) for rule, untested in plan.runnable]
    missing = [(report.rule, report.message) for report in plan.reports if report.message]
    return Plan(len(records), ready, missing, _lacking([rule for rule, _ in missing], library.catalog, delivered))


def _lacking(rules: Sequence[Rule], catalog: Catalog, delivered: Container[str]) -> list[tuple[Message, int]]:
    wanted: Counter[str] = Counter()
    for rule in rules:
        required, _ = catalog.base_inputs(rule.inputs, rule.optional)
        wanted.update(name for name in required if name not in delivered)
    titles = {name: Message(spec.title_zh, spec.title_en) for name, spec in catalog.datasets.items()}
    return [(titles[name], count) for name, count in sorted(wanted.items(), key=lambda pair: (-pair[1], pair[0]))]
