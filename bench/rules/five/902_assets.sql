/*---
id: bench_assets
catalogue: 902
version: 1
title_zh: 领取救助者名下有高值车辆或多套住房
title_en: People on aid with a costly car or several homes
strength: B
basis: [reference/matching.md R2]
inputs:
  payment: [person, payee_name, fund, amount]
  vehicle: [owner, price]
  real_estate: [owner, usage]
parameters:
  low_income_rural: {title_zh: 农村低保, title_en: rural allowance, type: text, values: [{since: 2000-01-01, value: 农村低保}]}
  low_income_urban: {title_zh: 城市低保, title_en: urban allowance, type: text, values: [{since: 2000-01-01, value: 城市低保}]}
  destitute: {title_zh: 特困供养, title_en: support of the destitute, type: text, values: [{since: 2000-01-01, value: 特困供养}]}
  dwelling: {title_zh: 住宅, title_en: dwelling, type: text, values: [{since: 2000-01-01, value: 住宅}]}
  car_value: {title_zh: 车辆价值上限, title_en: value above which a car counts, type: money, values: [{since: 2000-01-01, value: 100000}]}
  homes: {title_zh: 住房套数, title_en: homes from which on they count, type: int, values: [{since: 2000-01-01, value: 2}]}
subject:
  - person: person_id
explanation_zh: "{payee_name:name}（{person:person_id}）领取低保或特困供养{payments}笔共{amount:money}元，名下车辆最高{car_value:money}元，住宅{dwellings}套。"
explanation_en: "{payee_name:name} ({person:person_id}) drew {payments} payments of aid, {amount:money} yuan in all, and owns a car worth {car_value:money} yuan and {dwellings} homes."
verify_zh: 车辆和住房是否由其本人使用？申请时是否申报？
verify_en: Are car and homes really this person's? Were they declared?
clears_zh: 出售、报废凭证，或借名登记的证明。
clears_en: Proof of sale or scrapping, or that the name was lent.
---*/
-- Who owns much is found first; the rows that show it are looked up only for the few of them who are on aid.
WITH car AS (
  SELECT owner, MAX(price) AS car_value FROM vehicle WHERE price > :car_value GROUP BY owner
),
home AS (
  SELECT owner, COUNT(*) AS dwellings
  FROM real_estate
  WHERE usage = :dwelling
  GROUP BY owner
  HAVING COUNT(*) >= :homes
),
rich AS (
  SELECT COALESCE(c.owner, h.owner) AS owner, c.car_value, COALESCE(h.dwellings, 0) AS dwellings
  FROM car AS c
  FULL JOIN home AS h ON h.owner = c.owner
),
aid AS (
  SELECT
    p.person, ANY_VALUE(p.payee_name) AS payee_name, COUNT(*) AS payments, SUM(p.amount) AS amount,
    MAX(p._row) AS last_row
  FROM payment AS p
  WHERE p.fund IN (:low_income_rural, :low_income_urban, :destitute) AND p.person IN (SELECT owner FROM rich)
  GROUP BY p.person
),
hit AS (
  SELECT a.person, a.payee_name, a.payments, a.amount, a.last_row, r.car_value, r.dwellings
  FROM aid AS a
  JOIN rich AS r ON r.owner = a.person
),
owned AS (
  SELECT owner, _row FROM vehicle WHERE price > :car_value AND owner IN (SELECT person FROM hit)
  UNION ALL
  SELECT owner, _row
  FROM real_estate
  WHERE usage = :dwelling AND owner IN (SELECT person FROM hit WHERE dwellings > 0)
),
shown AS (
  SELECT owner, LIST(_row) AS rows FROM owned GROUP BY owner
)
SELECT
  h.person, h.payee_name, h.payments, h.amount, h.car_value, h.dwellings,
  LIST_CONCAT([h.last_row], s.rows) AS evidence
FROM hit AS h
JOIN shown AS s ON s.owner = h.person
