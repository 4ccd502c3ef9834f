/*---
id: missed_severe_disability
catalogue: 25
version: 1
title_zh: 应保未保：重度残疾人未享受任何救助补贴
title_en: A severely disabled person left without any aid
strength: B
basis: [国发〔2015〕52号, 社会救助暂行办法第九条, 规则目录第25条]
inputs:
  disability: [person, name, level, issued_on, valid_to, status, remark]
  paid: [person, fund, period_from, period_to]
  person: [person, household]
optional:
  death_date: [person, cancelled]
parameters:
  levels: {title_zh: 重度残疾等级, title_en: levels of severe disability, type: list, values: [{since: 2000-01-01, value: [一级, 二级, 壹级, 贰级, "1级", "2级"], basis: 样本口径及常见写法}]}
  valid_statuses: {title_zh: 视为有效的证件状态, title_en: statuses of a valid certificate, type: list, values: [{since: 2000-01-01, value: [有效, 正常, 在用], basis: 样本口径及常见写法}]}
  disability_funds: {title_zh: 残疾补贴资金, title_en: disability allowances, type: list, values: [{since: 2000-01-01, value: [残疾两项补贴]}]}
  household_funds: {title_zh: 按户核查的救助资金, title_en: household aid, type: list, values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养]}]}
  declined_word: {title_zh: 放弃字样, title_en: word for declined, type: text, values: [{since: 2000-01-01, value: 放弃, basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  declined: {title_zh: 本人书面放弃, title_en: declined in writing}
explanation_zh: "{name:name}（{person:person_id}）持有{level}残疾人证，{year}年全年有效，但当年查无残疾人两项补贴，所在户也无低保、特困供养。"
explanation_en: "{name:name} ({person:person_id}) held a certificate of level {level} all through {year}, yet drew no disability allowance, and the household no minimum living allowance or destitute aid."
verify_zh: 本人是否知道可以申请？是否申请过、因何未批？现在生活如何？
verify_en: Does the person know of the right? Was an application made and refused? How does the person live now?
clears_zh: 本人书面放弃的材料；或已在其他地方、以其他项目享受的证明。
clears_en: A written waiver, or proof of aid elsewhere or under another heading.
---*/
-- The year is that of the last list of the allowance at hand, up to its last month.
WITH last_list AS (
  SELECT MAX(period_to) AS month
  FROM paid
  WHERE fund IN (:disability_funds) AND period_to <= MONTH_OF(:as_of)
),
horizon AS (
  SELECT
    YEAR(MONTH_START(month)) AS year, MAKE_DATE(YEAR(MONTH_START(month)), 1, 1) AS first_day, MONTH_END(month) AS last_day,
    YEAR(MONTH_START(month)) * 100 + 1 AS first_month, month AS last_month
  FROM last_list
),
certificate AS (
  SELECT person, name, level, remark, _row
  FROM disability
  WHERE level IN (:levels)
    AND (status IS NULL OR status IN (:valid_statuses))
    AND (issued_on IS NULL OR issued_on <= (SELECT first_day FROM horizon))
    AND (valid_to IS NULL OR valid_to >= (SELECT last_day FROM horizon))
),
this_year AS (
  SELECT person, fund, COALESCE(_county, 0) AS county
  FROM paid
  WHERE period_to >= (SELECT first_month FROM horizon) AND period_from <= (SELECT last_month FROM horizon)
    AND (fund IN (:disability_funds) OR fund IN (:household_funds))
),
helped AS (
  SELECT person FROM this_year GROUP BY person
),
-- Nobody is missed in a county whose lists of the allowance were not delivered; county 0 is a list of the whole city.
covered AS (
  SELECT county FROM this_year WHERE fund IN (:disability_funds) GROUP BY county
),
alive AS (
  SELECT c.person, c.name, c.level, c.remark, c._row
  FROM certificate AS c
  LEFT JOIN helped AS h ON h.person = c.person
  WHERE h.person IS NULL AND NOT EXISTS (SELECT 1 FROM death_date AS d WHERE d.person = c.person AND NOT d.cancelled)
),
home AS (
  SELECT a.person, a.name, a.level, a.remark, a._row, p.household, p._county, p._row AS register_row
  FROM alive AS a
  JOIN person AS p ON p.person = a.person
  WHERE COALESCE(p._county, 0) IN (SELECT county FROM covered) OR EXISTS (SELECT 1 FROM covered WHERE county = 0)
),
helped_home AS (
  SELECT home.person
  FROM home
  JOIN person AS m ON m.household = home.household AND COALESCE(m._county, 0) = COALESCE(home._county, 0)
  JOIN helped AS h ON h.person = m.person
  JOIN this_year AS t ON t.person = m.person AND t.fund IN (:household_funds)
  GROUP BY home.person
)
SELECT
  home.person,
  ANY_VALUE(home.name) AS name,
  MIN(home.level) AS level,
  (SELECT year FROM horizon) AS year,
  LIST_DISTINCT(LIST_CONCAT(LIST(home._row), LIST(home.register_row))) AS evidence,
  BOOL_OR(CONTAINS(COALESCE(home.remark, ''), :declined_word)) AS x_declined
FROM home
LEFT JOIN helped_home AS h ON h.person = home.person
WHERE h.person IS NULL
GROUP BY home.person
