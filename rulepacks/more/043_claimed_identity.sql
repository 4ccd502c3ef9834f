/*---
id: claimed_identity
catalogue: 43
version: 1
title_zh: 以低保、特困身份享受危改而不在册
title_en: Housing aid claimed as a poor household that is on no roll
strength: A
basis: [中央财政农村危房改造补助资金管理办法, 规则目录第43条]
inputs:
  dilapidated_housing: [name, person, identity, amount, year, approved_on]
  person: [person, household]
  paid: [fund, person, period_from, period_to]
optional:
  low_income_member: [head, member, from_month, to_month]
parameters:
  identity_words:
    title_zh: 须在册的身份类别字样
    title_en: claimed identities that must be on a roll
    type: list
    values: [{since: 2000-01-01, value: [低保, 特困, 五保], basis: 样本口径}]
  not_words:
    title_zh: 否定字样
    title_en: words that deny it
    type: list
    values: [{since: 2000-01-01, value: [非低保, 非特困, 非五保, 低保边缘], basis: 常见写法}]
  funds:
    title_zh: 在册依据的资金
    title_en: funds that show the roll
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养], basis: 样本口径}]
  years_back:
    {title_zh: 向前查看的年数, title_en: years looked back, type: int, unit: 年, values: [{since: 2000-01-01, value: 1, basis: 样本口径（年度滞后）}]}
subject:
  - person: person_id
exclusions:
  year_lag: {title_zh: 上年度在册，当年未在册, title_en: on the roll the year before}
  household_member: {title_zh: 同户其他成员在册, title_en: another member of the household is on the roll}
explanation_zh: "{name:name}（{person:person_id}）{year}年度以“{identity}”身份享受危房改造补助{amount:money}元，但其家庭当年和上年均不在低保、特困发放名册中。"
explanation_en: "{name:name} ({person:person_id}) drew {amount:money} yuan of housing aid in {year} as “{identity}”, but nobody of the household is on the rolls of that year or the year before."
verify_zh: 申请时的身份证明由谁出具、由谁审核？是否另有脱贫户等身份可享受同等补助？
verify_en: Who issued and who checked the proof of identity? Was there another entitlement to the same aid?
clears_zh: 民政部门出具的当时在册证明；身份类别录入错误的更正；其他可享受身份的证明。
clears_en: Proof of being on the roll at the time, a corrected entry, or proof of another entitlement.
---*/
WITH claim AS (
  SELECT
    person, name, identity, amount, COALESCE(year, YEAR(approved_on)) AS year, approved_on, _row
  FROM dilapidated_housing
  WHERE CONTAINS_ANY(identity, :identity_words) AND NOT CONTAINS_ANY(identity, :not_words)
),
applicant AS (
  SELECT c._row, p.household, COALESCE(p._county, 0) AS county, MIN(p._row) AS person_row
  FROM claim AS c
  JOIN person AS p ON p.person = c.person
  GROUP BY c._row, p.household, COALESCE(p._county, 0)
),
around AS (
  SELECT c._row, c.person AS member, c._row AS member_row FROM claim AS c
  UNION ALL
  SELECT a._row, m.person AS member, m._row AS member_row
  FROM applicant AS a
  JOIN person AS m ON m.household = a.household AND COALESCE(m._county, 0) = a.county
),
member AS (
  SELECT _row, member, MAX(member_row) AS member_row FROM around GROUP BY _row, member
),
roll AS (
  SELECT person, period_from AS from_month, period_to AS to_month, _row
  FROM paid
  WHERE fund IN (:funds)
),
-- The years of which anything is known: without a roll of both years nobody is accused.
known AS (
  SELECT from_month // 100 AS year FROM roll GROUP BY from_month // 100
),
spoken AS (
  SELECT c._row, COUNT(*) AS years
  FROM claim AS c
  JOIN known AS k ON k.year >= c.year - :years_back AND k.year <= c.year
  GROUP BY c._row
  HAVING COUNT(*) = :years_back + 1
),
listed AS (
  SELECT m._row, m.member, r.from_month, r.to_month, r._row AS roll_row
  FROM member AS m
  JOIN roll AS r ON r.person = m.member
  UNION ALL
  SELECT m._row, m.member, COALESCE(l.from_month, 190001) AS from_month, COALESCE(l.to_month, 999912) AS to_month,
    l._row AS roll_row
  FROM member AS m
  JOIN low_income_member AS l ON l.member = m.member
  UNION ALL
  SELECT m._row, m.member, COALESCE(l.from_month, 190001) AS from_month, COALESCE(l.to_month, 999912) AS to_month,
    l._row AS roll_row
  FROM member AS m
  JOIN low_income_member AS l ON l.head = m.member
),
judged AS (
  SELECT
    c._row,
    BOOL_OR(l.member = c.person AND l.from_month // 100 <= c.year AND l.to_month // 100 >= c.year) AS own_year,
    BOOL_OR(l.member <> c.person) AS by_member,
    BOOL_OR(l.from_month // 100 <= c.year AND l.to_month // 100 >= c.year) AS in_year,
    MIN(l.roll_row) AS roll_row
  FROM claim AS c
  JOIN listed AS l ON l._row = c._row
  WHERE l.from_month // 100 <= c.year AND l.to_month // 100 >= c.year - :years_back
  GROUP BY c._row
),
registered AS (
  SELECT _row, LIST(member_row) AS member_rows FROM member GROUP BY _row
),
claim_hit AS (
  SELECT
    c.person, c._row, c.name, c.identity, c.amount, c.year, c.approved_on, j.roll_row, r.member_rows,
    COALESCE(NOT j.in_year, FALSE) AS x_year_lag,
    COALESCE(j.by_member, FALSE) AS x_household_member
  FROM claim AS c
  JOIN spoken AS s ON s._row = c._row
  JOIN registered AS r ON r._row = c._row
  LEFT JOIN judged AS j ON j._row = c._row
  -- on the roll himself in that year: nothing to ask
  WHERE NOT COALESCE(j.own_year, FALSE)
),
kept AS (
  SELECT *, BOOL_AND(x_year_lag OR x_household_member) OVER (PARTITION BY person) AS all_excluded FROM claim_hit
)
SELECT
  person,
  MIN(name) AS name,
  MIN(identity) AS identity,
  MIN(year) AS year,
  SUM(amount) AS amount,
  '农村危房改造' AS fund,
  MONTH_OF(MIN(COALESCE(approved_on, MAKE_DATE(year, 1, 1)))) AS month,
  LIST_DISTINCT(FLATTEN([LIST(_row), LIST(COALESCE(roll_row, _row)), FLATTEN(LIST(member_rows))])) AS evidence,
  BOOL_OR(x_year_lag) AS x_year_lag,
  BOOL_OR(x_household_member) AS x_household_member
FROM kept
WHERE (x_year_lag OR x_household_member) = all_excluded
GROUP BY person
