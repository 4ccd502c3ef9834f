/*---
table: paid
materialise: false
inputs:
  payment: [fund, payee_name, person, work_unit, members, months, area, standard, amount, period, period_from, period_to,
    enrolled, account, holder_name, holder, paid_on, batch, handler, result, remark, village_name, township]
columns:
  fund: VARCHAR
  payee_name: VARCHAR
  person: BIGINT
  work_unit: VARCHAR
  members: INTEGER
  months: INTEGER
  area: BIGINT
  standard: BIGINT
  amount: BIGINT
  period: VARCHAR
  period_from: INTEGER
  period_to: INTEGER
  enrolled: INTEGER
  account: BIGINT
  holder_name: VARCHAR
  holder: BIGINT
  paid_on: DATE
  remark: VARCHAR
  village_name: VARCHAR
  township: VARCHAR
  _row: BIGINT
  _county: INTEGER
---*/
-- Payments that reached somebody. A file without a result column counts as paid.
SELECT
  fund, payee_name, person, work_unit, members, months, area, standard, amount, period, period_from, period_to,
  enrolled, account, holder_name, holder, paid_on, remark, village_name, township, _row, _county
FROM payment
WHERE COALESCE(result, 'success') = 'success'
