/*---
id: dead_wage
catalogue: 6
version: 1
core: true
title_zh: 死亡后仍发工资
title_en: Wage paid after death
strength: A
basis: [规则目录第6条]
inputs:
  payroll: [person, name, unit, item, gross, month]
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
  other_item: {title_zh: 丧葬抚恤金等，不是工资, title_en: funeral or survivors' grant rather than a wage}
explanation_zh: "{name:name}（{person:person_id}）于{died_on:date}死亡，此后{first:month}至{last:month}{unit}仍发放{count}笔，应发共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) died on {died_on:date}; {unit} still paid {count} times for {first:month} to {last:month}, {amount:money} yuan gross in all."
verify_zh: 死亡日期是否属实？单位何时报送减员？多发的工资由谁支取，是否已退回？
verify_en: Is the date of death right? When did the unit report the loss? Who drew the wages, and were they returned?
clears_zh: 死亡登记有误的更正证明；款项系依规发放的丧葬费、抚恤金；或已退回的凭证。
clears_en: Proof that the death entry is wrong, that the money was a lawful funeral grant, or that it was returned.
---*/
WITH late AS (
  SELECT
    p.person, p.name, p.unit, p.gross, p.month, p._row, d.died_on, d.evidence AS death_rows,
    d.cancelled AS x_death_cancelled,
    p.item <> 'wage' AS x_other_item
  FROM payroll AS p
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
  ANY_VALUE(unit) AS unit,
  ANY_VALUE(died_on) AS died_on,
  MIN(month) AS first,
  MAX(month) AS last,
  MIN(month) AS month,
  COUNT(*) AS count,
  SUM(gross) AS amount,
  LIST_CONCAT(LIST(_row), ANY_VALUE(death_rows)) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_other_item) AS x_other_item
FROM kept
WHERE excluded = all_excluded
GROUP BY person
