"""Reference pages generated from schemas, rule packs and the command line: `python -m mingcha.reference`."""

from mingcha.reference.pages import PAGES, pages

__all__ = ["PAGES", "pages"]
