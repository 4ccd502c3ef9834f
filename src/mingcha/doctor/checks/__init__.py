"""The checks, a module per subject. Importing a module enters its checks; the order here is the order of asking."""

# isort: off
from mingcha.doctor.checks import database, program, keys, machine, site, chain, people, work, files

__all__ = ["chain", "database", "files", "keys", "machine", "people", "program", "site", "work"]
