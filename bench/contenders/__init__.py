"""
What is measured, each in a fresh process: `python -m bench.contenders.<name> JSON`.

A contender imports as little as it needs: the time from process start counts.
"""
