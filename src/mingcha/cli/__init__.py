"""The command line: `mingcha …`."""

from mingcha.cli.main import main

__all__ = ["main"]
