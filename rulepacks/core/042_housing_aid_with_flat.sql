/*---
id: housing_aid_with_flat
catalogue: 42
version: 1
core: true
title_zh: 享受危房改造时家庭已有城镇商品房
title_en: Dilapidated-housing aid while the household owned a flat
strength: A
basis: [中央财政农村危房改造补助资金管理办法, 规则目录第42条]
inputs:
  dilapidated_housing: [name, person, amount, year, approved_on]
  person: [person, name, household]
  dwelling: [unit_no, owner, owner_name, address, registered_on, commodity, gone, not_delivered]
  parent_link: [child, parent, row_a, row_b]
subject:
  - person: person_id
exclusions:
  bought_later: {title_zh: 购房在危改审批之后, title_en: the flat was acquired after the approval}
  other_household: {title_zh: 房屋属另户的父母或子女, title_en: the flat belongs to parents or children in another household}
  not_delivered: {title_zh: 房屋仅预告登记，尚未交付, title_en: the flat is only announced and not delivered}
  gone: {title_zh: 登记已注销或房屋灭失, title_en: the entry is cancelled or the building gone}
explanation_zh: "{name:name}（{person:person_id}）{approved_on:date}获批危房改造补助{amount:money}元；当时其家庭成员{owner_name:name}名下已有商品房（{address}，{registered_on:date}登记）。"
explanation_en: "{name:name} ({person:person_id}) was granted {amount:money} yuan of dilapidated-housing aid on {approved_on:date}; by then {owner_name:name} of the same household owned a commodity flat ({address}, registered {registered_on:date})."
verify_zh: 商品房由谁居住、是否在审批前取得？申请时是否申报了家庭住房？
verify_en: Who lives in the flat, and was it acquired before the approval? Was it declared in the application?
clears_zh: 审批前已分户、已出售或尚未交付的证明；登记错误的更正。
clears_en: Proof of a split household, a sale, or no delivery before the approval, or a correction of the register.
---*/
WITH grant_row AS (
  SELECT person, name, amount, COALESCE(approved_on, MAKE_DATE(year, 1, 1)) AS approved_on, _row
  FROM dilapidated_housing
),
applicant AS (
  SELECT g.person, g._row, p.household, p._county, MIN(p._row) AS person_row
  FROM grant_row AS g
  JOIN person AS p ON p.person = g.person
  GROUP BY g.person, g._row, p.household, p._county
),
-- The applicant, the household, and parents or children who live apart.
around AS (
  SELECT
    a._row, m.person AS owner, m.name AS owner_name, FALSE AS apart, [a.person_row, m._row] AS rows_seen
  FROM applicant AS a
  JOIN person AS m ON m.household = a.household AND COALESCE(m._county, 0) = COALESCE(a._county, 0)
  UNION ALL
  SELECT g._row, g.person AS owner, g.name AS owner_name, FALSE AS apart, [g._row] AS rows_seen FROM grant_row AS g
  UNION ALL
  SELECT g._row, l.child AS owner, '' AS owner_name, TRUE AS apart, [l.row_a, l.row_b] AS rows_seen
  FROM grant_row AS g JOIN parent_link AS l ON l.parent = g.person
  UNION ALL
  SELECT g._row, l.parent AS owner, '' AS owner_name, TRUE AS apart, [l.row_a, l.row_b] AS rows_seen
  FROM grant_row AS g JOIN parent_link AS l ON l.child = g.person
),
-- Who is both in the household and a child of the applicant is in the household.
possible AS (
  SELECT
    _row, owner, BOOL_AND(apart) AS apart, MAX(owner_name) AS owner_name,
    LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS rows_seen
  FROM around
  GROUP BY _row, owner
),
owned AS (
  SELECT
    g.person, g.name, g.amount, g.approved_on, g._row, COALESCE(d.owner_name, p.owner_name) AS owner_name, d.address,
    d.registered_on, d._row AS dwelling_row, p.rows_seen,
    d.registered_on > g.approved_on AS x_bought_later,
    p.apart AS x_other_household,
    d.not_delivered AS x_not_delivered,
    d.gone AS x_gone
  FROM grant_row AS g
  JOIN possible AS p ON p._row = g._row
  JOIN dwelling AS d ON d.owner = p.owner
  WHERE d.commodity
),
marked AS (
  SELECT *, x_bought_later OR x_other_household OR x_not_delivered OR x_gone AS excluded FROM owned
),
kept AS (
  SELECT *, BOOL_AND(excluded) OVER (PARTITION BY person) AS all_excluded FROM marked
),
-- One grant may meet several flats and counts once.
grant_hit AS (
  SELECT
    person, _row, ANY_VALUE(name) AS name, ANY_VALUE(amount) AS amount, ANY_VALUE(approved_on) AS approved_on,
    ARG_MIN(owner_name, dwelling_row) AS owner_name, ARG_MIN(address, dwelling_row) AS address,
    ARG_MIN(registered_on, dwelling_row) AS registered_on,
    LIST_CONCAT(LIST_CONCAT([_row], LIST(dwelling_row)), FLATTEN(LIST(rows_seen))) AS evidence,
    BOOL_OR(x_bought_later) AS x_bought_later, BOOL_OR(x_other_household) AS x_other_household,
    BOOL_OR(x_not_delivered) AS x_not_delivered, BOOL_OR(x_gone) AS x_gone
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY person, _row
)
SELECT
  person,
  MIN(name) AS name,
  MIN(approved_on) AS approved_on,
  SUM(amount) AS amount,
  MIN(owner_name) AS owner_name,
  MIN(address) AS address,
  MIN(registered_on) AS registered_on,
  '农村危房改造' AS fund,
  MONTH_OF(MIN(approved_on)) AS month,
  LIST_DISTINCT(FLATTEN(LIST(evidence))) AS evidence,
  BOOL_OR(x_bought_later) AS x_bought_later,
  BOOL_OR(x_other_household) AS x_other_household,
  BOOL_OR(x_not_delivered) AS x_not_delivered,
  BOOL_OR(x_gone) AS x_gone
FROM grant_hit
GROUP BY person
