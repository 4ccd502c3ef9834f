/*---
table: official_term
inputs:
  public_official: [person, name, unit, post, is_leader, job_class, category, from_on, to_on]
parameters:
  village_word: {title_zh: 村干部类别字样, title_en: word for village cadres, type: text, values: [{since: 2000-01-01, value: 村, basis: 样本口径}]}
  community_word: {title_zh: 社区干部类别字样, title_en: word for community cadres, type: text, values: [{since: 2000-01-01, value: 社区, basis: 样本口径}]}
  self_governing_word: {title_zh: 自治组织类别字样, title_en: word for self-governing bodies, type: text, values: [{since: 2000-01-01, value: 自治组织, basis: 监察法第十五条}]}
columns:
  person: BIGINT
  name: VARCHAR
  unit: VARCHAR
  post: VARCHAR
  leader: BOOLEAN
  job_class: VARCHAR
  village_cadre: BOOLEAN
  from_on: DATE
  to_on: DATE
  _row: BIGINT
---*/
-- Supervised persons by term of office; an open end is 9999-12-31. Village and community cadres are marked: the ban on
-- business for civil servants is not theirs.
SELECT
  person,
  name,
  unit,
  post,
  COALESCE(is_leader, FALSE) AS leader,
  COALESCE(job_class, '') AS job_class,
  CONTAINS(category, :village_word)
    OR CONTAINS(category, :community_word)
    OR CONTAINS(category, :self_governing_word) AS village_cadre,
  from_on,
  COALESCE(to_on, DATE '9999-12-31') AS to_on,
  _row
FROM public_official
