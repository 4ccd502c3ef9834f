/*---
table: death_date
inputs:
  death: [person, name, died_on, source, remark]
parameters:
  first_source:
    {title_zh: 首选死亡来源, title_en: first source of the date of death, type: text, values: [{since: 2000-01-01, value: health, basis: 样本口径}]}
  second_source:
    {title_zh: 次选死亡来源, title_en: second source, type: text, values: [{since: 2000-01-01, value: funeral, basis: 样本口径}]}
columns:
  person: BIGINT
  name: VARCHAR
  died_on: DATE
  died_month: INTEGER
  source: VARCHAR
  cancelled: BOOLEAN
  evidence: BIGINT[]
---*/
-- One row per person: the date of the best source that stands. A person all of whose entries were cancelled is kept
-- with cancelled = true, so that rules can say "the entry was cancelled" instead of saying nothing.
WITH entry AS (
  SELECT
    person, name, died_on, source, _row,
    COALESCE(CONTAINS(remark, '撤销'), FALSE) AS cancelled,
    CASE WHEN source = :first_source THEN 1 WHEN source = :second_source THEN 2 ELSE 3 END AS rank
  FROM death
),
ordered AS (
  SELECT
    person, name, died_on, source, cancelled, _row,
    ROW_NUMBER() OVER (PARTITION BY person ORDER BY cancelled, rank, died_on, _row) AS place
  FROM entry
)
SELECT
  person,
  name,
  died_on,
  MONTH_OF(died_on) AS died_month,
  source,
  cancelled,
  LIST(_row) AS evidence
FROM ordered
WHERE place = 1
GROUP BY person, name, died_on, source, cancelled
