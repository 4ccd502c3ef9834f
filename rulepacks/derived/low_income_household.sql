/*---
table: low_income_household
inputs:
  paid: [fund, payee_name, person, period_from, period_to]
  person: [person, name, household]
parameters:
  funds:
    title_zh: 低保资金
    title_en: minimum living allowance funds
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保]}]
columns:
  payee: BIGINT
  payee_name: VARCHAR
  first_month: INTEGER
  last_month: INTEGER
  county: INTEGER
  member: BIGINT
  member_name: VARCHAR
  evidence: BIGINT[]
---*/
-- Everybody in the registered household of somebody who draws the minimum living allowance, the payee included;
-- the payee alone where the register does not know him. Household numbers are compared within a county: police
-- stations of two counties may number alike. `evidence`: the last payment and both entries of the register.
WITH payee AS (
  SELECT
    person,
    MIN(payee_name) AS payee_name,
    MIN(period_from) AS first_month,
    MAX(period_to) AS last_month,
    MIN(_county) AS county,
    ARG_MAX(_row, period_to) AS payment_row
  FROM paid
  WHERE fund IN (:funds) AND person IS NOT NULL
  GROUP BY person
),
entry AS (
  SELECT payee.person, p.household, COALESCE(p._county, 0) AS register_county, MIN(p._row) AS register_row
  FROM payee
  JOIN person AS p ON p.person = payee.person
  WHERE p.household IS NOT NULL
  GROUP BY payee.person, p.household, COALESCE(p._county, 0)
),
-- Of members only: nobody else's register entry is looked at. Grouped by two numbers: the rest hangs on them.
member AS (
  SELECT
    e.person, m.person AS member, MIN(m._row) AS member_row, ARG_MIN(m.name, m._row) AS member_name,
    ARG_MIN(e.register_row, m._row) AS register_row
  FROM entry AS e
  JOIN person AS m ON m.household = e.household AND COALESCE(m._county, 0) = e.register_county
  WHERE m.person <> e.person
  GROUP BY e.person, m.person
)
SELECT
  p.person AS payee, p.payee_name, p.first_month, p.last_month, p.county, m.member, m.member_name,
  [p.payment_row, m.register_row, m.member_row] AS evidence
FROM payee AS p
JOIN member AS m ON m.person = p.person
UNION ALL
SELECT
  person AS payee, payee_name, first_month, last_month, county, person AS member, payee_name AS member_name,
  [payment_row] AS evidence
FROM payee
