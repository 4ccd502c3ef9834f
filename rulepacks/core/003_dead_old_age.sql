/*---
id: dead_old_age
catalogue: 3
version: 1
core: true
title_zh: 死亡后仍领高龄津贴
title_en: Old-age allowance paid after death
strength: A
basis: [老年人权益保障法第三十三条, 规则目录第3条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to, remark]
  death_date: [person, died_on, died_month, cancelled, evidence]
parameters:
  grace_months:
    title_zh: 死亡当月之后容许发放的月数
    title_en: months after the month of death in which a payment is tolerated
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 1, basis: 样本口径}]
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [高龄津贴]}]
  arrears_word: {title_zh: 补发字样, title_en: word for arrears, type: text, values: [{since: 2000-01-01, value: 补发, basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  period_began_before: {title_zh: 按季发放，所属期在死亡前或宽限内开始, title_en: paid by the quarter for a period that began before the death or within the grace}
  arrears_alive: {title_zh: 补发其生前月份, title_en: arrears for months in which the person lived}
explanation_zh: "{payee_name:name}（{person:person_id}）于{died_on:date}死亡，此后{first:month}至{last:month}仍有{count}笔{fund}发放，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) died on {died_on:date}; {fund} was still paid {count} times for {first:month} to {last:month}, {amount:money} yuan in all."
verify_zh: 死亡日期是否属实？停发前的津贴由谁支取，是否已追回？村里何时上报死亡？
verify_en: Is the date of death right? Who drew the allowance, and was it returned? When did the village report the death?
clears_zh: 死亡登记有误的更正证明；或款项已在发现前退回的凭证。
clears_en: Proof that the death entry is wrong, or a voucher that the money was returned before anyone asked.
---*/
WITH late AS (
  SELECT
    p.person, p.payee_name, p.fund, p.amount, p.period_from, p.period_to, p._row, d.died_on, d.evidence AS death_rows,
    d.cancelled AS x_death_cancelled,
    MONTH_DIFF(d.died_month, p.period_from) <= :grace_months AS x_period_began_before,
    CONTAINS(COALESCE(p.remark, ''), :arrears_word) AS x_arrears_alive
  FROM paid AS p
  JOIN death_date AS d ON d.person = p.person
  WHERE p.fund IN (:funds) AND MONTH_DIFF(d.died_month, p.period_to) > :grace_months
),
marked AS (
  SELECT *, x_death_cancelled OR x_period_began_before OR x_arrears_alive AS excluded FROM late
),
-- When some periods stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person) AS all_excluded FROM marked AS m
)
SELECT
  person,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(fund) AS fund,
  ANY_VALUE(died_on) AS died_on,
  MIN(period_from) AS first,
  MAX(period_to) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_CONCAT(LIST(_row), ANY_VALUE(death_rows)) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_period_began_before) AS x_period_began_before,
  BOOL_OR(x_arrears_alive) AS x_arrears_alive
FROM kept
WHERE excluded = all_excluded
GROUP BY person
