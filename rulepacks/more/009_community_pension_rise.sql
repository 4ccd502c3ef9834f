/*---
id: community_pension_rise
catalogue: 9
version: 2
title_zh: 社区矫正期间调增养老金
title_en: Pension raised during community correction
strength: A
basis: [劳社厅函〔2001〕44号, 规则目录第9条]
inputs:
  pension_payment: [person, name, scheme, item, month, amount]
  custody_term: [person, from_on, from_month, to_month, community]
subject:
  - person: person_id
exclusions:
  before_term: {title_zh: 调增早于社区矫正起始（含起始当月）, title_en: the rise came before the term or in the month it began}
explanation_zh: "{name:name}（{person:person_id}）自{from_on:date}起社区矫正，{month:month}养老金由{before:money}元增至{after:money}元。"
explanation_en: "{name:name} ({person:person_id}) has been under community correction since {from_on:date}; in {month:month} the pension rose from {before:money} to {after:money} yuan."
verify_zh: 这次增加是统一调整、补发还是个人原因？社区矫正期间是否应参加调整？
verify_en: Was it a general rise, arrears or a personal reason? Was the person entitled to take part in it?
clears_zh: 证明增加系补发以前月份，或由一个险种转入另一个险种，或调整依据的文件允许社区矫正人员参加。
clears_en: Proof that it was arrears or a move to another scheme, or a document that lets people under correction take part in the rise.
---*/
-- One amount per month and scheme: the highest, so that arrears paid beside a pension are not a rise. Whoever draws from
-- two schemes in one month is compared within each; whoever draws from one at a time is compared month by month, for
-- files name the same scheme in several ways.
WITH term AS (
  SELECT person, from_on, from_month, to_month, _row FROM custody_term WHERE community
),
drawn AS (
  SELECT
    p.person, COALESCE(p.scheme, '') AS scheme, p.month, MAX(p.amount) AS amount, ARG_MAX(p._row, p.amount) AS _row,
    MIN(p.name) AS name
  FROM pension_payment AS p
  WHERE p.item = 'pension' AND p.person IN (SELECT person FROM term)
  GROUP BY p.person, COALESCE(p.scheme, ''), p.month
),
schemes AS (
  SELECT person, month, COUNT(*) AS at_once FROM drawn GROUP BY person, month
),
several AS (
  SELECT person FROM schemes WHERE at_once > 1 GROUP BY person
),
series AS (
  SELECT d.*, CASE WHEN s.person IS NULL THEN '' ELSE d.scheme END AS line
  FROM drawn AS d
  LEFT JOIN several AS s ON s.person = d.person
),
in_order AS (
  SELECT
    s.*,
    LAG(s.month) OVER (PARTITION BY s.person, s.line ORDER BY s.month) AS month_before,
    LAG(s.amount) OVER (PARTITION BY s.person, s.line ORDER BY s.month) AS before,
    LAG(s._row) OVER (PARTITION BY s.person, s.line ORDER BY s.month) AS row_before
  FROM series AS s
),
rise AS (
  SELECT
    i.person, i.name, i.month, i.before, i.amount AS after, i._row, i.row_before, t.from_on, t._row AS term_row,
    i.month <= t.from_month AS x_before_term
  FROM in_order AS i
  JOIN term AS t ON t.person = i.person
  WHERE MONTH_DIFF(i.month_before, i.month) = 1 AND i.amount > i.before AND i.month <= t.to_month
),
-- When one rise stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT r.*, MIN(r.x_before_term) OVER (PARTITION BY r.person) AS all_excluded FROM rise AS r
)
SELECT
  person,
  MIN(name) AS name,
  MIN(from_on) AS from_on,
  MIN(month) AS month,
  ARG_MIN(before, month) AS before,
  ARG_MIN(after, month) AS after,
  LIST_DISTINCT(LIST_CONCAT(LIST_CONCAT(LIST(row_before), LIST(_row)), LIST(term_row))) AS evidence,
  BOOL_OR(x_before_term) AS x_before_term
FROM kept
WHERE x_before_term = all_excluded
GROUP BY person
