"""Matching: rule versions, runs, findings and what people concluded about them."""
