/*---
id: posted_list
catalogue: 63
version: 1
title_zh: 发放与公示名单不一致
title_en: Paid otherwise than posted
strength: A
basis: [关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（财办〔2020〕37号）, 规则目录第63条]
inputs:
  paid: [fund, payee_name, person, area, amount, period_from, period_to, remark, village_name, township]
  posted_list: [fund, village, person, area, amount, remark, year]
optional:
  person: [person, village]
parameters:
  funds:
    title_zh: 须公示的资金
    title_en: funds that are posted
    type: list
    values: [{since: 2000-01-01, value: [耕地地力保护补贴], basis: 样本口径}]
  area_tolerance:
    {title_zh: 容许的面积差, title_en: difference of area that is tolerated, type: mu, unit: 亩, values: [{since: 2000-01-01, value: 0.05, basis: 样本口径}]}
  amount_tolerance:
    {title_zh: 容许的金额差, title_en: difference of the amount that is tolerated, type: money, unit: 元, values: [{since: 2000-01-01, value: 1, basis: 样本口径}]}
  listed_share:
    {title_zh: 村内领款人上榜比例达到多少视为该村已有公示数据, title_en: share of a village's payees on the list from which the village counts as posted, type: decimal, values: [{since: 2000-01-01, value: 0.5, basis: 数据覆盖判断}]}
  change_words:
    title_zh: 备注中表示经批准变更的字样
    title_en: remarks that speak of an approved change
    type: list
    values: [{since: 2000-01-01, value: [批准, 复核, 核减, 核增, 变更, 更正, 调整, 异议], basis: 样本口径及常见写法}]
subject:
  - person: "person_id!"
  - fund: "text!"
  - year: "text!"
exclusions:
  approved_change: {title_zh: 公示后经批准变更, title_en: changed with approval after posting}
explanation_zh: "{payee_name:name}（{person:person_id}）{year}年{fund}实发{area:mu}亩、{amount:money}元，{posted}（公示{listed_area:mu}亩、{listed_amount:money}元）。"
explanation_en: "{payee_name:name} ({person:person_id}) was paid {amount:money} yuan of {fund} for {area:mu} mu in {year}; {posted_en} ({listed_area:mu} mu, {listed_amount:money} yuan posted)."
verify_zh: 公示后为何增减或新增？变更由谁批准，是否重新公示？
verify_en: Why was it changed or added after posting? Who approved the change, and was it posted again?
clears_zh: 变更审批单和补充公示的照片、名单；公示数据导出不全的说明。
clears_en: The approved change with the supplementary posting, or proof that the posted list handed over is incomplete.
---*/
WITH drawn AS (
  SELECT
    person, fund, period_from // 100 AS year, MIN(payee_name) AS payee_name, SUM(area) AS area, SUM(amount) AS amount,
    MIN(period_from) AS month, MIN(COALESCE(_county, 0)) AS county, MIN(COALESCE(township, '')) AS township,
    MIN(COALESCE(village_name, '')) AS village_name, BOOL_OR(CONTAINS_ANY(remark, :change_words)) AS changed,
    LIST(_row) AS paid_rows
  FROM paid
  WHERE fund IN (:funds) AND period_from // 100 = period_to // 100
  GROUP BY person, fund, period_from // 100
),
listed AS (
  SELECT
    person, fund, year, SUM(area) AS area, SUM(amount) AS amount,
    BOOL_OR(CONTAINS_ANY(remark, :change_words)) AS changed, LIST(_row) AS list_rows
  FROM posted_list
  WHERE fund IN (:funds)
  GROUP BY person, fund, year
),
compared AS (
  SELECT
    d.person, d.fund, d.year, d.payee_name, d.area, d.amount, d.month, d.county, d.township, d.village_name,
    d.paid_rows, l.list_rows, l.area AS listed_area, l.amount AS listed_amount,
    d.changed OR COALESCE(l.changed, FALSE) AS x_approved_change
  FROM drawn AS d
  LEFT JOIN listed AS l ON l.person = d.person AND l.fund = d.fund AND l.year = d.year
),
-- Lists name a village by code and payrolls by name: a village counts as posted when most of those paid under its name
-- are on a list.
posted_name AS (
  SELECT fund, year, county, township, village_name
  FROM compared
  WHERE village_name <> ''
  GROUP BY fund, year, county, township, village_name
  HAVING COUNT(list_rows) * 10000 >= COUNT(*) * :listed_share
),
posted_code AS (
  SELECT fund, year, village FROM posted_list WHERE fund IN (:funds) GROUP BY fund, year, village
),
-- Where the payroll names no village, the register says where the payee belongs.
at_home AS (
  SELECT c.person, c.fund, c.year
  FROM compared AS c
  JOIN person AS p ON p.person = c.person
  JOIN posted_code AS v ON v.fund = c.fund AND v.year = c.year AND v.village = p.village
  WHERE c.village_name = ''
  GROUP BY c.person, c.fund, c.year
),
differing AS (
  SELECT c.*
  FROM compared AS c
  LEFT JOIN posted_name AS n
    ON n.fund = c.fund AND n.year = c.year AND n.county = c.county AND n.township = c.township
      AND n.village_name = c.village_name
  LEFT JOIN at_home AS h ON h.person = c.person AND h.fund = c.fund AND h.year = c.year
  WHERE (c.list_rows IS NULL AND (n.fund IS NOT NULL OR h.person IS NOT NULL))
    OR ABS(c.area - c.listed_area) > :area_tolerance
    OR ABS(c.amount - c.listed_amount) > :amount_tolerance
)
SELECT
  person,
  fund,
  year,
  payee_name,
  COALESCE(area, 0) AS area,
  amount,
  month,
  COALESCE(listed_area, 0) AS listed_area,
  COALESCE(listed_amount, 0) AS listed_amount,
  CASE WHEN list_rows IS NULL THEN '该村公示名单中没有此人' ELSE '与公示不一致' END AS posted,
  CASE WHEN list_rows IS NULL THEN 'the list of the village does not name this person' ELSE 'the posted list differs' END
    AS posted_en,
  LIST_CONCAT(paid_rows, COALESCE(list_rows, paid_rows)) AS evidence,
  x_approved_change
FROM differing
