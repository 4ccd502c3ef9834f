"""Benchmarks: what the house costs and gains, as ratios against named rivals in the same run."""
