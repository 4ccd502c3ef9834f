/*---
table: staff_term
inputs:
  fiscal_staff: [person, name, unit, category, from_on, to_on]
parameters:
  low_paid_posts:
    title_zh: 不计入财政供养的人员类别
    title_en: categories that do not count as paid staff
    type: list
    values: [{since: 2000-01-01, value: [village_org, public_post], basis: 样本口径}]
columns:
  person: BIGINT
  name: VARCHAR
  unit: VARCHAR
  low_paid_post: BOOLEAN
  from_month: INTEGER
  to_month: INTEGER
  _row: BIGINT
---*/
-- Terms on the payroll roster by month; an open end is 999912. Village posts and public-welfare posts are kept and
-- marked, so that rules can say that they do not count.
SELECT
  person,
  name,
  unit,
  COALESCE(category IN (:low_paid_posts), FALSE) AS low_paid_post,
  MONTH_OF(from_on) AS from_month,
  COALESCE(MONTH_OF(to_on), 999912) AS to_month,
  _row
FROM fiscal_staff
