"""
Whose a file is. A room above enters each kind of record that has files (from `AppConfig.ready`), and says which of some
records are still there; files whose record is gone go too. A kind that nobody entered is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

#: Of some ids, those that still exist.
Present = Callable[[Collection[str]], Collection[str]]

OWNERS: dict[str, Present] = {}


def gone(owners: Collection[str]) -> set[str]:
    """Those of some owners (`kind:id`) that are there no more."""
    lost: set[str] = set()
    for kind, present in OWNERS.items():
        ids = {owner.partition(":")[2] for owner in owners if owner.partition(":")[0] == kind}
        lost |= {f"{kind}:{one}" for one in ids - set(present(ids))} if ids else set()
    return lost
