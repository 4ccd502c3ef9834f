"""From proved hits to findings: subject, sentences, evidence, fingerprints, all in the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS, Rule, SubjectPart
from mingcha.engine.running.found import BATCH
from mingcha.engine.running.model import KEPT_SCHEMA
from mingcha.engine.running.proof import named_columns
from mingcha.engine.running.showing import pseudonym_sql
from mingcha.engine.running.template import sentence_sql

#: Types that name a person or a body: whoever stays away from one of them must not see the finding.
_PARTIES = ("person_id", "party_id", "uscc")
#: One row per hit: JSON list of its evidence, digest of what the evidence says, county, fund, first month. The digest
#: is a sum over the rows: it depends on their contents, not on where they stand in which file.
_EVIDENCE = """
    SELECT e._hit, concat('[', string_agg(l.text, ',' ORDER BY l.place), ']') AS evidence,
      substr(sha256(concat_ws('|', count(*), sum(CAST(l.content >> 64 AS UBIGINT)),
        sum(CAST(l.content & 18446744073709551615 AS UBIGINT)))), 1, 32) AS digest,
      arg_min(l.county, l.place) AS county, arg_min(l.fund, l.place) AS fund, min(l.month) AS month,
      arg_min(l.area, l.place) AS area
    FROM evidence AS e JOIN line AS l USING (_row) WHERE e.rule = {number} GROUP BY e._hit
"""


#: One row per hit: every person and body of its evidence rows.
_NAMED = """
    SELECT e._hit, list_sort(list(DISTINCT i.pseudonym)) AS named
    FROM evidence AS e JOIN identifier AS i USING (_row) WHERE e.rule = {number} AND i.type IN {parties} GROUP BY e._hit
"""


def findings(
    connection: duckdb.DuckDBPyConnection, rule: Rule, number: int, untested: tuple[str, ...], *, masked: bool
) -> Iterator[Any]:
    """The findings of rule `number` as batches of KEPT_SCHEMA, from what `evidence` and `proof` left."""
    columns = {d[0] for d in connection.execute("SELECT * FROM hit LIMIT 0").description}
    found = connection.execute(_findings_sql(rule, number, columns, untested, masked=masked))
    for batch in found.to_arrow_reader(BATCH):
        yield batch.select(KEPT_SCHEMA.names).cast(KEPT_SCHEMA)


def _findings_sql(rule: Rule, number: int, columns: set[str], untested: tuple[str, ...], *, masked: bool) -> str:
    joins = " ".join(
        f"LEFT JOIN identity AS id_{n} ON id_{n}._hit = h._hit AND id_{n}.pseudonym = h.{quoted(n)}"
        for n in named_columns(rule)
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
          e.county, CAST({fund} AS VARCHAR) AS fund, CAST({month} AS INTEGER) AS month,
          coalesce(k.named, []) AS named, e.area
        FROM hit AS h JOIN ({_EVIDENCE.format(number=number)}) AS e ON e._hit = h._hit
        LEFT JOIN ({_NAMED.format(number=number, parties=_PARTIES)}) AS k ON k._hit = h._hit {joins}
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
