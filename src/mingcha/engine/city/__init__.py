"""Fictional demo cities with planted cases and truth."""

from mingcha.engine.city.bench import BenchCity, make_bench_city

__all__ = ["BenchCity", "make_bench_city"]
