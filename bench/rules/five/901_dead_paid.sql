/*---
id: bench_dead_paid
catalogue: 901
version: 1
title_zh: 死亡后仍发放补贴
title_en: Benefits paid after death
strength: A
basis: [reference/matching.md R1]
inputs:
  payment: [person, payee_name, amount, paid_on]
  death: [person, died_on]
subject:
  - person: person_id
explanation_zh: "{payee_name:name}（{person:person_id}）于{died_on:date}死亡，此后自{first:date}至{last:date}仍发放{payments}笔，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) died on {died_on:date}; {payments} payments followed from {first:date} to {last:date}, {amount:money} yuan in all."
verify_zh: 死亡日期是否属实？此后的款项由谁支取？
verify_en: Is the date of death right? Who drew the money since?
clears_zh: 死亡登记有误的证明，或款项已追回的凭证。
clears_en: Proof that the death entry is wrong, or that the money was returned.
---*/
SELECT
  p.person,
  ANY_VALUE(p.payee_name) AS payee_name,
  MIN(d.died_on) AS died_on,
  COUNT(*) AS payments,
  SUM(p.amount) AS amount,
  MIN(p.paid_on) AS first,
  MAX(p.paid_on) AS last,
  LIST_CONCAT(LIST(p._row), [MIN(d._row)]) AS evidence
FROM payment AS p
JOIN death AS d ON d.person = p.person
WHERE p.paid_on > d.died_on
GROUP BY p.person
