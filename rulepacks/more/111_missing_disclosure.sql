/*---
id: missing_disclosure
catalogue: 111
version: 1
title_zh: 村务财务公开缺少季度
title_en: A quarter without financial disclosure of the village
strength: A
basis: [村民委员会组织法第三十条, 规则目录第111条]
inputs:
  disclosure: [village, village_name, quarter, quarter_from, quarter_to, posted_on, category]
optional:
  village_cadre: [village, village_name]
parameters:
  categories:
    {title_zh: 应公开的类别字样, title_en: categories that are due, type: list, values: [{since: 2000-01-01, value: [财务], basis: 样本口径（财务公开）}]}
  days_allowed:
    {title_zh: 季度结束后应在几天内公开, title_en: days after the quarter within which to post, type: int, unit: 天, values: [{since: 2000-01-01, value: 20, basis: 村务公开的常见要求；仅用于区分迟公开与未公开}]}
subject:
  - village: area
  - quarter: text
exclusions:
  posted_late: {title_zh: 已公开，只是较晚, title_en: "posted, though late"}
explanation_zh: "{village_name}（{village}）{quarter_text}的村务公开记录中，至{as_of:date}{state}。"
explanation_en: "In the disclosure log until {as_of:date}, {village_name} ({village}) {state_en} for {quarter}."
verify_zh: 该季度财务是否上墙或上网公开，由谁负责，有无照片或签字？
verify_en: Were the finances of the quarter posted on the board or online, by whom, with what photograph or signature?
clears_zh: 当季公开的照片、存根或网上公开记录。
clears_en: A photograph, counterfoil or online record of the posting.
---*/
WITH posting AS (
  SELECT
    village, village_name, quarter, quarter_from, quarter_to, posted_on, _row,
    village // 1000000 AS county,
    CONTAINS_ANY(category, :categories) AS is_due_kind
  FROM disclosure
),
-- Quarters for which the county posts finances at all and whose time to post is over on the day of the run.
due_quarter AS (
  SELECT county, quarter, MIN(quarter_from) AS first_month, MAX(quarter_to) AS last_month
  FROM posting
  WHERE is_due_kind AND MONTH_DIFF(quarter_from, quarter_to) = 2
    AND DAYS_BETWEEN(MONTH_END(quarter_to), :as_of) > :days_allowed
  GROUP BY county, quarter
),
-- A village that never posted at all is known from the list of cadres.
village_row AS (
  SELECT county, village, village_name, _row FROM posting
  UNION ALL
  SELECT c.village // 1000000 AS county, c.village, c.village_name, c._row
  FROM village_cadre AS c
  LEFT JOIN (SELECT village FROM posting GROUP BY village) AS p ON p.village = c.village
  WHERE p.village IS NULL
),
village_seen AS (
  SELECT county, village, MAX(village_name) AS village_name, LIST(_row) AS rows_seen
  FROM village_row
  GROUP BY county, village
),
-- Monthly or half-yearly postings that touch the quarter count as well.
posted AS (
  SELECT
    q.quarter, p.village,
    LIST(p._row) AS rows_seen,
    BOOL_OR(p.posted_on IS NULL OR DAYS_BETWEEN(MONTH_END(q.last_month), p.posted_on) <= :days_allowed) AS in_time
  FROM due_quarter AS q
  JOIN posting AS p
    ON p.county = q.county AND p.quarter_from <= q.last_month AND p.quarter_to >= q.first_month
  WHERE p.is_due_kind
  GROUP BY q.quarter, p.village
)
SELECT
  v.village,
  q.quarter,
  v.village_name,
  q.last_month AS month,
  :as_of AS as_of,
  CASE
    WHEN CONTAINS(q.quarter, 'Q') THEN LEFT(q.quarter, 4) || '年第' || RIGHT(q.quarter, 1) || '季度'
    ELSE q.quarter
  END AS quarter_text,
  CASE WHEN p.village IS NULL THEN '没有财务公开' ELSE '有财务公开，但晚于期限' END AS state,
  CASE WHEN p.village IS NULL THEN 'has no posting of its finances' ELSE 'posted its finances late' END AS state_en,
  CASE WHEN p.village IS NULL THEN v.rows_seen ELSE p.rows_seen END AS evidence,
  p.village IS NOT NULL AS x_posted_late
FROM village_seen AS v
JOIN due_quarter AS q ON q.county = v.county
LEFT JOIN posted AS p ON p.village = v.village AND p.quarter = q.quarter
WHERE NOT COALESCE(p.in_time, FALSE)
