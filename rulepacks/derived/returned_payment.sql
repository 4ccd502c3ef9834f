/*---
table: returned_payment
inputs:
  payment: [person, fund, period, account, paid_on, result]
columns:
  person: BIGINT
  fund: VARCHAR
  period: VARCHAR
  account: BIGINT
  returned_on: DATE
  _row: BIGINT
---*/
-- Payments that the bank sent back, once per payee, fund, period and account.
SELECT person, fund, period, account, MIN(paid_on) AS returned_on, MIN(_row) AS _row
FROM payment
WHERE result = 'returned' AND account IS NOT NULL
GROUP BY person, fund, period, account
