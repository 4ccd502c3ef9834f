/*---
id: prison_low_income
catalogue: 10
version: 1
core: true
title_zh: 服刑、羁押期间领低保
title_en: Minimum living allowance drawn in prison or detention
strength: A
basis: [社会救助暂行办法第九条、第十三条, 规则目录第10条]
inputs:
  paid: [person, payee_name, fund, members, amount, period_from, period_to]
  custody_term: [person, kind, kind_zh, from_on, to_on, from_month, to_month, community, acquitted]
parameters:
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保]}]
subject:
  - person: person_id
  - fund: text
exclusions:
  household_remains: {title_zh: 按户发放，家庭其他保障对象仍在, title_en: paid to a household in which others remain entitled}
  community_correction: {title_zh: 社区矫正，未被羁押, title_en: community correction rather than custody}
  acquitted: {title_zh: 羁押后无罪释放或未予起诉, title_en: acquitted or not charged after detention}
explanation_zh: "{payee_name:name}（{person:person_id}）自{from_on:date}起{kind_zh}，期间{first:month}至{last:month}仍有{count}笔{fund}发放，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) has been in {kind} since {from_on:date}; {fund} was paid {count} times meanwhile for {first:month} to {last:month}, {amount:money} yuan in all."
verify_zh: 服刑期间该户有无其他共同生活的保障对象？款项由谁支取？何时应当重新核定？
verify_en: Did others in the household remain entitled? Who drew the money? When should the case have been recomputed?
clears_zh: 经核定家庭其他成员仍符合条件的审批表；或证明当时未被羁押、无罪的材料。
clears_en: An approval that the other members remained entitled, or proof that the person was free or acquitted.
---*/
-- Months strictly between the first and the last month of a term: the months of change are tolerated.
WITH inside AS (
  SELECT
    p.person, p.payee_name, p.fund, p.amount, p.period_from, p._row, c.from_on, c.kind, c.kind_zh, c._row AS custody_row,
    COALESCE(p.members, 1) > 1 AS x_household_remains,
    c.community AS x_community_correction,
    c.acquitted AS x_acquitted
  FROM paid AS p
  JOIN custody_term AS c ON c.person = p.person
  WHERE p.fund IN (:funds) AND p.period_from > c.from_month AND p.period_to < c.to_month
),
marked AS (
  SELECT *, x_household_remains OR x_community_correction OR x_acquitted AS excluded FROM inside
),
-- One row per payment: where one term of two stands, the payment stands.
payment AS (
  SELECT
    person, fund, _row, MIN(payee_name) AS payee_name, MIN(amount) AS amount, MIN(period_from) AS period_from,
    MIN(from_on) AS from_on, ARG_MIN(kind, from_on) AS kind, ARG_MIN(kind_zh, from_on) AS kind_zh,
    LIST(custody_row) AS custody_rows, excluded,
    BOOL_OR(x_household_remains) AS x_household_remains,
    BOOL_OR(x_community_correction) AS x_community_correction,
    BOOL_OR(x_acquitted) AS x_acquitted
  FROM marked
  GROUP BY person, fund, _row, excluded
),
-- When some payments stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT p.*, MIN(p.excluded) OVER (PARTITION BY p.person, p.fund) AS all_excluded FROM payment AS p
)
SELECT
  person,
  fund,
  ANY_VALUE(payee_name) AS payee_name,
  MIN(from_on) AS from_on,
  ARG_MIN(kind, from_on) AS kind,
  ARG_MIN(kind_zh, from_on) AS kind_zh,
  MIN(period_from) AS first,
  MAX(period_from) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(custody_rows)))) AS evidence,
  BOOL_OR(x_household_remains) AS x_household_remains,
  BOOL_OR(x_community_correction) AS x_community_correction,
  BOOL_OR(x_acquitted) AS x_acquitted
FROM kept
WHERE excluded = all_excluded
GROUP BY person, fund
