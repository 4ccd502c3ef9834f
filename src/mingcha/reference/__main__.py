"""`python -m mingcha.reference --write | --check`: generated reference pages."""

from __future__ import annotations

import sys

from mingcha.kernel.errors import MingchaError
from mingcha.reference.pages import stale, write


def main(arguments: list[str]) -> int:
    """Exit status: 0 up to date or written, 1 stale or broken, 2 wrong usage."""
    if arguments not in (["--write"], ["--check"]):
        sys.stderr.write("usage: python -m mingcha.reference --write | --check\n")
        return 2
    try:
        names = write() if arguments == ["--write"] else stale()
    except MingchaError as error:
        sys.stderr.write(f"{error.message.zh}\n{error.message.en}\n")
        return 1
    if arguments == ["--write"]:
        sys.stdout.write("".join(f"docs/reference/{name}\n" for name in names))
        return 0
    for name in names:
        sys.stderr.write(f"docs/reference/{name} 已过时，请运行 ./run fix · is stale: run ./run fix\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
