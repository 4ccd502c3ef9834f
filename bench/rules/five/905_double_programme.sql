/*---
id: bench_double_programme
catalogue: 905
version: 1
title_zh: 同月领取低保与特困供养
title_en: Two exclusive programmes in one month
strength: A
basis: [reference/matching.md R5]
inputs:
  payment: [person, payee_name, fund, amount, period_from]
parameters:
  low_income_rural: {title_zh: 农村低保, title_en: rural allowance, type: text, values: [{since: 2000-01-01, value: 农村低保}]}
  low_income_urban: {title_zh: 城市低保, title_en: urban allowance, type: text, values: [{since: 2000-01-01, value: 城市低保}]}
  destitute: {title_zh: 特困供养, title_en: support of the destitute, type: text, values: [{since: 2000-01-01, value: 特困供养}]}
subject:
  - person: person_id
  - month: month
explanation_zh: "{payee_name:name}（{person:person_id}）在{month:month}同时领取低保和特困供养，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) drew both low-income aid and support of the destitute for {month:month}, {amount:money} yuan in all."
verify_zh: 转为特困供养后是否停发低保？
verify_en: Was low-income aid stopped when support of the destitute began?
clears_zh: 当月补发或退回的凭证。
clears_en: Proof of a late payment or a return.
---*/
-- Few people were ever on both rolls; only their months are compared.
WITH destitute AS (
  SELECT person FROM payment WHERE fund = :destitute GROUP BY person
),
both_rolls AS (
  SELECT p.person
  FROM payment AS p
  WHERE p.fund IN (:low_income_rural, :low_income_urban) AND p.person IN (SELECT person FROM destitute)
  GROUP BY p.person
)
SELECT
  p.person,
  p.period_from AS month,
  ANY_VALUE(p.payee_name) AS payee_name,
  SUM(p.amount) AS amount,
  LIST(p._row) AS evidence
FROM payment AS p
WHERE p.fund IN (:low_income_rural, :low_income_urban, :destitute) AND p.person IN (SELECT person FROM both_rolls)
GROUP BY p.person, p.period_from
HAVING BOOL_OR(p.fund = :destitute) AND BOOL_OR(p.fund <> :destitute)
