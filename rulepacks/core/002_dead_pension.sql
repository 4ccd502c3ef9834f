/*---
id: dead_pension
catalogue: 2
version: 1
core: true
title_zh: 死亡后仍领养老金
title_en: Pension paid after death
strength: A
basis: [社会保险法第十六条、第八十八条, 规则目录第2条]
inputs:
  pension_payment: [person, name, item, month, amount]
  death_date: [person, died_on, died_month, cancelled, evidence]
parameters:
  grace_months:
    title_zh: 死亡当月之后容许发放的月数
    title_en: months after the month of death in which a payment is tolerated
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 1, basis: 样本口径}]
subject:
  - person: person_id
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  other_item: {title_zh: 丧葬补助金、抚恤金等，不是养老金, title_en: funeral grant or survivors' money rather than a pension}
explanation_zh: "{name:name}（{person:person_id}）于{died_on:date}死亡，此后{first:month}至{last:month}养老待遇仍发放{count}笔，共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) died on {died_on:date}; the pension was still paid {count} times for {first:month} to {last:month}, {amount:money} yuan in all."
verify_zh: 死亡日期是否属实？死后的养老金由谁支取，是否已退回社保基金？家属何时申报？
verify_en: Is the date of death right? Who drew the pension, and did it go back to the fund? When did the family report the death?
clears_zh: 死亡登记有误的更正证明；或多发养老金已在发现前退回的凭证。
clears_en: Proof that the death entry is wrong, or a voucher that the money was returned before anyone asked.
---*/
WITH late AS (
  SELECT
    p.person, p.name, p.amount, p.month, p._row, d.died_on, d.evidence AS death_rows,
    d.cancelled AS x_death_cancelled,
    p.item <> 'pension' AS x_other_item
  FROM pension_payment AS p
  JOIN death_date AS d ON d.person = p.person
  WHERE MONTH_DIFF(d.died_month, p.month) > :grace_months
),
marked AS (
  SELECT *, x_death_cancelled OR x_other_item AS excluded FROM late
),
-- When some payments stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person) AS all_excluded FROM marked AS m
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  ANY_VALUE(died_on) AS died_on,
  MIN(month) AS first,
  MAX(month) AS last,
  MIN(month) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_CONCAT(LIST(_row), ANY_VALUE(death_rows)) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_other_item) AS x_other_item
FROM kept
WHERE excluded = all_excluded
GROUP BY person
