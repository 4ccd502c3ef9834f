"""
The database tests once more, on PostgreSQL: `python -m tests.postgres [--everything] [pytest options]`.

The rule: a test that uses the database of the tests runs here too, for constraints, triggers, locks, row security,
races, transactions, indexes and the order of rows are another matter on PostgreSQL. Only those in `ALIKE` are left
out: they ask what a file, a rule text or a reckoning comes to and merely keep the answer, and every operation and page
that they go through has another test here. A new test is therefore in, unless somebody writes it down with its reason.
With `--everything` they run as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from tests.factories.postgres import MISSING, server

#: Set for pytest: nothing is left out.
EVERYTHING = "TEST_DATABASE_EVERYTHING"
_MATCHING = "tests/integration/matching"
_RECUSING = f"{_MATCHING}/test_recusing.py"
#: Module, or module::test → what it asks; what asks the same of the database here.
ALIKE: Mapping[str, str] = {
    "tests/integration/backups/test_secret.py": "how an archive is sealed; restored in test_live.py",
    "tests/integration/datasets/test_drift.py": "what two files differ in; kept in test_operations.py",
    "tests/integration/datasets/test_hostile.py": "what a child does with a file; kept in test_operations.py",
    "tests/integration/deadlines/test_never_shorter.py": "how days are reckoned; acts and clocks in test_clocks.py",
    f"{_MATCHING}/test_editor.py::test_what_does_not_pass_is_not_proposed": "the gate; acts in the tests beside it",
    f"{_MATCHING}/test_editor.py::test_cases_that_cannot_be_run_or_leave_something_open": "the same",
    f"{_MATCHING}/test_editor_pages.py": "what the gate says on a page; every address in web/test_routes.py",
    f"{_MATCHING}/test_run_pages.py": "what pages of a run say; from plan to result in test_runs.py",
    f"{_RECUSING}::test_a_fact_that_a_person_has_ended_stays_ended": "who is kin; seen in the first test",
    f"{_RECUSING}::test_files_without_a_household_register_tie_nobody": "the same",
    f"{_RECUSING}::test_who_gets_an_account_while_registers_are_read_still_waits": "who is waited for; asked in"
    " test_whoever_comes_later_is_searched_for_once",
    f"{_RECUSING}::test_a_run_of_one_purpose_is_not_enough_where_another_has_findings": "the same",
}


def is_alike(nodeid: str) -> bool:
    """Whether the database has no say in a test, by the rule above."""
    module, _, test = nodeid.partition("::")
    return module in ALIKE or f"{module}::{test.partition('[')[0]}" in ALIKE


def main(arguments: list[str]) -> int:
    """The exit status of the tests; 0 with a sentence when this machine has no PostgreSQL."""
    given = [word for word in arguments if word != "--everything"]
    with server() as address:
        if address is None:
            print(f"database tests on PostgreSQL skipped: {MISSING}", file=sys.stderr)
            return 0
        known = {"TEST_DATABASE_URL": address, EVERYTHING: "yes" if given != arguments else ""}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *given], env={**os.environ, **known}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
