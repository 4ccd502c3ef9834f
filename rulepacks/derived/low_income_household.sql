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
    ANY_VALUE(payee_name) AS payee_name,
    MIN(period_from) AS first_month,
    MAX(period_to) AS last_month,
    MIN(_county) AS county,
    ARG_MAX(_row, period_to) AS payment_row
  FROM paid
  WHERE fund IN (:funds)
  GROUP BY person
),
entry AS (
  SELECT
    payee.person, payee.payee_name, payee.first_month, payee.last_month, payee.county, payee.payment_row,
    p.household, p._county AS register_county, p._row AS register_row
  FROM payee
  JOIN person AS p ON p.person = payee.person
),
-- Of members only: nobody else's register entry is looked at.
member AS (
  SELECT
    e.person, e.payee_name, e.first_month, e.last_month, e.county, e.payment_row, e.register_row,
    m.person AS member, m.name AS member_name, m._row AS member_row
  FROM entry AS e
  JOIN person AS m ON m.household = e.household AND COALESCE(m._county, 0) = COALESCE(e.register_county, 0)
  WHERE m.person <> e.person
),
listed AS (
  SELECT
    person, payee_name, first_month, last_month, county, member, member_name,
    LIST_CONCAT(LIST_CONCAT(LIST(payment_row), LIST(register_row)), LIST(member_row)) AS evidence
  FROM member
  GROUP BY person, payee_name, first_month, last_month, county, member, member_name
  UNION ALL
  SELECT
    person, payee_name, first_month, last_month, county, person AS member, payee_name AS member_name,
    LIST(payment_row) AS evidence
  FROM payee
  GROUP BY person, payee_name, first_month, last_month, county
)
SELECT
  person AS payee,
  payee_name,
  first_month,
  last_month,
  county,
  member,
  ANY_VALUE(member_name) AS member_name,
  ANY_VALUE(evidence) AS evidence
FROM listed
GROUP BY person, payee_name, first_month, last_month, county, member
