/*---
id: paid_over_titled
catalogue: 47
version: 1
core: true
title_zh: 耕地补贴面积大于确权面积
title_en: Subsidy for more land than titled
strength: B
basis: [关于调整完善农业三项补贴政策的指导意见（财农〔2015〕31号）, 规则目录第47条]
inputs:
  paid: [fund, payee_name, person, area, amount, period_from, period_to]
  land: [parcel, holder, area, kind, remark]
  person: [person, household]
optional:
  land_transfer: [parcel, to_person, area, from_on, to_on]
parameters:
  funds:
    title_zh: 按面积发放的资金
    title_en: funds paid by area
    type: list
    values: [{since: 2000-01-01, value: [耕地地力保护补贴], basis: 样本口径}]
  tolerance:
    {title_zh: 允许超出确权面积的比例, title_en: share over the titled area that is tolerated, type: decimal, values: [{since: 2000-01-01, value: 0.05, basis: 样本口径；测量误差}]}
  rounding:
    {title_zh: 视为四舍五入的面积差, title_en: difference that is rounding, type: mu, unit: 亩, values: [{since: 2000-01-01, value: 0.01, basis: 面积保留两位小数}]}
  reclaimed_words:
    title_zh: 地块属于新增开垦的字样
    title_en: words for reclaimed land
    type: list
    values: [{since: 2000-01-01, value: [开垦, 开荒, 复垦, 新增, 土地整理], basis: 样本口径及常见写法}]
subject:
  - person: "person_id!"
  - year: "text!"
exclusions:
  within_tolerance: {title_zh: 在测量误差以内, title_en: within the tolerance of surveying}
  reclaimed: {title_zh: 含已登记的新增开垦面积, title_en: covered by registered reclaimed land}
  flow_in: {title_zh: 含流入土地面积, title_en: covered by land taken over from others}
  no_title: {title_zh: 全家没有任何确权或流入登记，无从比较, title_en: no title or transfer of the household is on record; nothing to compare with}
explanation_zh: "{payee_name:name}（{person:person_id}）{year}年度领取{fund}的面积为{area:mu}亩（{amount:money}元），其家庭确权{titled:mu}亩、新增开垦{reclaimed:mu}亩、流入{flow_in:mu}亩，合计{covered:mu}亩。"
explanation_en: "{payee_name:name} ({person:person_id}) drew {fund} for {area:mu} mu in {year} ({amount:money} yuan); the household has {titled:mu} mu titled, {reclaimed:mu} reclaimed and {flow_in:mu} taken over, {covered:mu} in all."
verify_zh: 多出的面积是哪些地块、谁在耕种？申报面积由谁核定？
verify_en: Which parcels make up the difference, and who tills them? Who confirmed the area?
clears_zh: 流转合同、新增耕地登记、确权更正；实地测量结果；面积录入错误已更正的凭证。
clears_en: A transfer contract, registered new land, a corrected title, a survey on the spot, or a voucher correcting the entry.
---*/
WITH subsidised AS (
  SELECT
    person, period_from // 100 AS year, ANY_VALUE(payee_name) AS payee_name, MIN(fund) AS fund,
    SUM(area) AS area, SUM(amount) AS amount, MIN(period_from) AS month, LIST(_row) AS paid_rows
  FROM paid
  WHERE fund IN (:funds) AND area IS NOT NULL AND period_from // 100 = period_to // 100
  GROUP BY person, period_from // 100
),
own_title AS (
  SELECT
    holder AS person,
    SUM(CASE WHEN CONTAINS_ANY(kind, :reclaimed_words) THEN 0 ELSE area END) AS titled,
    SUM(CASE WHEN CONTAINS_ANY(kind, :reclaimed_words) THEN area ELSE 0 END) AS reclaimed,
    LIST(_row) AS land_rows
  FROM land
  GROUP BY holder
),
-- Where a household has drawn more than its titles, somebody in it has drawn more than his own: only such households
-- are looked up.
suspect AS (
  SELECT s.person
  FROM subsidised AS s
  LEFT JOIN own_title AS o ON o.person = s.person
  WHERE s.area > COALESCE(o.titled, 0)
  GROUP BY s.person
),
suspect_household AS (
  SELECT p.household, COALESCE(p._county, 0) AS county
  FROM person AS p
  JOIN suspect ON suspect.person = p.person
  GROUP BY p.household, COALESCE(p._county, 0)
),
-- Land and payments are compared by household: the title may be the husband's and the money the wife's. Household
-- numbers are compared within a county. Who is not on the register stands alone.
entry AS (
  SELECT p.person, p.household, h.county, p._row
  FROM person AS p
  JOIN suspect_household AS h ON h.household = p.household AND h.county = COALESCE(p._county, 0)
),
titled AS (
  SELECT
    e.household, e.county,
    SUM(CASE WHEN CONTAINS_ANY(l.kind, :reclaimed_words) THEN 0 ELSE l.area END) AS titled,
    SUM(CASE WHEN CONTAINS_ANY(l.kind, :reclaimed_words) THEN l.area ELSE 0 END) AS reclaimed,
    LIST(l._row) AS land_rows
  FROM land AS l
  JOIN entry AS e ON e.person = l.holder
  GROUP BY e.household, e.county
),
drawn AS (
  SELECT
    s.person, s.year, s.payee_name, s.fund, s.area, s.amount, s.month, s.paid_rows,
    MIN(e.household) AS household, ARG_MIN(e.county, e.household) AS county, ARG_MIN(e._row, e.household) AS person_row
  FROM subsidised AS s
  LEFT JOIN entry AS e ON e.person = s.person
  LEFT JOIN suspect AS x ON x.person = s.person
  WHERE e.person IS NOT NULL OR x.person IS NOT NULL
  GROUP BY s.person, s.year, s.payee_name, s.fund, s.area, s.amount, s.month, s.paid_rows
),
-- A household whose members draw separately has the money of all against the land of all.
together AS (
  SELECT household, county, year, SUM(area) AS area, FLATTEN(LIST(paid_rows)) AS paid_rows
  FROM drawn
  WHERE household IS NOT NULL
  GROUP BY household, county, year
),
compared AS (
  SELECT
    d.person, d.year, d.payee_name, d.fund, d.area, d.amount, d.month, d.household, d.county, d.person_row,
    COALESCE(g.paid_rows, d.paid_rows) AS paid_rows,
    COALESCE(g.area, d.area) AS drawn_area,
    COALESCE(t.titled, o.titled, 0) AS titled,
    COALESCE(t.reclaimed, o.reclaimed, 0) AS reclaimed,
    COALESCE(t.land_rows, o.land_rows) AS land_rows
  FROM drawn AS d
  LEFT JOIN together AS g ON g.household = d.household AND g.county = d.county AND g.year = d.year
  LEFT JOIN titled AS t ON t.household = d.household AND t.county = d.county
  LEFT JOIN own_title AS o ON o.person = d.person
),
over AS (
  SELECT * FROM compared WHERE drawn_area > titled + :rounding
),
-- Transfers are looked up only for those who need them.
taken AS (
  SELECT over.person, over.year, x._row, x.area
  FROM over
  JOIN land_transfer AS x ON x.to_person = over.person
  WHERE YEAR(x.from_on) <= over.year AND (x.to_on IS NULL OR YEAR(x.to_on) >= over.year)
  UNION ALL
  SELECT over.person, over.year, x._row, x.area
  FROM over
  JOIN entry AS e ON e.household = over.household AND e.county = over.county
  JOIN land_transfer AS x ON x.to_person = e.person
  WHERE YEAR(x.from_on) <= over.year AND (x.to_on IS NULL OR YEAR(x.to_on) >= over.year)
),
taken_once AS (
  SELECT person, year, _row, MIN(area) AS area FROM taken GROUP BY person, year, _row
),
flow AS (
  SELECT person, year, SUM(area) AS area, LIST(_row) AS rows_seen FROM taken_once GROUP BY person, year
),
judged AS (
  SELECT
    o.person, o.year, o.payee_name, o.fund, o.area, o.amount, o.month, o.titled, o.reclaimed, o.drawn_area,
    COALESCE(f.area, 0) AS flow_in,
    o.titled + o.reclaimed + COALESCE(f.area, 0) AS covered,
    o.drawn_area * 10000 <= (o.titled + o.reclaimed + COALESCE(f.area, 0)) * (10000 + :tolerance) AS enough,
    o.paid_rows, o.land_rows, f.rows_seen AS flow_rows, o.person_row
  FROM over AS o
  LEFT JOIN flow AS f ON f.person = o.person AND f.year = o.year
)
SELECT
  person,
  year,
  payee_name,
  fund,
  area,
  amount,
  month,
  titled,
  reclaimed,
  flow_in,
  covered,
  LIST_DISTINCT(FLATTEN([
    paid_rows,
    COALESCE(land_rows, paid_rows),
    COALESCE(flow_rows, paid_rows),
    CASE WHEN person_row IS NULL THEN paid_rows ELSE [person_row] END
  ])) AS evidence,
  enough AND covered > 0 AND drawn_area > covered AS x_within_tolerance,
  enough AND reclaimed > 0 AS x_reclaimed,
  enough AND flow_in > 0 AS x_flow_in,
  covered = 0 AS x_no_title
FROM judged
