/*---
id: low_income_and_destitute
catalogue: 20
version: 1
core: true
title_zh: 低保与特困供养同时领取
title_en: Minimum living allowance and destitute aid at once
strength: A
basis: [社会救助暂行办法第十条、第十四条, 规则目录第20条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to]
parameters:
  low_income_funds: {title_zh: 低保资金, title_en: minimum living allowance, type: list, values: [{since: 2000-01-01, value: [农村低保, 城市低保]}]}
  destitute_fund: {title_zh: 特困供养资金, title_en: destitute aid, type: text, values: [{since: 2000-01-01, value: 特困供养}]}
  changeover_months:
    title_zh: 视为衔接的重叠月数
    title_en: common months that count as a change-over
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 1, basis: 样本口径}]
subject:
  - person: person_id
exclusions:
  changeover: {title_zh: 只在低保与特困互转的衔接月重叠, title_en: only the month of changing from one to the other}
explanation_zh: "{payee_name:name}（{person:person_id}）在{first:month}至{last:month}有{months}个月同时领取低保和特困供养，重复部分至少{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) drew minimum living allowance and destitute aid together in {months} months between {first:month} and {last:month}, at least {amount:money} yuan twice."
verify_zh: 何时由低保转为特困供养（或相反）？原待遇何时应当停发？多领部分是否已退回？
verify_en: When did the person change from one to the other? When should the first have ended? Was the excess returned?
clears_zh: 证明其中一项系他人（身份证号录错）；或多领部分已退回的凭证。
clears_en: Proof that one of the two belongs to somebody else, or that the excess was returned.
---*/
WITH due AS (
  SELECT person, payee_name, fund, amount, period_from, period_to, _row
  FROM paid
  WHERE fund IN (:low_income_funds) OR fund = :destitute_fund
),
both_funds AS (
  SELECT person
  FROM due
  GROUP BY person
  HAVING BOOL_OR(fund = :destitute_fund) AND BOOL_OR(fund <> :destitute_fund)
),
-- One row per period and fund (urban and rural allowance together), so that two payments for a month do not make two months.
period AS (
  SELECT
    d.person, d.fund = :destitute_fund AS destitute, d.period_from, d.period_to, ANY_VALUE(d.payee_name) AS payee_name,
    SUM(d.amount) AS amount,
    LIST(d._row) AS rows_paid
  FROM due AS d
  JOIN both_funds AS b ON b.person = d.person
  GROUP BY d.person, d.fund = :destitute_fund, d.period_from, d.period_to
),
common AS (
  SELECT
    r.person,
    r.payee_name,
    GREATEST(r.period_from, u.period_from) AS common_from,
    LEAST(r.period_to, u.period_to) AS common_to,
    LEAST(r.amount, u.amount) AS amount,
    LIST_CONCAT(r.rows_paid, u.rows_paid) AS rows_paid
  FROM period AS r
  JOIN period AS u ON u.person = r.person
  WHERE NOT r.destitute AND u.destitute
    AND r.period_from <= u.period_to AND u.period_from <= r.period_to
)
SELECT
  person,
  ANY_VALUE(payee_name) AS payee_name,
  MIN(common_from) AS first,
  MAX(common_to) AS last,
  MIN(common_from) AS month,
  SUM(MONTH_DIFF(common_from, common_to) + 1) AS months,
  SUM(amount) AS amount,
  LIST_DISTINCT(FLATTEN(LIST(rows_paid))) AS evidence,
  SUM(MONTH_DIFF(common_from, common_to) + 1) <= :changeover_months AS x_changeover
FROM common
GROUP BY person
