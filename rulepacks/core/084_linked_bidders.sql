/*---
id: linked_bidders
catalogue: 84
version: 1
core: true
title_zh: 有共同股东、法定代表人或高管的企业同投一个标段
title_en: Companies with a common owner or officer bid for one section
strength: A
basis: [招标投标法实施条例第三十四条, 规则目录第84条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name]
  company_role: [company, person, name, role, from_on, to_on, remark]
optional:
  company: [company, status, founded_on, legal_rep, legal_rep_name]
parameters:
  listed_words: {title_zh: 流通股字样, title_en: words for freely traded shares, type: list, values: [{since: 2000-01-01, value: [流通股], basis: 样本口径}]}
  stolen_words: {title_zh: 冒用身份字样, title_en: words for a stolen identity, type: list, values: [{since: 2000-01-01, value: [冒用, 冒名], basis: 样本口径}]}
subject:
  - section: ref
  - bidder_a: uscc
  - bidder_b: uscc
exclusions:
  left_before: {title_zh: 开标前已退出其中一家, title_en: left one of the companies before the opening}
  listed_shares: {title_zh: 仅持有上市公司流通股, title_en: holds only freely traded shares of a listed company}
  stolen_identity: {title_zh: 系被冒用身份登记, title_en: registered with a stolen identity}
  coop_member: {title_zh: 仅为合作社普通成员, title_en: a plain member of a cooperative}
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，投标人{name_a}（{bidder_a:uscc}）和{name_b}（{bidder_b:uscc}）的工商登记中都有{name:name}任职或持股，前者为{role_a}，后者为{role_b}。"
explanation_en: "For section {section:ref}, opened {opened_on:date}, the company register names {name:name} with a role or share in both bidders {name_a} ({bidder_a:uscc}) and {name_b} ({bidder_b:uscc})."
verify_zh: 此人在两家企业的任职、持股起止是否属实，是否构成控股或管理关系？两次投标由谁决定？
verify_en: Are the roles and dates right, and do they amount to control or management? Who decided on each bid?
clears_zh: 开标前已变更退出的登记证明；身份被冒用的撤销决定；登记信息错误的更正。
clears_en: Proof of leaving before the opening, a decision that the identity was misused, or a correction of the register.
---*/
WITH void_company AS (
  SELECT company FROM company WHERE status = 'void' GROUP BY company
),
post AS (
  SELECT
    r.company, r.person, r.name, r.role, r.from_on, r.to_on, r._row,
    CONTAINS_ANY(r.remark, :listed_words) AS listed,
    CONTAINS_ANY(r.remark, :stolen_words) AS stolen
  FROM company_role AS r
  UNION ALL
  -- the company register's legal representative, where the list of posts does not speak of that person
  SELECT
    c.company, c.legal_rep AS person, c.legal_rep_name AS name, 'legal_rep' AS role,
    c.founded_on AS from_on, CAST(NULL AS DATE) AS to_on, c._row, FALSE AS listed, FALSE AS stolen
  FROM company AS c
  LEFT JOIN company_role AS r ON r.company = c.company AND r.person = c.legal_rep
  WHERE c.legal_rep IS NOT NULL AND r.person IS NULL
),
held AS (
  SELECT
    b.section, b.project, b.opened_on, b.bidder, b.bidder_name, b._row AS bid_row,
    p.person, p.name, p._row AS role_row,
    COALESCE(p.to_on < b.opened_on, FALSE) AS ended,
    p.listed,
    p.stolen OR v.company IS NOT NULL AS stolen,
    p.role = 'coop_member' AS member,
    CASE p.role
      WHEN 'legal_rep' THEN '法定代表人' WHEN 'owner' THEN '经营者' WHEN 'shareholder' THEN '股东' WHEN 'director' THEN '董事'
      WHEN 'supervisor' THEN '监事' WHEN 'officer' THEN '高管' ELSE '成员'
    END AS role
  FROM bid AS b
  JOIN post AS p ON p.company = b.bidder
  LEFT JOIN void_company AS v ON v.company = b.bidder
  WHERE p.from_on IS NULL OR p.from_on <= b.opened_on
  UNION ALL
  -- a bidder that itself holds shares in another bidder
  SELECT
    b.section, b.project, b.opened_on, b.bidder, b.bidder_name, b._row AS bid_row,
    b.bidder AS person, b.bidder_name AS name, b._row AS role_row,
    FALSE AS ended, FALSE AS listed, FALSE AS stolen, FALSE AS member, '投标人自身' AS role
  FROM bid AS b
),
shared AS (
  SELECT
    a.section, a.project, a.opened_on, a.bidder AS bidder_a, b.bidder AS bidder_b,
    a.bidder_name AS name_a, b.bidder_name AS name_b, a.name, a.role AS role_a, b.role AS role_b,
    LIST_CONCAT([a.bid_row, a.role_row], [b.bid_row, b.role_row]) AS rows_seen,
    a.ended OR b.ended AS x_left_before,
    a.listed OR b.listed AS x_listed_shares,
    a.stolen OR b.stolen AS x_stolen_identity,
    a.member OR b.member AS x_coop_member
  FROM held AS a
  JOIN held AS b ON b.section = a.section AND b.person = a.person AND a.bidder < b.bidder
),
kept AS (
  SELECT
    *,
    x_left_before OR x_listed_shares OR x_stolen_identity OR x_coop_member AS excluded,
    BOOL_AND(x_left_before OR x_listed_shares OR x_stolen_identity OR x_coop_member)
      OVER (PARTITION BY section, bidder_a, bidder_b) AS all_excluded
  FROM shared
)
SELECT
  section,
  bidder_a,
  bidder_b,
  ANY_VALUE(name_a) AS name_a,
  ANY_VALUE(name_b) AS name_b,
  ANY_VALUE(project) AS project,
  MIN(opened_on) AS opened_on,
  MONTH_OF(MIN(opened_on)) AS month,
  MIN(name) AS name,
  MIN(role_a) AS role_a,
  MIN(role_b) AS role_b,
  LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS evidence,
  BOOL_OR(x_left_before) AS x_left_before,
  BOOL_OR(x_listed_shares) AS x_listed_shares,
  BOOL_OR(x_stolen_identity) AS x_stolen_identity,
  BOOL_OR(x_coop_member) AS x_coop_member
FROM kept
WHERE excluded = all_excluded
GROUP BY section, bidder_a, bidder_b
