/*---
table: custody_term
inputs:
  custody: [person, name, from_on, to_on, outcome, kind]
parameters:
  acquitted_word: {title_zh: 无罪, title_en: acquitted, type: text, values: [{since: 2000-01-01, value: 无罪, basis: 样本口径}]}
  not_charged_word: {title_zh: 不起诉, title_en: not charged, type: text, values: [{since: 2000-01-01, value: 不起诉, basis: 刑事诉讼法第一百七十七条}]}
  withdrawn_word: {title_zh: 撤销案件, title_en: case withdrawn, type: text, values: [{since: 2000-01-01, value: 撤销案件, basis: 刑事诉讼法第十六条}]}
columns:
  person: BIGINT
  name: VARCHAR
  kind: VARCHAR
  kind_zh: VARCHAR
  from_on: DATE
  to_on: DATE
  from_month: INTEGER
  to_month: INTEGER
  community: BOOLEAN
  acquitted: BOOLEAN
  _row: BIGINT
---*/
-- Prison, detention and community correction by month; an open end is 999912.
SELECT
  person,
  name,
  kind,
  CASE kind WHEN 'prison' THEN '服刑' WHEN 'detention' THEN '被羁押' ELSE '接受社区矫正' END AS kind_zh,
  from_on,
  to_on,
  MONTH_OF(from_on) AS from_month,
  COALESCE(MONTH_OF(to_on), 999912) AS to_month,
  kind = 'community' AS community,
  COALESCE(
    CONTAINS(outcome, :acquitted_word) OR CONTAINS(outcome, :not_charged_word) OR CONTAINS(outcome, :withdrawn_word),
    FALSE
  ) AS acquitted,
  _row
FROM custody
