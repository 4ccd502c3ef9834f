/*---
id: bench_shared_account
catalogue: 904
version: 1
title_zh: 五人以上补贴发到同一账户
title_en: One account for five or more beneficiaries
strength: B
basis: [reference/matching.md R4]
inputs:
  payment: [person, account, amount]
parameters:
  people: {title_zh: 受益人数下限, title_en: fewest beneficiaries, type: int, unit: 人, values: [{since: 2000-01-01, value: 5}]}
subject:
  - account: account
explanation_zh: "账户{account:account}收到{people}人的补贴{payments}笔，共{amount:money}元。"
explanation_en: "The account {account:account} received {payments} payments for {people} people, {amount:money} yuan in all."
verify_zh: 账户由谁开立和支取？各受益人是否知情？
verify_en: Who opened the account and draws from it? Do the beneficiaries know?
clears_zh: 监护（代领）备案，或集中供养的批准文件。
clears_en: Registered guardianship, or an approval of institutional payment.
---*/
WITH shared AS (
  SELECT account FROM payment WHERE account IS NOT NULL GROUP BY account HAVING MIN(person) <> MAX(person)
),
drawn AS (
  SELECT p.account, p.person, COUNT(*) AS payments, SUM(p.amount) AS amount, MIN(p._row) AS first_row
  FROM payment AS p
  JOIN shared AS s ON s.account = p.account
  GROUP BY p.account, p.person
)
SELECT account, COUNT(*) AS people, SUM(payments) AS payments, SUM(amount) AS amount, LIST(first_row) AS evidence
FROM drawn
GROUP BY account
HAVING COUNT(*) >= :people
