/*---
id: prison_pension
catalogue: 8
version: 1
core: true
title_zh: 服刑、羁押期间领养老金
title_en: Pension drawn in prison or detention
strength: A
basis: [劳社厅函〔2001〕44号, 规则目录第8条]
inputs:
  pension_payment: [person, name, item, month, amount]
  custody_term: [person, kind, kind_zh, from_on, to_on, from_month, to_month, community, acquitted]
subject:
  - person: person_id
exclusions:
  community_correction: {title_zh: 社区矫正期间，基本养老金照发, title_en: "community correction, during which the basic pension goes on"}
  acquitted: {title_zh: 羁押后无罪释放或未予起诉, title_en: acquitted or not charged after detention}
explanation_zh: "{name:name}（{person:person_id}）自{from_on:date}起{kind_zh}，期间{first:month}至{last:month}仍发放养老金{count}笔，共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) has been in {kind} since {from_on:date}; {count} pension payments were made meanwhile for {first:month} to {last:month}, {amount:money} yuan in all."
verify_zh: 判决与执行起止日期是否属实？养老金何时应当停发，由谁支取？
verify_en: Are the dates of the term right? From when should the pension have been suspended, and who drew it?
clears_zh: 法院、监狱或看守所出具的说明：当时未被羁押、无罪或暂予监外执行。
clears_en: A statement of court or prison that the person was free, acquitted or served outside at the time.
---*/
-- Months strictly between the first and the last month of a term: the months of change are tolerated.
WITH inside AS (
  SELECT
    p.person, p.name, p.amount, p.month, p._row, c.from_on, c.kind, c.kind_zh, c._row AS custody_row,
    c.community AS x_community_correction,
    c.acquitted AS x_acquitted
  FROM pension_payment AS p
  JOIN custody_term AS c ON c.person = p.person
  WHERE p.item = 'pension' AND p.month > c.from_month AND p.month < c.to_month
),
-- One row per payment: where one term of two stands, the payment stands.
marked AS (
  SELECT *, x_community_correction OR x_acquitted AS excluded FROM inside
),
payment AS (
  SELECT
    person, _row, MIN(name) AS name, MIN(amount) AS amount, MIN(month) AS month, MIN(from_on) AS from_on,
    ARG_MIN(kind, from_on) AS kind, ARG_MIN(kind_zh, from_on) AS kind_zh, LIST(custody_row) AS custody_rows, excluded,
    BOOL_OR(x_community_correction) AS x_community_correction, BOOL_OR(x_acquitted) AS x_acquitted
  FROM marked
  GROUP BY person, _row, excluded
),
-- When some payments stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT p.*, MIN(p.excluded) OVER (PARTITION BY p.person) AS all_excluded FROM payment AS p
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  MIN(from_on) AS from_on,
  ARG_MIN(kind, from_on) AS kind,
  ARG_MIN(kind_zh, from_on) AS kind_zh,
  MIN(month) AS first,
  MAX(month) AS last,
  MIN(month) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(custody_rows)))) AS evidence,
  BOOL_OR(x_community_correction) AS x_community_correction,
  BOOL_OR(x_acquitted) AS x_acquitted
FROM kept
WHERE excluded = all_excluded
GROUP BY person
