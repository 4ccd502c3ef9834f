/*---
id: staff_aid
catalogue: 39
version: 1
core: true
title_zh: 财政供养人员领取民生救助补贴
title_en: Poverty or job aid paid to paid staff
strength: B
basis: [社会救助暂行办法第九条, 规则目录第39条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to]
  staff_term: [person, unit, low_paid_post, from_month, to_month]
parameters:
  funds:
    title_zh: 困难救助、就业援助类资金
    title_en: poverty and job aid
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养, 临时救助, 公益性岗位补贴], basis: 样本口径}]
subject:
  - person: person_id
  - fund: text
exclusions:
  universal_fund: {title_zh: 普惠性或按身份发放的补贴，不属困难救助、就业援助, title_en: a universal or status-based subsidy rather than poverty or job aid}
  low_paid_post: {title_zh: 村级组织人员、公益性岗位，不计入财政供养, title_en: a village or public-welfare post that does not count as paid staff}
  not_in_service: {title_zh: 领取时不在职（已离职或尚未入职）, title_en: not in service at the time}
explanation_zh: "{payee_name:name}（{person:person_id}）自{since:month}起在{unit}财政供养名册上，{first:month}至{last:month}领取{fund}{count}笔，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}), on the payroll roster of {unit} since {since:month}, drew {fund} {count} times for {first:month} to {last:month}, {amount:money} yuan in all."
verify_zh: 是否本人申请、谁审批，是否如实申报身份和工资？款项是否本人领取？
verify_en: Who applied and approved, were the office and the wage declared? Did the person receive the money?
clears_zh: 因突发困难依规获批的审批材料；或证明身份证号被他人冒用、录错。
clears_en: A lawful approval for a sudden hardship, or proof that the number was misused or mistyped.
---*/
WITH seen AS (
  SELECT
    p.person, p.payee_name, p.fund, p.amount, p.period_from, p._row, t.unit, t.from_month, t._row AS term_row,
    p.fund NOT IN (:funds) AS x_universal_fund,
    t.low_paid_post AS x_low_paid_post,
    p.period_to < t.from_month OR p.period_from > t.to_month AS x_not_in_service
  FROM paid AS p
  JOIN staff_term AS t ON t.person = p.person
),
marked AS (
  SELECT *, x_universal_fund OR x_low_paid_post OR x_not_in_service AS excluded FROM seen
),
-- When some months stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person, m.fund) AS all_excluded FROM marked AS m
),
-- Two terms must not count one payment twice.
payment AS (
  SELECT
    person, fund, _row,
    MIN(payee_name) AS payee_name, MIN(amount) AS amount, MIN(period_from) AS period_from,
    ARG_MAX(unit, term_row) AS unit, MIN(from_month) AS since,
    LIST(term_row) AS term_rows,
    BOOL_OR(x_universal_fund) AS x_universal_fund,
    BOOL_OR(x_low_paid_post) AS x_low_paid_post,
    BOOL_OR(x_not_in_service) AS x_not_in_service
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY person, fund, _row
)
SELECT
  person,
  fund,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(unit) AS unit,
  MIN(since) AS since,
  MIN(period_from) AS first,
  MAX(period_from) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(term_rows)))) AS evidence,
  BOOL_OR(x_universal_fund) AS x_universal_fund,
  BOOL_OR(x_low_paid_post) AS x_low_paid_post,
  BOOL_OR(x_not_in_service) AS x_not_in_service
FROM payment
GROUP BY person, fund
