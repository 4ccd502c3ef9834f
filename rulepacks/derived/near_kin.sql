/*---
table: near_kin
materialise: false
inputs:
  kin: [a, b, relation, path, evidence]
columns:
  a: BIGINT
  b: BIGINT
  relation: VARCHAR
  relation_zh: VARCHAR
  relation_en: VARCHAR
  evidence: BIGINT[]
---*/
-- `kin` in words: what b is to a, and which register says so.
SELECT
  a,
  b,
  relation,
  CONCAT(
    CASE relation
      WHEN 'spouse' THEN '配偶'
      WHEN 'parent' THEN '父母'
      WHEN 'child' THEN '子女'
      WHEN 'sibling' THEN '兄弟姐妹'
      WHEN 'grandparent' THEN '祖父母、外祖父母'
      ELSE '孙子女、外孙子女'
    END,
    CASE
      WHEN CONTAINS(path, 'marriage') THEN '（据婚姻登记）'
      WHEN CONTAINS(path, 'household') THEN '（据与户主关系）'
      ELSE '（据户籍所载父母）'
    END
  ) AS relation_zh,
  CONCAT(relation, ' (by ', path, ')') AS relation_en,
  evidence
FROM kin
