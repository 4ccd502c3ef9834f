/*---
table: kin_person
inputs:
  kin_seed: [person]
  person: [person, household, relation, father, mother]
optional:
  dilapidated_housing: [person]
  relocation_housing: [person]
columns:
  person: BIGINT
  household: BIGINT
  county: INTEGER
  relation: VARCHAR
  father: BIGINT
  mother: BIGINT
  _row: BIGINT
---*/
-- The register entries from which near kin of the seeds can be read, and no others: of the seeds, of who lives with
-- them, of their parents and children (`near`), and of who lives with those or is their child. Seeds are those whose kin
-- may be computed, and people on aid for housing, who may not draw beside their parents or children.
-- Household numbers are compared within a county: police stations of two counties may number alike.
WITH seed AS (
  SELECT person FROM kin_seed
  UNION ALL SELECT person FROM dilapidated_housing WHERE person IS NOT NULL
  UNION ALL SELECT person FROM relocation_housing WHERE person IS NOT NULL
),
own AS (
  SELECT household, COALESCE(_county, 0) AS county, father, mother
  FROM person
  WHERE person IN (SELECT person FROM seed)
),
own_house AS (
  SELECT household, county FROM own WHERE household IS NOT NULL GROUP BY household, county
),
named AS (
  SELECT person FROM seed
  UNION ALL SELECT father AS person FROM own WHERE father IS NOT NULL
  UNION ALL SELECT mother AS person FROM own WHERE mother IS NOT NULL
  UNION ALL SELECT person FROM person WHERE father IN (SELECT person FROM seed)
  UNION ALL SELECT person FROM person WHERE mother IN (SELECT person FROM seed)
  UNION ALL
  SELECT p.person
  FROM person AS p
  JOIN own_house AS h ON h.household = p.household AND h.county = COALESCE(p._county, 0)
),
near AS (
  SELECT person FROM named GROUP BY person
),
house AS (
  SELECT household, COALESCE(_county, 0) AS county
  FROM person
  WHERE person IN (SELECT person FROM near) AND household IS NOT NULL
  GROUP BY household, COALESCE(_county, 0)
),
-- One way after the other, each by hash: one condition with OR would compare every entry with every way.
chosen AS (
  SELECT _row FROM person WHERE person IN (SELECT person FROM near)
  UNION ALL SELECT _row FROM person WHERE father IN (SELECT person FROM near)
  UNION ALL SELECT _row FROM person WHERE mother IN (SELECT person FROM near)
  UNION ALL
  SELECT p._row
  FROM person AS p
  JOIN house AS h ON h.household = p.household AND h.county = COALESCE(p._county, 0)
)
SELECT person, household, COALESCE(_county, 0) AS county, relation, father, mother, _row
FROM person
WHERE _row IN (SELECT _row FROM chosen)
