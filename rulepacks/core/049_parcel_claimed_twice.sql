/*---
id: parcel_claimed_twice
catalogue: 49
version: 1
core: true
title_zh: 同一地块两户申报耕地补贴
title_en: Two households claim one parcel
strength: A
basis: [关于调整完善农业三项补贴政策的指导意见（财农〔2015〕31号）, 规则目录第49条]
inputs:
  land_claim: [claimant, claimant_name, parcel, area, year]
  land: [parcel, holder, area]
  person: [person, household]
optional:
  land_transfer: [parcel, from_on, to_on]
parameters:
  tolerance:
    {title_zh: 允许超出确权面积的比例, title_en: share over the titled area that is tolerated, type: decimal, values: [{since: 2000-01-01, value: 0.05, basis: 样本口径；测量误差}]}
subject:
  - parcel: ref
  - year: "text!"
exclusions:
  shares: {title_zh: 双方分部分申报，合计未超过地块面积, title_en: the claims are shares that add up to no more than the parcel}
explanation_zh: "地块{parcel:ref}（确权{titled:mu}亩）{year}年度由{first_name:name}、{second_name:name}等{households}户申报耕地补贴，合计{claimed:mu}亩，超过地块面积。"
explanation_en: "In {year}, {households} households ({first_name:name}, {second_name:name}) claimed subsidy for the parcel {parcel:ref}: {claimed:mu} mu together, against {titled:mu} mu titled."
verify_zh: 地块实际由谁耕种？流转合同约定补贴归谁？两笔补贴是否都已发放？
verify_en: Who tills the parcel? To whom does the contract give the subsidy? Were both paid?
clears_zh: 流转合同对补贴归属的约定和一方退回的凭证；地块编码填错的更正；重新测量的面积。
clears_en: The contract's clause on the subsidy and a voucher that one side paid back, a corrected parcel code, or a new survey.
---*/
WITH crowded AS (
  SELECT parcel, year
  FROM land_claim
  GROUP BY parcel, year
  HAVING MIN(claimant) <> MAX(claimant)
),
claim AS (
  SELECT c.parcel, c.year, c.claimant, c.claimant_name, c.area, c._row
  FROM land_claim AS c
  JOIN crowded ON crowded.parcel = c.parcel AND crowded.year = c.year
),
-- Who is not on the register is a household of his own.
housed AS (
  SELECT
    c.parcel, c.year, c.claimant, c.claimant_name, c.area, c._row,
    MIN(p.household) AS household, COALESCE(ARG_MIN(p._county, p.household), 0) AS county, MIN(p._row) AS person_row
  FROM claim AS c
  LEFT JOIN person AS p ON p.person = c.claimant
  GROUP BY c.parcel, c.year, c.claimant, c.claimant_name, c.area, c._row
),
side AS (
  SELECT
    parcel, year, MIN(claimant_name) AS name, SUM(area) AS area,
    LIST_CONCAT(LIST(_row), LIST(COALESCE(person_row, _row))) AS rows_seen
  FROM housed
  GROUP BY parcel, year, household, county, CASE WHEN household IS NULL THEN claimant END
),
claimed AS (
  SELECT
    parcel, year, COUNT(*) AS households, SUM(area) AS claimed, MIN(name) AS first_name, MAX(name) AS second_name,
    FLATTEN(LIST(rows_seen)) AS rows_seen
  FROM side
  GROUP BY parcel, year
  HAVING COUNT(*) > 1
),
titled AS (
  SELECT l.parcel, SUM(l.area) AS titled, LIST(l._row) AS land_rows
  FROM land AS l
  JOIN (SELECT parcel FROM claimed GROUP BY parcel) AS c ON c.parcel = l.parcel
  GROUP BY l.parcel
),
lease AS (
  SELECT c.parcel, c.year, LIST(x._row) AS lease_rows
  FROM claimed AS c
  JOIN land_transfer AS x ON x.parcel = c.parcel
  WHERE YEAR(x.from_on) <= c.year AND (x.to_on IS NULL OR YEAR(x.to_on) >= c.year)
  GROUP BY c.parcel, c.year
)
SELECT
  c.parcel,
  c.year,
  c.households,
  c.claimed,
  t.titled,
  c.first_name,
  c.second_name,
  '耕地地力保护补贴' AS fund,
  LIST_DISTINCT(FLATTEN([c.rows_seen, t.land_rows, COALESCE(lease.lease_rows, t.land_rows)])) AS evidence,
  c.claimed * 10000 <= t.titled * (10000 + :tolerance) AS x_shares
FROM claimed AS c
JOIN titled AS t ON t.parcel = c.parcel
LEFT JOIN lease ON lease.parcel = c.parcel AND lease.year = c.year
