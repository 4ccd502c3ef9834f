/*---
id: repeated_housing_aid
catalogue: 40
version: 1
core: true
title_zh: 危房改造补助重复享受
title_en: Dilapidated-housing aid twice
strength: A
basis: [中央财政农村危房改造补助资金管理办法, 规则目录第40条]
inputs:
  dilapidated_housing: [name, person, grade, amount, year, approved_on, remark]
  person: [person, household]
parameters:
  repeat_years:
    {title_zh: 不得再次享受的年限, title_en: years in which aid may not be repeated, type: int, unit: 年, values: [{since: 2000-01-01, value: 10, basis: 样本口径}]}
  disaster_words:
    title_zh: 备注中表示灾害的字样
    title_en: remarks that speak of a disaster
    type: list
    values: [{since: 2000-01-01, value: [灾, 洪, 涝, 台风, 龙卷风, 地震, 滑坡, 泥石流, 水毁, 火毁, 倒塌], basis: 样本口径及常见写法}]
subject:
  - household: ref
exclusions:
  other_grade: {title_zh: 两次危房等级不同（先修后建）, title_en: the two grades differ (repaired first, rebuilt later)}
  disaster: {title_zh: 后一次系因灾重建, title_en: the later one rebuilds after a disaster}
explanation_zh: "户号{household:ref}（{name:name}）在{first_on:date}至{last_on:date}间{count}次获批危房改造补助，危房等级相同（{grade}），共{amount:money}元，间隔不满规定年限。"
explanation_en: "The household {household:ref} ({name:name}) was granted dilapidated-housing aid {count} times between {first_on:date} and {last_on:date} for the same grade ({grade}), {amount:money} yuan in all, within the years in which it may not be repeated."
verify_zh: 两次改造的是否同一住房？前一次是否实际施工、款项由谁领取？
verify_en: Was it the same house? Was the first work really done, and who drew the money?
clears_zh: 分户、因灾倒塌或鉴定等级不同的证明；登记错误的更正。
clears_en: Proof of a split household, a disaster, another grade, or a mistaken entry.
---*/
WITH aid AS (
  SELECT
    p.household, COALESCE(p._county, 0) AS county, d._row, d.name, d.grade, d.amount,
    COALESCE(d.approved_on, MAKE_DATE(d.year, 1, 1)) AS granted_on,
    UPPER(LEFT(d.grade, 1)) AS grade_letter,
    CONTAINS_ANY(d.remark, :disaster_words) AS disaster,
    MIN(p._row) AS person_row
  FROM dilapidated_housing AS d
  JOIN person AS p ON p.person = d.person
  GROUP BY p.household, COALESCE(p._county, 0), d._row, d.name, d.grade, d.amount, d.approved_on, d.year, d.remark
),
pair AS (
  SELECT
    a.household, a.county, a._row AS earlier_row, b._row AS later_row,
    COALESCE(a.grade_letter <> b.grade_letter, FALSE) AS x_other_grade,
    b.disaster OR (a.disaster AND a.granted_on = b.granted_on) AS x_disaster
  FROM aid AS a
  JOIN aid AS b ON b.household = a.household AND b.county = a.county
  WHERE (a.granted_on < b.granted_on OR (a.granted_on = b.granted_on AND a._row < b._row))
    AND YEARS_FULL(a.granted_on, b.granted_on) < :repeat_years
),
kept AS (
  SELECT
    *, x_other_grade OR x_disaster AS excluded,
    BOOL_AND(x_other_grade OR x_disaster) OVER (PARTITION BY household, county) AS all_excluded
  FROM pair
),
side AS (
  SELECT household, county, earlier_row AS _row, x_other_grade, x_disaster FROM kept WHERE excluded = all_excluded
  UNION ALL
  SELECT household, county, later_row AS _row, x_other_grade, x_disaster FROM kept WHERE excluded = all_excluded
),
-- A grant may stand in several pairs and counts once.
once AS (
  SELECT
    household, county, _row, BOOL_OR(x_other_grade) AS x_other_grade, BOOL_OR(x_disaster) AS x_disaster
  FROM side
  GROUP BY household, county, _row
)
SELECT
  aid.household,
  ARG_MAX(aid.name, aid.granted_on) AS name,
  ARG_MAX(aid.grade, aid.granted_on) AS grade,
  MIN(aid.granted_on) AS first_on,
  MAX(aid.granted_on) AS last_on,
  COUNT(*) AS count,
  SUM(aid.amount) AS amount,
  '农村危房改造' AS fund,
  MONTH_OF(MAX(aid.granted_on)) AS month,
  LIST_DISTINCT(LIST_CONCAT(LIST(aid._row), LIST(aid.person_row))) AS evidence,
  BOOL_OR(once.x_other_grade) AS x_other_grade,
  BOOL_OR(once.x_disaster) AS x_disaster
FROM once
JOIN aid ON aid.household = once.household AND aid.county = once.county AND aid._row = once._row
GROUP BY aid.household, aid.county
