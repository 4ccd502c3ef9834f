"""Clues: what findings become when two people agree, and the register they stand in."""
