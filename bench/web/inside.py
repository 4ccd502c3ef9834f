"""`python -m bench.web.inside WORK JSON`: work inside an installation, in a process of its own: Django knows one."""

from __future__ import annotations

import importlib
import json
import sys


def main(name: str, given: str) -> None:
    """Opens the house that the environment names, does the work, prints what comes of it as JSON."""
    from mingcha.cli.house import house

    house()
    inside = importlib.import_module(name)  # models can be imported only now
    found = inside.work(**json.loads(given))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
