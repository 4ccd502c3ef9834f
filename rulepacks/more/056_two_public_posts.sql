/*---
id: two_public_posts
catalogue: 56
version: 1
title_zh: 同时在两个用工单位领取公益性岗位补贴
title_en: Public-welfare posts with two employers at once
strength: A
basis: [就业补助资金管理办法, 规则目录第56条]
inputs:
  paid: [fund, payee_name, person, work_unit, amount, period_from, period_to]
parameters:
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [公益性岗位补贴], basis: 样本口径}]
  common_months:
    {title_zh: 视为一人多岗的重叠月数下限, title_en: fewest common months, type: int, unit: 月, values: [{since: 2000-01-01, value: 2, basis: 样本口径（重叠一个月为交接）}]}
  long_village: {title_zh: 村委会全称, title_en: full name of a village committee, type: text, values: [{since: 2000-01-01, value: 村民委员会, basis: 常见写法}]}
  short_village: {title_zh: 村委会简称, title_en: its short name, type: text, values: [{since: 2000-01-01, value: 村委会, basis: 常见写法}]}
  long_community: {title_zh: 居委会全称, title_en: full name of a residents' committee, type: text, values: [{since: 2000-01-01, value: 居民委员会, basis: 常见写法}]}
  short_community: {title_zh: 居委会简称, title_en: its short name, type: text, values: [{since: 2000-01-01, value: 居委会, basis: 常见写法}]}
subject:
  - person: person_id
exclusions:
  handover: {title_zh: 仅换岗交接月重叠, title_en: only the month of changing posts is common}
explanation_zh: "{payee_name:name}（{person:person_id}）在{first:month}至{last:month}间有{months}个月同时在{unit_a}和{unit_b}领取{fund}，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) was paid {fund} by both {unit_a} and {unit_b} in {months} months between {first:month} and {last:month}, {amount:money} yuan in all."
verify_zh: 两个岗位是否都真实在岗？由谁考勤、由谁领款？
verify_en: Was the person really at both posts? Who kept attendance, and who drew the money?
clears_zh: 换岗手续和停发证明；用工单位名称填写错误的更正；退回重复补贴的凭证。
clears_en: Papers on the change of post, a corrected name of the employer, or a voucher that one was paid back.
---*/
WITH job AS (
  SELECT
    person, payee_name, fund, amount, period_from, period_to, _row,
    REPLACE(REPLACE(work_unit, :long_village, :short_village), :long_community, :short_community) AS unit
  FROM paid
  WHERE fund IN (:funds) AND work_unit IS NOT NULL
),
several AS (
  SELECT person FROM job GROUP BY person HAVING MIN(unit) <> MAX(unit)
),
spell AS (
  SELECT
    j.person, j.unit, j.period_from, j.period_to, MIN(j.payee_name) AS payee_name, MIN(j.fund) AS fund,
    SUM(j.amount) AS amount, LIST(j._row) AS paid_rows, MIN(j._row) AS first_row
  FROM job AS j
  JOIN several ON several.person = j.person
  GROUP BY j.person, j.unit, j.period_from, j.period_to
),
overlap AS (
  SELECT
    a.person, a.unit AS unit_a, b.unit AS unit_b, a.payee_name, a.fund,
    GREATEST(a.period_from, b.period_from) AS first, LEAST(a.period_to, b.period_to) AS last,
    MONTH_DIFF(GREATEST(a.period_from, b.period_from), LEAST(a.period_to, b.period_to)) + 1 AS months,
    a.first_row AS row_a, b.first_row AS row_b
  FROM spell AS a
  JOIN spell AS b ON b.person = a.person AND a.unit < b.unit
  WHERE a.period_from <= b.period_to AND b.period_from <= a.period_to
),
pair AS (
  SELECT
    person, unit_a, unit_b, MIN(payee_name) AS payee_name, MIN(fund) AS fund, MIN(first) AS first, MAX(last) AS last,
    SUM(months) AS months
  FROM overlap
  GROUP BY person, unit_a, unit_b
),
kept AS (
  SELECT
    *, months < :common_months AS x_handover,
    BOOL_AND(months < :common_months) OVER (PARTITION BY person) AS all_handover
  FROM pair
),
shown AS (
  SELECT * FROM kept WHERE x_handover = all_handover
),
-- The payments of the common months, each once.
side AS (
  SELECT o.person, o.row_a AS first_row FROM overlap AS o
  JOIN shown AS s ON s.person = o.person AND s.unit_a = o.unit_a AND s.unit_b = o.unit_b
  UNION ALL
  SELECT o.person, o.row_b AS first_row FROM overlap AS o
  JOIN shown AS s ON s.person = o.person AND s.unit_a = o.unit_a AND s.unit_b = o.unit_b
),
side_once AS (
  SELECT person, first_row FROM side GROUP BY person, first_row
),
paid_there AS (
  SELECT s.person, SUM(p.amount) AS amount, FLATTEN(LIST(p.paid_rows)) AS evidence
  FROM side_once AS s
  JOIN spell AS p ON p.person = s.person AND p.first_row = s.first_row
  GROUP BY s.person
)
SELECT
  s.person,
  MIN(s.payee_name) AS payee_name,
  MIN(s.fund) AS fund,
  MIN(s.unit_a) AS unit_a,
  MAX(s.unit_b) AS unit_b,
  MIN(s.first) AS first,
  MAX(s.last) AS last,
  MIN(s.first) AS month,
  MAX(s.months) AS months,
  ANY_VALUE(p.amount) AS amount,
  ANY_VALUE(p.evidence) AS evidence,
  BOOL_OR(s.x_handover) AS x_handover
FROM shown AS s
JOIN paid_there AS p ON p.person = s.person
GROUP BY s.person
