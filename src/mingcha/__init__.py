"""Mingcha 明察: a city supervision platform. See docs/architecture.md."""
