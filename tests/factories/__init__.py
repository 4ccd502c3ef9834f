"""Made-up things for tests."""
