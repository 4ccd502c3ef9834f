"""Django's settings. Installations differ by environment variables only; `base` reads them, `test` is for pytest."""
