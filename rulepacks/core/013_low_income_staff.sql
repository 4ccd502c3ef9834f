/*---
id: low_income_staff
catalogue: 13
version: 1
core: true
title_zh: 低保对象或家庭成员系财政供养人员
title_en: Minimum living allowance in a household with paid staff
strength: B
basis: [社会救助暂行办法第九条, 规则目录第13条]
inputs:
  low_income_household: [payee, payee_name, first_month, last_month, county, member, member_name, evidence]
  paid: [person, fund, amount, period_from, period_to]
  staff_term: [person, unit, low_paid_post, from_month, to_month]
parameters:
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保]}]
subject:
  - payee: person_id
exclusions:
  low_paid_post: {title_zh: 村级组织人员、公益性岗位，不计入财政供养, title_en: a village or public-welfare post that does not count as paid staff}
  not_in_service: {title_zh: 领取低保的月份不在职（之前已离职或之后才入职）, title_en: not in service in any month of the allowance}
explanation_zh: "{payee_name:name}（{payee:person_id}）{first:month}至{last:month}领取{fund}{amount:money}元；同户的{member_name:name}（{member:person_id}）自{since:month}起在{unit}财政供养名册上。"
explanation_en: "{payee_name:name} ({payee:person_id}) drew {fund} of {amount:money} yuan for {first:month} to {last:month}; {member_name:name} ({member:person_id}) of the same household has been on the payroll roster of {unit} since {since:month}."
verify_zh: 该成员与领取人是否共同生活？纳入时是否如实申报工资收入？人均收入是否低于当地标准？
verify_en: Do they live together? Was the wage declared when the case was opened? Is the income per head below the line?
clears_zh: 分户、分家证明；或含该工资收入的核算表，人均收入仍低于标准。
clears_en: Proof of separate households, or a computation with that wage in which the income per head is below the line.
---*/
-- The payee stands in his own household; one row per household member and term.
WITH term AS (
  SELECT
    h.payee, h.payee_name, h.member, h.member_name, h.evidence,
    s.unit, s.low_paid_post, s.from_month, s.to_month, s._row AS staff_row
  FROM low_income_household AS h
  JOIN staff_term AS s ON s.person = h.member
),
due AS (
  SELECT p.person, p.fund, p.amount, p.period_from, p.period_to, p._row
  FROM paid AS p
  WHERE p.fund IN (:funds)
),
-- Each term with every payment to the household, those outside the term marked.
month_paid AS (
  SELECT
    t.payee, t.payee_name, t.member, t.member_name, t.evidence, t.unit, t.from_month, t.staff_row,
    d.fund, d.amount, d.period_from, d._row,
    t.low_paid_post AS x_low_paid_post,
    d.period_to < t.from_month OR d.period_from > t.to_month AS x_not_in_service
  FROM term AS t
  JOIN due AS d ON d.person = t.payee
),
marked AS (
  SELECT *, x_low_paid_post OR x_not_in_service AS excluded FROM month_paid
),
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.payee) AS all_excluded FROM marked AS m
),
-- Two members on the payroll, or two terms, must not count one payment twice.
payment AS (
  SELECT
    payee,
    _row,
    MIN(payee_name) AS payee_name,
    MIN(fund) AS fund,
    MIN(amount) AS amount,
    MIN(period_from) AS period_from,
    MIN(member) AS member,
    ARG_MIN(member_name, member) AS member_name,
    ARG_MIN(unit, member) AS unit,
    ARG_MIN(from_month, member) AS since,
    LIST_CONCAT(FLATTEN(LIST(evidence)), LIST(staff_row)) AS rows_shown,
    BOOL_OR(x_low_paid_post) AS x_low_paid_post,
    BOOL_OR(x_not_in_service) AS x_not_in_service
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY payee, _row
)
SELECT
  payee,
  ANY_VALUE(payee_name) AS payee_name,
  MIN(member) AS member,
  ARG_MIN(member_name, member) AS member_name,
  ARG_MIN(unit, member) AS unit,
  ARG_MIN(since, member) AS since,
  MIN(fund) AS fund,
  MIN(period_from) AS first,
  MAX(period_from) AS last,
  MIN(period_from) AS month,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(rows_shown)))) AS evidence,
  BOOL_OR(x_low_paid_post) AS x_low_paid_post,
  BOOL_OR(x_not_in_service) AS x_not_in_service
FROM payment
GROUP BY payee
