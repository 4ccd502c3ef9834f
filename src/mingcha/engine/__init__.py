"""From department files to findings. DuckDB lives here only. No Django."""
