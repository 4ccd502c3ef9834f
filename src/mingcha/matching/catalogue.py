"""The rules as the platform knows them: those that come with it and those that analysts wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.datasets.engine import specs
from mingcha.engine.rules.cases import cases_file
from mingcha.engine.rules.frontmatter import rule_of_text
from mingcha.engine.rules.library import RULEPACKS, Library, load_library
from mingcha.engine.rules.model import Rule
from mingcha.kernel.errors import Refused
from mingcha.matching.models import RuleVersion

#: The pack of the rules that analysts write here.
OWN = "own"


@lru_cache(maxsize=1)
def shipped() -> Library:
    """The rules of the checkout, read once a process."""
    return load_library(specs())


def library() -> Library:
    """The rules in use: of each the approved version. Suspended ones are left out."""
    versions = list(RuleVersion.objects.filter(state="approved"))
    written = tuple((v.rule_id, v.version, v.text) for v in versions if not v.shipped)
    known = _with(written) if written else shipped()
    used = {(v.rule_id, v.version) for v in versions}
    return replace(known, rules={r.id: r for r in known.rules.values() if (r.id, r.version) in used})


@lru_cache(maxsize=4)
def _with(written: tuple[tuple[str, int, str], ...]) -> Library:
    """The library with rules that analysts wrote, which the engine reads from a folder."""
    digest = hashlib.sha256(repr(written).encode()).hexdigest()[:16]
    folder = Path(settings.HOME) / "rulepacks" / digest
    for rule_id, _, text in written:
        file = folder / source_of(rule_id)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_library(specs(), folder)


def rule_of(version: RuleVersion) -> Rule | None:
    """What a version says about itself; None when its text cannot be understood (a draft may be anything)."""
    known = shipped().rules.get(version.rule_id) if version.shipped else None
    if known is not None and known.version == version.version:
        return known
    return _understood(version.rule_id, version.text)


@lru_cache(maxsize=256)
def _understood(rule_id: str, text: str) -> Rule | None:
    try:
        return rule_of_text(text, source_of(rule_id))
    except Refused:
        return None


def source_of(rule_id: str) -> Path:
    """What a rule that an analyst wrote is called as a file."""
    return Path(OWN) / f"{rule_id}.sql"


def cases_of(version: RuleVersion) -> str:
    """The cases of a version; those beside the file of a rule that comes with the platform."""
    rule = shipped().rules.get(version.rule_id)
    if version.cases or rule is None or not version.shipped:
        return version.cases
    return cases_file(RULEPACKS / rule.pack / rule.source).read_text(encoding="utf-8")


@transaction.atomic
def enter_shipped(*, by: audit.Actor | str, at: datetime) -> int:
    """
    Enters the rules of the checkout into the catalogue; returns how many versions were new.

    A new version supersedes the one before; a suspended rule stays suspended until somebody lets its new version run.
    Where analysts have a text of their own in use, the new one waits for approval: an update undoes no decision.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in RULEPACKS.rglob("*.sql")}
    known = {(v.rule_id, v.version): v for v in RuleVersion.objects.filter(shipped=True)}
    fresh = [_version(rule, _text_of(rule, texts), at) for rule in shipped().rules.values()]
    new = [version for version in fresh if (version.rule_id, version.version) not in known]
    _supersede(new, at)
    RuleVersion.objects.bulk_create(new)
    if new:
        names = [f"{version.rule_id}@{version.version}" for version in new]
        audit.record("rules.entered", by=by, at=at, detail={"rules": names})
    return len(new)


def _supersede(new: Iterable[RuleVersion], at: datetime) -> None:
    """The state of a rule outlives its version: what was suspended is not let loose by an update."""
    older: dict[str, list[RuleVersion]] = {}
    for held in RuleVersion.objects.filter(state__in=("approved", "suspended")).defer("text", "cases"):
        older.setdefault(held.rule_id, []).append(held)
    for version in new:
        before = older.get(version.rule_id, [])
        if not all(held.shipped for held in before):
            version.state = "proposed"
            continue
        if suspended := next((held for held in before if held.state == "suspended"), None):
            version.state, version.state_reason = "suspended", suspended.state_reason
        if before:  # nearly none has one: a house is entered whole when it begins
            RuleVersion.objects.filter(pk__in=[held.pk for held in before]).update(state="superseded", state_at=at)


def _text_of(rule: Rule, texts: dict[str, str]) -> str:
    return texts.get(Path(rule.source).stem) or rule.sql


def _version(rule: Rule, text: str, at: datetime) -> RuleVersion:
    return RuleVersion(
        rule_id=rule.id,
        version=rule.version,
        catalogue=rule.catalogue,
        title_zh=rule.title.zh,
        title_en=rule.title.en,
        strength=rule.strength,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        shipped=True,
        state="approved",
        state_at=at,
    )
