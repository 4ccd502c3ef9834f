"""The demonstration: a fictional city in the platform, through the same operations that people use."""
