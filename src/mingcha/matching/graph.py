"""
The people, bodies, accounts, telephones and cars around a finding, and which row ties them together.

Two cells mean the same when their pseudonyms are equal. Masked texts alone would tie strangers together whose numbers
begin and end alike; they are used only when the files behind the finding are no more, and the page then says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.datasets.engine import context, layout, specs
from mingcha.engine.normalise import IDENTIFIERS
from mingcha.engine.quality.conflicts import name_pairs
from mingcha.engine.running.looking import Spot, keys_of
from mingcha.engine.store.model import FileRecord
from mingcha.kernel.messages import Message
from mingcha.matching.models import Finding
from mingcha.matching.showing import Row

KINDS: Mapping[str, Message] = {
    "person": Message("人员", "person"),
    "body": Message("单位", "body"),
    "party": Message("个人或单位", "person or body"),
    "account": Message("账户", "account"),
    "phone": Message("电话", "telephone"),
    "plate": Message("车辆", "vehicle"),
    "ref": Message("编号", "number"),
}
_KIND = {"person_id": "person", "uscc": "body", "party_id": "party"}
#: Rows that are drawn; more would be a knot.
MOST_ROWS = 60


@dataclass(frozen=True)
class Node:
    """Somebody or something: how it is called here, what kind, in how many rows it stands."""

    label: str
    kind: str
    rows: int


@dataclass(frozen=True)
class Link:
    """Two nodes by position, and the datasets that name both."""

    source: int
    target: int
    datasets: tuple[Message, ...]


@dataclass(frozen=True)
class Graph:
    """`exact`: by pseudonyms. `left_out`: rows beyond those that are drawn."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    exact: bool
    left_out: int


def records_of(finding: Finding) -> list[FileRecord]:
    """The records that the newest run of a finding had read, as far as the store still has them."""
    found = (layout().load_record(entry["record"]) for entry in finding.last_run.inputs if entry["record"])
    return [record for record in found if record is not None]


def graph_of(finding: Finding, rows: Sequence[Row]) -> Graph:
    """The graph around a finding."""
    drawn = rows[:MOST_ROWS]
    keys = keys_of(context(), records_of(finding), [row.spot for row in drawn])
    return draw(drawn, keys, len(rows) - len(drawn))


def draw(rows: Sequence[Row], keys: Mapping[Spot, Mapping[str, int]], left_out: int = 0) -> Graph:
    """Nodes and links of rows, cells being the same by pseudonym where there is one."""
    places: dict[tuple[str, object], int] = {}
    labels: list[str] = []
    counts: list[int] = []
    ties: dict[tuple[int, int], dict[str, Message]] = {}
    for row in rows:
        here = []
        for kind, identity, label in _cells(row, keys.get(row.spot, {})):
            place = places.setdefault((kind, identity), len(places))
            if place == len(labels):
                labels.append(label)
                counts.append(0)
            counts[place] += 1
            labels[place] = max(labels[place], label, key=len)
            here.append(place)
        for other in here[1:]:
            if other != here[0]:
                pair = (min(here[0], other), max(here[0], other))
                ties.setdefault(pair, {})[row.spot.dataset] = row.dataset
    kinds = [kind for kind, _ in places]
    nodes = tuple(Node(*known) for known in zip(labels, kinds, counts, strict=True))
    links = tuple(Link(*pair, tuple(found.values())) for pair, found in ties.items())
    return Graph(nodes, links, all(row.spot in keys for row in rows), left_out)


def _cells(row: Row, keys: Mapping[str, int]) -> list[tuple[str, object, str]]:
    """Kind, identity and label of every identifier of a row, people and bodies first."""
    spec = specs().get(row.spot.dataset)
    if spec is None:
        return []
    names, texts = dict(name_pairs(spec)), {value.column: value.text for value in row.values}
    found = []
    for column, text in texts.items():
        known = spec.columns.get(column)
        if known is None or known.type not in IDENTIFIERS:
            continue
        kind = _KIND.get(known.type, known.type)
        name = texts.get(names.get(column, ""), "")
        found.append((kind, keys.get(column, text), f"{name} {text}".strip()))
    return sorted(found, key=lambda cell: list(KINDS).index(cell[0]))
