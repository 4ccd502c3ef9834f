"""Fictional demo cities with planted cases and truth."""

from mingcha.engine.city.bench import BenchCity, make_bench_city
from mingcha.engine.city.city import CitySummary, make_city
from mingcha.engine.city.dirt import Mess

__all__ = ["BenchCity", "CitySummary", "Mess", "make_bench_city", "make_city"]
