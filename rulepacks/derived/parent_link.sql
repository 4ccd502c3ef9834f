/*---
table: parent_link
inputs:
  kin_person: [person, household, county, relation, father, mother, _row]
columns:
  child: BIGINT
  parent: BIGINT
  via: VARCHAR
  row_a: BIGINT
  row_b: BIGINT
---*/
-- Parents and children among `kin_person`: by the parents' numbers on the register, and by the relation to the head of
-- the household.
-- Codes of GB/T 4761: 20 to 29 sons (28 son-in-law), 30 to 39 daughters (38 daughter-in-law), 51 father, 52 mother.
WITH head AS (
  SELECT household, county, person, _row FROM kin_person WHERE relation IN ('01', '02')
),
member AS (
  SELECT p.household, head.county, p.person, p.relation, p._row, head.person AS head, head._row AS head_row
  FROM kin_person AS p
  JOIN head ON head.household = p.household AND head.county = p.county
  WHERE p.person <> head.person
),
spouse AS (
  SELECT household, county, person, _row FROM kin_person WHERE relation IN ('10', '11', '12')
),
link AS (
  SELECT person AS child, father AS parent, 'register' AS via, _row AS row_a, _row AS row_b
  FROM kin_person WHERE father IS NOT NULL
  UNION ALL
  SELECT person AS child, mother AS parent, 'register' AS via, _row AS row_a, _row AS row_b
  FROM kin_person WHERE mother IS NOT NULL
  UNION ALL
  SELECT person AS child, head AS parent, 'household' AS via, _row AS row_a, head_row AS row_b
  FROM member
  WHERE relation >= '20' AND relation <= '39' AND relation NOT IN ('28', '38')
  UNION ALL
  SELECT m.person AS child, spouse.person AS parent, 'household' AS via, m._row AS row_a, spouse._row AS row_b
  FROM member AS m
  JOIN spouse ON spouse.household = m.household AND spouse.county = m.county
  WHERE m.relation >= '20' AND m.relation <= '39' AND m.relation NOT IN ('28', '38') AND m.person <> spouse.person
  UNION ALL
  SELECT head AS child, person AS parent, 'household' AS via, head_row AS row_a, _row AS row_b
  FROM member
  WHERE relation IN ('51', '52')
)
SELECT child, parent, MAX(via) AS via, ARG_MAX(row_a, via) AS row_a, ARG_MAX(row_b, via) AS row_b
FROM link
GROUP BY child, parent
