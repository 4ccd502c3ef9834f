"""From proved hits to findings: subject, sentences, evidence, fingerprints, all in the engine."""

from __future__ import annotations

from typing import Any

from mingcha.engine.normalise import stored_fields
from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS, Rule, SubjectPart
from mingcha.engine.running.model import FINDINGS_SCHEMA
from mingcha.engine.running.showing import mask_sql, pseudonym_sql
from mingcha.engine.running.tables import Dataset, Tables
from mingcha.engine.running.template import identifier_columns, sentence_sql, shown
from mingcha.engine.understanding.spec import ColumnSpec


def findings(tables: Tables, rule: Rule, involved: list[str], untested: tuple[str, ...], *, masked: bool) -> Any:
    """The findings of `rule` as a table of FINDINGS_SCHEMA, from the tables that `proof` left."""
    run = tables.connection.execute
    columns = {d[0] for d in run("SELECT * FROM hit LIMIT 0").description}
    run(f"CREATE OR REPLACE TEMP TABLE shown AS {_evidence_sql(tables, involved, masked=masked)}")
    table = run(_findings_sql(rule, columns, involved, tables, untested, masked=masked)).to_arrow_table()
    return table.select(FINDINGS_SCHEMA.names).cast(FINDINGS_SCHEMA)


def _findings_sql(
    rule: Rule,
    columns: set[str],
    involved: list[str],
    tables: Tables,
    untested: tuple[str, ...],
    *,
    masked: bool,
) -> str:
    names = identifier_columns(rule.explanation.zh, rule.explanation.en)
    names |= {p.column for p in rule.subject if p.type in KEY_KINDS}
    joins = " ".join(
        f"LEFT JOIN identity AS id_{n} ON id_{n}._hit = h._hit AND id_{n}.pseudonym = h.{quoted(n)}"
        for n in sorted(names)
    )
    excluded = " OR ".join(f"coalesce(h.{x.column}, false)" for x in rule.exclusions) or "false"
    exclusion = ", ".join(f"CASE WHEN h.{x.column} THEN '{x.name}' END" for x in rule.exclusions) or "NULL"
    fund = "h.fund" if "fund" in columns else "e.fund"
    month = "h.month" if "month" in columns else "e.month"
    return f"""
        SELECT
          '{rule.id}' AS rule_id, {rule.catalogue} AS catalogue, {rule.version} AS rule_version,
          {_subject_sql(rule, masked=masked)} AS subject,
          '{rule.strength}' AS strength, ({excluded}) AS excluded, concat_ws(',', {exclusion}) AS exclusion,
          {_yuan_sql("h.amount" if "amount" in columns else "NULL")} AS amount,
          {sentence_sql(rule.explanation.zh, "zh", masked=masked)} AS explanation_zh,
          {sentence_sql(rule.explanation.en, "en", masked=masked)} AS explanation_en,
          e.evidence, substr(sha256(concat_ws('|', '{rule.id}', {_subject_key(rule)})), 1, 32) AS fingerprint,
          e.digest AS evidence_digest, '{",".join(untested)}' AS untested,
          e.county, CAST({fund} AS VARCHAR) AS fund, CAST({month} AS INTEGER) AS month
        FROM hit AS h JOIN shown AS e ON e._hit = h._hit {joins}
        ORDER BY excluded, subject
    """


def _yuan_sql(fen: str) -> str:
    """Fen as yuan with two places, exactly: decimal multiplication, no division and no float."""
    return f"CAST(CAST({fen} AS DECIMAL(17, 0)) * CAST(0.01 AS DECIMAL(2, 2)) AS DECIMAL(18, 2))"


def _subject_sql(rule: Rule, *, masked: bool) -> str:
    """The subject text: real identifiers, or pseudonyms when masked; unplaced neighbours of one type in order."""
    groups: list[list[SubjectPart]] = []
    for part in rule.subject:
        if groups and groups[-1][0].type == part.type:
            groups[-1].append(part)
        else:
            groups.append([part])
    texts = []
    for group in groups:
        shown_parts = [_part_sql(p, masked=masked) for p in group]
        if len(group) > 1 and not any(p.placed for p in group):
            texts.append(f"array_to_string(list_sort([{', '.join(shown_parts)}]), '|')")
        else:
            texts += shown_parts
    return f"concat_ws('|', {', '.join(texts)})"


def _part_sql(part: SubjectPart, *, masked: bool) -> str:
    if part.type not in KEY_KINDS:
        return f"CAST(h.{quoted(part.column)} AS VARCHAR)"
    return pseudonym_sql(f"h.{quoted(part.column)}") if masked else f"id_{part.column}.plain"


def _subject_key(rule: Rule) -> str:
    """Parts of the subject as pseudonyms, for the fingerprint; pairs in numeric order, whatever the rule returned."""
    texts = [f"CAST(h.{quoted(p.column)} AS VARCHAR)" for p in rule.subject]
    return f"array_to_string(list_sort([{', '.join(texts)}]), '|')"


def _evidence_sql(tables: Tables, involved: list[str], *, masked: bool) -> str:
    """One row per hit: JSON list of its evidence, digest of what the evidence says, county, fund, first month."""
    selects = [_shown_rows(tables.datasets[name], masked=masked) for name in involved]
    return f"""
        SELECT r._hit, concat('[', string_agg(r.line, ',' ORDER BY r.dataset, r._row), ']') AS evidence,
          substr(sha256(string_agg(r.content, ',' ORDER BY r.content)), 1, 32) AS digest,
          any_value(r._county) AS county, any_value(r.fund) AS fund, min(r.month) AS month
        FROM (
          SELECT x._hit, x._row, x.dataset, x._county, x.fund, x.month, x.content,
            CAST(json_object('dataset', x.dataset, 'file', o.file, 'sheet', o.sheet,
              'row', x._row & 4294967295, 'values', x.shown) AS VARCHAR) AS line
          FROM ({" UNION ALL ".join(selects)}) AS x JOIN origin AS o ON o.source = x._row >> 32
        ) AS r GROUP BY r._hit
    """


def _shown_rows(dataset: Dataset, *, masked: bool) -> str:
    entries, content = [], []
    for column in dataset.spec.columns.values():
        name = column.name
        entries.append(f"{{'key': '{name}', 'value': {_value_sql(column, masked=masked)}}}")
        content += [quoted(field.name) for field in stored_fields(column)]
    fund = "fund" if "fund" in dataset.spec.columns else "NULL"
    month = (
        "period_from" if "period" in dataset.spec.columns else "month" if "month" in dataset.spec.columns else "NULL"
    )
    filled = f"map_from_entries(list_filter([{', '.join(entries)}], lambda x: x.value IS NOT NULL))"
    return (
        f"SELECT _hit, _row, '{dataset.spec.dataset}' AS dataset, _county, CAST({fund} AS VARCHAR) AS fund,"
        f" CAST({month} AS INTEGER) AS month, to_json({filled}) AS shown,"
        f" sha256(CAST(row({', '.join(content)}) AS VARCHAR)) AS content FROM evidence_{dataset.spec.dataset}"
    )


def _value_sql(column: ColumnSpec, *, masked: bool) -> str:
    if column.type in KEY_KINDS:
        plain = f"p_{column.name}"
        return mask_sql(column.type, plain) if masked else plain
    if masked and (column.type == "name" or column.name == "address"):
        return mask_sql("name" if column.type == "name" else "address", quoted(column.name))
    kind = "" if column.type == "period" else column.type
    return shown(quoted(column.name), kind, "en")
