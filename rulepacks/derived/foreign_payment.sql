/*---
table: foreign_payment
inputs:
  paid: [fund, payee_name, person, amount, period, period_from, period_to, account, holder_name, holder, paid_on]
  person: [person, name, household]
  kin: [a, b, evidence]
optional:
  guardian: [ward, guardian, guardian_name]
parameters:
  organisation_words:
    title_zh: 户名属于单位的字样
    title_en: words in the name of an organisation
    type: list
    values:
      - since: 2000-01-01
        value: [敬老院, 福利院, 养老院, 光荣院, 供养, 救助站, 村委会, 居委会, 委员会, 村民小组, 社区, 合作社, 公司, 政府, 办事处, 财政, 民政, 中心, 学校, 医院, 卫生院, 集体, 专户, 协会, 基金会]
        basis: 样本口径（单位账户）及常见写法
  organisation_length:
    {title_zh: 单位名称的最少字数, title_en: fewest characters of an organisation's name, type: int, values: [{since: 2000-01-01, value: 4, basis: 常见写法}]}
  name_cut:
    {title_zh: 银行户名截断的字数, title_en: length to which banks cut a name, type: int, values: [{since: 2000-01-01, value: 4, basis: 样本口径}]}
columns:
  person: BIGINT
  payee_name: VARCHAR
  fund: VARCHAR
  period: VARCHAR
  period_from: INTEGER
  period_to: INTEGER
  paid_on: DATE
  amount: BIGINT
  account: BIGINT
  holder: BIGINT
  holder_name: VARCHAR
  x_household: BOOLEAN
  x_kin: BOOLEAN
  x_guardian: BOOLEAN
  x_organisation: BOOLEAN
  x_name_variant: BOOLEAN
  harmless: BOOLEAN
  link_rows: BIGINT[]
  _row: BIGINT
  _county: INTEGER
---*/
-- Payments to an account whose holder is not the payee: by the holder's number, by name where the file gives none.
-- Each carries the circumstances that explain it (`harmless`: at least one does) and in `link_rows` the register rows
-- that show them. `holder` is NULL where only a name is known.
WITH candidate AS (
  SELECT
    person, payee_name, fund, period, period_from, period_to, paid_on, amount, account, _row, _county,
    COALESCE(holder, 0) AS holder, COALESCE(holder_name, '') AS holder_name
  FROM paid
  WHERE account IS NOT NULL AND (holder <> person OR (holder IS NULL AND holder_name <> payee_name))
),
-- Judged once per payee, account and holder, not once per payment.
pair AS (
  SELECT
    person, account, holder, holder_name,
    ANY_VALUE(REPLACE(REPLACE(COALESCE(payee_name, ''), '·', ''), '.', '')) AS payee_bare,
    ANY_VALUE(LENGTH(COALESCE(payee_name, ''))) AS payee_length,
    REPLACE(REPLACE(holder_name, '·', ''), '.', '') AS holder_bare
  FROM candidate
  GROUP BY person, account, holder, holder_name
),
-- Household numbers are compared within a county: two counties may number alike.
housemate AS (
  SELECT pair.person, pair.account, pair.holder, pair.holder_name, me._row AS my_row, mate._row AS mate_row
  FROM pair
  JOIN person AS me ON me.person = pair.person
  JOIN person AS mate ON mate.household = me.household AND COALESCE(mate._county, 0) = COALESCE(me._county, 0)
  WHERE mate.person <> pair.person
    AND (mate.person = pair.holder OR (pair.holder = 0 AND mate.name = pair.holder_name))
),
relative AS (
  SELECT pair.person, pair.account, pair.holder, pair.holder_name, kin.evidence
  FROM pair
  JOIN kin ON kin.a = pair.person AND kin.b = pair.holder
  UNION ALL
  SELECT pair.person, pair.account, pair.holder, pair.holder_name, LIST_CONCAT(kin.evidence, [p._row]) AS evidence
  FROM pair
  JOIN kin ON kin.a = pair.person
  JOIN person AS p ON p.person = kin.b AND p.name = pair.holder_name
  WHERE pair.holder = 0
),
ward AS (
  SELECT pair.person, pair.account, pair.holder, pair.holder_name, g._row
  FROM pair
  JOIN guardian AS g ON g.ward = pair.person
  WHERE g.guardian = pair.holder OR (pair.holder = 0 AND g.guardian_name = pair.holder_name)
),
link AS (
  SELECT person, account, holder, holder_name, 1 AS kind, LIST_CONCAT(LIST(my_row), LIST(mate_row)) AS evidence
  FROM housemate GROUP BY person, account, holder, holder_name
  UNION ALL
  SELECT person, account, holder, holder_name, 2 AS kind, ANY_VALUE(evidence) AS evidence
  FROM relative GROUP BY person, account, holder, holder_name
  UNION ALL
  SELECT person, account, holder, holder_name, 3 AS kind, LIST(_row) AS evidence
  FROM ward GROUP BY person, account, holder, holder_name
),
linked AS (
  SELECT
    person, account, holder, holder_name,
    BOOL_OR(kind = 1) AS x_household, BOOL_OR(kind = 2) AS x_kin, BOOL_OR(kind = 3) AS x_guardian,
    LIST_DISTINCT(FLATTEN(LIST(evidence))) AS link_rows
  FROM link
  GROUP BY person, account, holder, holder_name
),
judged AS (
  SELECT
    pair.person, pair.account, pair.holder, pair.holder_name, l.link_rows,
    COALESCE(l.x_household, FALSE) AS x_household,
    COALESCE(l.x_kin, FALSE) AS x_kin,
    COALESCE(l.x_guardian, FALSE) AS x_guardian,
    LENGTH(pair.holder_name) >= :organisation_length AND CONTAINS_ANY(pair.holder_name, :organisation_words)
      AS x_organisation,
    -- spaces are gone already; left are dots, and one name cut short where the other is whole
    pair.holder = 0 AND (
      pair.payee_bare = pair.holder_bare
      OR (LENGTH(pair.holder_name) >= :name_cut AND STARTS_WITH(pair.payee_bare, pair.holder_bare))
      OR (pair.payee_length >= :name_cut AND STARTS_WITH(pair.holder_bare, pair.payee_bare))
    ) AS x_name_variant
  FROM pair
  LEFT JOIN linked AS l
    ON l.person = pair.person AND l.account = pair.account AND l.holder = pair.holder
      AND l.holder_name = pair.holder_name
)
SELECT
  c.person,
  c.payee_name,
  c.fund,
  c.period,
  c.period_from,
  c.period_to,
  c.paid_on,
  c.amount,
  c.account,
  NULLIF(c.holder, 0) AS holder,
  c.holder_name,
  j.x_household,
  j.x_kin,
  j.x_guardian,
  j.x_organisation,
  j.x_name_variant,
  j.x_household OR j.x_kin OR j.x_guardian OR j.x_organisation OR j.x_name_variant AS harmless,
  j.link_rows,
  c._row,
  c._county
FROM candidate AS c
JOIN judged AS j
  ON j.person = c.person AND j.account = c.account AND j.holder = c.holder AND j.holder_name = c.holder_name
