/*---
table: company_post
inputs:
  company: [company, name, kind, status, founded_on, cancelled_on, legal_rep, legal_rep_name]
optional:
  company_role: [company, person, name, role, from_on, to_on, remark]
parameters:
  traded_word: {title_zh: 流通股字样, title_en: word for traded shares, type: text, values: [{since: 2000-01-01, value: 流通股, basis: 样本口径}]}
  listed_word: {title_zh: 上市公司字样, title_en: word for a listed company, type: text, values: [{since: 2000-01-01, value: 上市, basis: 样本口径}]}
  inherited_word: {title_zh: 继承字样, title_en: word for inheritance, type: text, values: [{since: 2000-01-01, value: 继承, basis: 样本口径}]}
  stolen_word: {title_zh: 冒用字样, title_en: word for a stolen identity, type: text, values: [{since: 2000-01-01, value: 冒用, basis: 样本口径}]}
  sole_trader_word: {title_zh: 个体工商户字样, title_en: word for a sole trader, type: text, values: [{since: 2000-01-01, value: 个体, basis: 样本口径}]}
columns:
  person: BIGINT
  holder_name: VARCHAR
  company: BIGINT
  company_name: VARCHAR
  role: VARCHAR
  role_zh: VARCHAR
  role_en: VARCHAR
  from_on: DATE
  to_on: DATE
  closed: BOOLEAN
  dormant: BOOLEAN
  stolen_identity: BOOLEAN
  coop_member: BOOLEAN
  listed_share: BOOLEAN
  inherited: BOOLEAN
  role_row: BIGINT
  company_row: BIGINT
---*/
-- Posts and shares in companies, with what may make them harmless. The company register's present legal representative
-- is added where the list of posts does not name that person as such. An open end is 9999-12-31; a post ends with its
-- company.
WITH entry AS (
  SELECT
    company, name, kind, status, founded_on, cancelled_on, legal_rep, legal_rep_name, _row,
    -- Two entries of one company: the closed one speaks, so that a stale entry accuses nobody.
    ROW_NUMBER() OVER (PARTITION BY company ORDER BY CASE WHEN status = 'active' THEN 1 ELSE 0 END, _row) AS place
  FROM company
),
firm AS (
  SELECT company, name, kind, status, founded_on, cancelled_on, legal_rep, legal_rep_name, _row
  FROM entry WHERE place = 1
),
named AS (
  SELECT company, person FROM company_role WHERE role IN ('legal_rep', 'owner') GROUP BY company, person
),
post AS (
  SELECT r.person, r.name AS holder_name, r.company, r.role, r.from_on, r.to_on, r.remark, r._row AS role_row
  FROM company_role AS r
  UNION ALL
  SELECT
    f.legal_rep AS person,
    f.legal_rep_name AS holder_name,
    f.company,
    CASE WHEN CONTAINS(COALESCE(f.kind, ''), :sole_trader_word) THEN 'owner' ELSE 'legal_rep' END AS role,
    f.founded_on AS from_on,
    CAST(NULL AS DATE) AS to_on,
    CAST(NULL AS VARCHAR) AS remark,
    f._row AS role_row
  FROM firm AS f
  LEFT JOIN named AS n ON n.company = f.company AND n.person = f.legal_rep
  WHERE f.legal_rep IS NOT NULL AND n.person IS NULL
)
SELECT
  p.person,
  p.holder_name,
  p.company,
  f.name AS company_name,
  p.role,
  CASE p.role
    WHEN 'legal_rep' THEN '法定代表人'
    WHEN 'owner' THEN '经营者'
    WHEN 'shareholder' THEN '股东'
    WHEN 'director' THEN '董事'
    WHEN 'supervisor' THEN '监事'
    WHEN 'coop_member' THEN '合作社成员'
    ELSE '高级管理人员'
  END AS role_zh,
  CASE p.role WHEN 'legal_rep' THEN 'legal representative' WHEN 'coop_member' THEN 'cooperative member' ELSE p.role END
    AS role_en,
  COALESCE(p.from_on, f.founded_on, DATE '1900-01-01') AS from_on,
  COALESCE(p.to_on, f.cancelled_on, DATE '9999-12-31') AS to_on,
  COALESCE(f.status NOT IN ('active', 'dormant', 'void'), TRUE) AS closed,
  COALESCE(f.status = 'dormant', FALSE) AS dormant,
  COALESCE(f.status = 'void', FALSE) OR CONTAINS(COALESCE(p.remark, ''), :stolen_word) AS stolen_identity,
  p.role = 'coop_member' AS coop_member,
  CONTAINS(COALESCE(p.remark, ''), :traded_word)
    OR (p.role = 'shareholder' AND CONTAINS(COALESCE(f.kind, ''), :listed_word)) AS listed_share,
  CONTAINS(COALESCE(p.remark, ''), :inherited_word) AS inherited,
  p.role_row,
  f._row AS company_row
FROM post AS p
JOIN firm AS f ON f.company = p.company
WHERE p.person IS NOT NULL
