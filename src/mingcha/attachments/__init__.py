"""Stored files: what may be one, its hash, its clean derivative, who opens it, when it goes."""
