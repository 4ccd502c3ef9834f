/*---
id: housing_and_relocation
catalogue: 41
version: 1
core: true
title_zh: 同户既享受危房改造又享受易地搬迁
title_en: One household drew both dilapidated-housing aid and relocation
strength: A
basis: [全国“十三五”易地扶贫搬迁规划, 规则目录第41条]
inputs:
  dilapidated_housing: [name, person, amount, year, approved_on]
  relocation_housing: [name, person, amount, year, approved_on]
  person: [person, household]
  parent_link: [child, parent, row_a, row_b]
subject:
  - household: ref
exclusions:
  split_household: {title_zh: 父母与子女已分户，分别享受, title_en: parents and children live in separate households and drew one each}
explanation_zh: "户号{household:ref}既有{name:name}{housing_on:date}获批的危房改造补助，又有{relocated_name:name}{relocated_on:date}获批的易地扶贫搬迁安置，两项共{amount:money}元。"
explanation_en: "The household {household:ref} drew dilapidated-housing aid ({name:name}, {housing_on:date}) and relocation housing ({relocated_name:name}, {relocated_on:date}), {amount:money} yuan together."
verify_zh: 两项政策是否由同一户享受？搬迁后旧房是否拆除、危改是否实际实施？
verify_en: Did one household draw both? Was the old house torn down after the move, and was the repair really done?
clears_zh: 审批时已分户的证明；其中一项未实施并已退回补助的凭证；登记错误的更正。
clears_en: Proof that the households were separate at approval, that one was not carried out and was paid back, or a correction.
---*/
WITH housing AS (
  SELECT
    d.person, d.name, d.amount, COALESCE(d.approved_on, MAKE_DATE(d.year, 1, 1)) AS granted_on, d._row,
    p.household, COALESCE(p._county, 0) AS county, MIN(p._row) AS person_row
  FROM dilapidated_housing AS d
  JOIN person AS p ON p.person = d.person
  GROUP BY d.person, d.name, d.amount, d.approved_on, d.year, d._row, p.household, COALESCE(p._county, 0)
),
relocation AS (
  SELECT
    d.person, d.name, d.amount, COALESCE(d.approved_on, MAKE_DATE(d.year, 1, 1)) AS granted_on, d._row,
    p.household, COALESCE(p._county, 0) AS county, MIN(p._row) AS person_row
  FROM relocation_housing AS d
  JOIN person AS p ON p.person = d.person
  GROUP BY d.person, d.name, d.amount, d.approved_on, d.year, d._row, p.household, COALESCE(p._county, 0)
),
link AS (
  SELECT child AS a, parent AS b, row_a, row_b FROM parent_link
  UNION ALL
  SELECT parent AS a, child AS b, row_b AS row_a, row_a AS row_b FROM parent_link
),
apart AS (
  SELECT
    h.household AS housing_household, h.county AS housing_county, r.household AS relocation_household,
    r.county AS relocation_county, h.name, r.name AS relocated_name, h.granted_on AS housing_on,
    r.granted_on AS relocated_on, [h._row, r._row, h.person_row, r.person_row, l.row_a, l.row_b] AS evidence
  FROM housing AS h
  JOIN link AS l ON l.a = h.person
  JOIN relocation AS r ON r.person = l.b
  WHERE h.household <> r.household
),
hit AS (
  -- both, in one household: the sums of each side first, so that several grants do not multiply
  SELECT
    h.household, h.county, h.name, r.name AS relocated_name, h.granted_on AS housing_on,
    r.granted_on AS relocated_on, h.amount + r.amount AS amount, FALSE AS x_split_household,
    LIST_CONCAT(h.evidence, r.evidence) AS evidence
  FROM (
    SELECT household, county, MIN(name) AS name, MIN(granted_on) AS granted_on, SUM(amount) AS amount,
      LIST_CONCAT(LIST(_row), LIST(person_row)) AS evidence
    FROM housing GROUP BY household, county
  ) AS h
  JOIN (
    SELECT household, county, MIN(name) AS name, MIN(granted_on) AS granted_on, SUM(amount) AS amount,
      LIST_CONCAT(LIST(_row), LIST(person_row)) AS evidence
    FROM relocation GROUP BY household, county
  ) AS r ON r.household = h.household AND r.county = h.county
  UNION ALL
  SELECT
    housing_household AS household, housing_county AS county, name, relocated_name, housing_on, relocated_on,
    CAST(NULL AS BIGINT) AS amount, TRUE AS x_split_household, evidence
  FROM apart
  UNION ALL
  SELECT
    relocation_household AS household, relocation_county AS county, name, relocated_name, housing_on, relocated_on,
    CAST(NULL AS BIGINT) AS amount, TRUE AS x_split_household, evidence
  FROM apart
),
kept AS (
  SELECT *, BOOL_AND(x_split_household) OVER (PARTITION BY household, county) AS all_split FROM hit
)
SELECT
  household,
  MIN(name) AS name,
  MIN(relocated_name) AS relocated_name,
  MIN(housing_on) AS housing_on,
  MIN(relocated_on) AS relocated_on,
  SUM(amount) AS amount,
  '易地扶贫搬迁' AS fund,
  MONTH_OF(GREATEST(MIN(housing_on), MIN(relocated_on))) AS month,
  LIST_DISTINCT(FLATTEN(LIST(evidence))) AS evidence,
  BOOL_OR(x_split_household) AS x_split_household
FROM kept
WHERE x_split_household = all_split
GROUP BY household, county
