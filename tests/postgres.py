"""The database tests once more, on PostgreSQL: `python -m tests.postgres [pytest options]`."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.factories.postgres import MISSING, server


def main(arguments: list[str]) -> int:
    """The exit status of the tests; 0 with a sentence when this machine has no PostgreSQL."""
    with server() as address:
        if address is None:
            print(f"database tests on PostgreSQL skipped: {MISSING}", file=sys.stderr)
            return 0
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
