"""Sheets → datasets, columns, constants; what in a body is a title, a total, a repeated header, a note."""

from mingcha.engine.understanding.answers import Answer, Answers, read_answers, suggest_answers, write_answers
from mingcha.engine.understanding.areas import Areas, load_areas
from mingcha.engine.understanding.body import RowClass, classify
from mingcha.engine.understanding.model import ColumnMatch, Constant, Mapping, NotUnderstood
from mingcha.engine.understanding.sheets import understand
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec, load_specs

__all__ = [
    "Answer",
    "Answers",
    "Areas",
    "ColumnMatch",
    "ColumnSpec",
    "Constant",
    "DatasetSpec",
    "Mapping",
    "NotUnderstood",
    "RowClass",
    "classify",
    "load_areas",
    "load_specs",
    "read_answers",
    "suggest_answers",
    "understand",
    "write_answers",
]
