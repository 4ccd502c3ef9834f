/*---
id: double_wage
catalogue: 95
version: 1
core: true
title_zh: 同时从两个单位领取工资
title_en: Wages from two units in the same months
strength: A
basis: [公务员法第四十四条, 规则目录第95条]
inputs:
  payroll: [unit, name, person, item, gross, net, month]
optional:
  fiscal_staff: [person, unit, category]
parameters:
  overlap_grace:
    {title_zh: 调动衔接容许重叠的月数, title_en: months of overlap tolerated at a change of post, type: int, unit: 月, values: [{since: 2000-01-01, value: 1, basis: 样本口径}]}
  uncounted_categories:
    {title_zh: 不计为工资的人员类别, title_en: categories whose pay is no wage, type: list, values: [{since: 2000-01-01, value: [village_org], basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  change_over: {title_zh: 调动衔接，仅重叠一个月, title_en: "change of post, one month of overlap"}
  village_org: {title_zh: 其中一处是村级组织人员报酬, title_en: one of them is the pay of a village post}
explanation_zh: "{name:name}（{person:person_id}）{first:month}至{last:month}有{months}个月同时由{unit_a}和{unit_b}发放工资，按较低一处计共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) drew wages from {unit_a} and {unit_b} in {months} common months from {first:month} to {last:month}; the lower of the two adds up to {amount:money} yuan."
verify_zh: 此人实际在哪个单位上班？调动手续何时办理，另一处工资由谁领取、是否退回？
verify_en: Where did the person work? When was the transfer done, who drew the other wage, and was it returned?
clears_zh: 调动衔接或机构改革过渡期的批准文件；一方代发、另一方返还的往来凭证；同名异人的更正。
clears_en: An approval for the transition, vouchers that one unit paid on behalf of the other, or a correction of the identity.
---*/
WITH several AS (
  SELECT person FROM payroll WHERE item = 'wage' GROUP BY person HAVING MIN(unit) <> MAX(unit)
),
wage AS (
  SELECT
    p.person, p.month, p.unit,
    ANY_VALUE(p.name) AS name,
    SUM(COALESCE(p.gross, p.net)) AS amount,
    LIST(p._row) AS rows_seen
  FROM payroll AS p
  JOIN several AS s ON s.person = p.person
  WHERE p.item = 'wage'
  GROUP BY p.person, p.month, p.unit
),
pair AS (
  SELECT
    a.person, a.unit AS unit_a, b.unit AS unit_b,
    ANY_VALUE(a.name) AS name,
    MIN(a.month) AS first,
    MAX(a.month) AS last,
    COUNT(*) AS months,
    SUM(LEAST(a.amount, b.amount)) AS amount,
    LIST_CONCAT(FLATTEN(LIST(a.rows_seen)), FLATTEN(LIST(b.rows_seen))) AS rows_seen
  FROM wage AS a
  JOIN wage AS b ON b.person = a.person AND b.month = a.month AND a.unit < b.unit
  GROUP BY a.person, a.unit, b.unit
),
-- A village post is known by its unit; where the roster names another unit, by the person having no other post.
post AS (
  SELECT
    f.person, f.unit,
    BOOL_OR(f.category IN (:uncounted_categories)) AS uncounted,
    LIST(f._row) AS rows_seen
  FROM fiscal_staff AS f
  JOIN several AS s ON s.person = f.person
  GROUP BY f.person, f.unit
),
posts AS (
  SELECT person, BOOL_AND(uncounted) AS only_uncounted, FLATTEN(LIST(rows_seen)) AS rows_seen FROM post GROUP BY person
),
marked AS (
  SELECT
    p.person, p.unit_a, p.unit_b, p.name, p.first, p.last, p.months, p.amount,
    CASE WHEN s.person IS NULL THEN p.rows_seen ELSE LIST_CONCAT(p.rows_seen, s.rows_seen) END AS rows_seen,
    p.months <= :overlap_grace AS x_change_over,
    COALESCE(a.uncounted, FALSE) OR COALESCE(b.uncounted, FALSE) OR COALESCE(s.only_uncounted, FALSE) AS x_village_org
  FROM pair AS p
  LEFT JOIN post AS a ON a.person = p.person AND a.unit = p.unit_a
  LEFT JOIN post AS b ON b.person = p.person AND b.unit = p.unit_b
  LEFT JOIN posts AS s ON s.person = p.person
),
kept AS (
  SELECT
    *,
    x_change_over OR x_village_org AS excluded,
    BOOL_AND(x_change_over OR x_village_org) OVER (PARTITION BY person) AS all_excluded
  FROM marked
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  MIN(unit_a) AS unit_a,
  MAX(unit_b) AS unit_b,
  MIN(first) AS month,
  MIN(first) AS first,
  MAX(last) AS last,
  MAX(months) AS months,
  SUM(amount) AS amount,
  LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS evidence,
  BOOL_OR(x_change_over) AS x_change_over,
  BOOL_OR(x_village_org) AS x_village_org
FROM kept
WHERE excluded = all_excluded
GROUP BY person
