"""The words of the rules: configuration data, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Lists:
    """Words by what they point to, and what each list rests on."""

    basis: Mapping[str, str]
    categories: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, ...]]
    urgent: tuple[str, ...]
    wanting: tuple[str, ...]
    dialect: Mapping[str, str]
    polite: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]


@cache
def lists() -> Lists:
    """Those of `keywords.yml`."""
    found = yaml.safe_load((files(__package__) / "keywords.yml").read_text(encoding="utf-8"))
    longest_first = sorted(found["dialect"], key=len, reverse=True)
    return Lists(
        found["basis"],
        _words(found["categories"]),
        _words(found["kinds"]),
        tuple(found["urgent"]),
        tuple(found["wanting"]),
        {word: found["dialect"][word] for word in longest_first},
        tuple(sorted(found["polite"], key=len, reverse=True)),
        tuple(map(tuple, found["same"])),
    )


def _words(given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(words) for code, words in given.items()}
