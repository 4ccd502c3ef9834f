/*---
id: dead_reenrolled
catalogue: 4
version: 1
core: true
title_zh: 死者重新入册
title_en: A dead person newly put on the roll
strength: A
basis: [社会救助暂行办法第十三条, 规则目录第4条]
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
  gap_months:
    title_zh: 重新发放之前连续未发放的月数
    title_en: unpaid months before the payment that make it a new start
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 2, basis: 样本口径}]
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养]}]
  arrears_word: {title_zh: 补发字样, title_en: word for arrears, type: text, values: [{since: 2000-01-01, value: 补发, basis: 样本口径}]}
subject:
  - person: person_id
  - fund: text
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  arrears_alive: {title_zh: 补发其生前月份, title_en: arrears for months in which the person lived}
explanation_zh: "{payee_name:name}（{person:person_id}）于{died_on:date}死亡，停发{gap_months}个月以上后，{first:month}又开始发放{fund}，至{last:month}共{count}笔{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) died on {died_on:date}; after at least {gap_months} unpaid months {fund} started again in {first:month} and was paid {count} times until {last:month}, {amount:money} yuan in all."
verify_zh: 是谁、依据什么材料在死亡之后把此人（重新）纳入？款项进了谁的账户？
verify_en: Who put this person on the roll after the death, and on which papers? Whose account received the money?
clears_zh: 死亡登记有误的更正证明；或证明身份证号录错、实际领取人另有其人的材料。
clears_en: Proof that the death entry is wrong, or that the number was mistyped and somebody else was the recipient.
---*/
-- Only the dead: few rows, so the payment table is read once.
WITH dead_payment AS (
  SELECT
    p.person, p.payee_name, p.fund, p.amount, p.period_from, p.period_to, p._row, COALESCE(p._county, 0) AS county,
    d.died_on, d.died_month, d.cancelled, d.evidence AS death_rows,
    CONTAINS(COALESCE(p.remark, ''), :arrears_word) AS arrears
  FROM paid AS p
  JOIN death_date AS d ON d.person = p.person
  WHERE p.fund IN (:funds)
),
-- First month of the rolls at hand, by county and fund: nobody can be said to be new before `gap_months` of them.
roll AS (
  SELECT fund, COALESCE(_county, 0) AS county, MIN(period_from) AS first_month
  FROM paid
  WHERE fund IN (:funds)
  GROUP BY fund, COALESCE(_county, 0)
),
in_order AS (
  SELECT
    d.*,
    LAG(d.period_to) OVER (PARTITION BY d.person, d.fund ORDER BY d.period_from, d.period_to, d._row) AS before
  FROM dead_payment AS d
),
restart AS (
  SELECT i.person, i.fund, MIN(i.period_from) AS first
  FROM in_order AS i
  JOIN roll AS r ON r.fund = i.fund AND r.county = i.county
  WHERE MONTH_DIFF(i.died_month, i.period_from) > :grace_months
    AND MONTH_DIFF(r.first_month, i.period_from) >= :gap_months
    AND (i.before IS NULL OR MONTH_DIFF(i.before, i.period_from) > :gap_months)
  GROUP BY i.person, i.fund
),
late AS (
  SELECT
    d.person, d.payee_name, d.fund, d.amount, d.period_from, d._row, d.died_on, d.death_rows,
    d.cancelled AS x_death_cancelled,
    d.arrears AS x_arrears_alive
  FROM dead_payment AS d
  JOIN restart AS r ON r.person = d.person AND r.fund = d.fund
  WHERE d.period_from >= r.first
),
marked AS (
  SELECT *, x_death_cancelled OR x_arrears_alive AS excluded FROM late
),
-- When some months stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person, m.fund) AS all_excluded FROM marked AS m
)
SELECT
  person,
  fund,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(died_on) AS died_on,
  :gap_months AS gap_months,
  MIN(period_from) AS first,
  MAX(period_from) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_CONCAT(LIST(_row), ANY_VALUE(death_rows)) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_arrears_alive) AS x_arrears_alive
FROM kept
WHERE excluded = all_excluded
GROUP BY person, fund
