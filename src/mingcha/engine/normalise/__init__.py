"""Text → typed columns, keys, sealed identifiers, problems."""

from mingcha.engine.normalise.batch import normalise
from mingcha.engine.normalise.model import OK, PROBLEM_SCHEMA, QUARANTINED, Normalised
from mingcha.engine.normalise.reasons import NOTES, REASONS
from mingcha.engine.normalise.stored import IDENTIFIERS, empty_table, sealed_schema, stored_fields, stored_schema

__all__ = [
    "IDENTIFIERS",
    "NOTES",
    "OK",
    "PROBLEM_SCHEMA",
    "QUARANTINED",
    "REASONS",
    "Normalised",
    "empty_table",
    "normalise",
    "sealed_schema",
    "stored_fields",
    "stored_schema",
]
