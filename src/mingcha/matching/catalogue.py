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
from mingcha.engine.rules.library import RULEPACKS, Library, load_library
from mingcha.engine.rules.model import Rule
from mingcha.matching.models import RuleVersion


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
    folder = Path(settings.HOME) / "rulepacks" / digest / "own"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for rule_id, _, text in written:
        (folder / f"{rule_id}.sql").write_text(text, encoding="utf-8")
    return load_library(specs(), folder.parent)


def rule_of(version: RuleVersion) -> Rule | None:
    """What a version says about itself; None when its text is not among those in use or on the disk any more."""
    known = shipped() if version.shipped else _with(((version.rule_id, version.version, version.text),))
    rule = known.rules.get(version.rule_id)
    return rule if rule is not None and rule.version == version.version else None


@transaction.atomic
def enter_shipped(*, by: audit.Actor | str, at: datetime) -> int:
    """
    Enters the rules of the checkout into the catalogue; returns how many versions were new.

    A new version supersedes the one before; a suspended rule stays suspended until somebody lets its new version run.
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
    for version in new:
        older = RuleVersion.objects.filter(rule_id=version.rule_id, state__in=("approved", "suspended"))
        if held := older.filter(state="suspended").first():
            version.state, version.state_reason = "suspended", held.state_reason
        older.update(state="superseded", state_at=at)


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
