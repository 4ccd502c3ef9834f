/*---
id: shared_account
catalogue: 59
version: 1
core: true
title_zh: 多名无关人员的补贴发到同一账户
title_en: Benefits of unrelated people go to one account
strength: A
basis: [关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（财办〔2020〕37号）, 规则目录第59条]
inputs:
  paid: [fund, person, account, amount, holder_name, period_from, period_to]
  person: [person, household]
  kin: [a, b]
optional:
  foreign_payment: [person, account, x_guardian, x_organisation, link_rows]
parameters:
  min_unrelated:
    {title_zh: 互不相关的受益人数下限, title_en: fewest unrelated beneficiaries, type: int, unit: 人, values: [{since: 2000-01-01, value: 3, basis: 样本口径}]}
  rows_shown:
    {title_zh: 每个账户列示的发放记录数上限, title_en: most payments listed for an account, type: int, values: [{since: 2000-01-01, value: 200, basis: 展示需要}]}
subject:
  - account: account
exclusions:
  wards: {title_zh: 开户人是其已备案的监护人（代领人）, title_en: the holder is their registered guardian}
  organisation: {title_zh: 账户属于单位（集中供养、集体发放）, title_en: the account is an organisation's}
explanation_zh: "账户{account:account}（户名{holder_name:name}）在{first:month}至{last:month}收到{people}人的补贴{count}笔、{amount:money}元，其中至少{unrelated}人互不同户、也不是近亲属。"
explanation_en: "The account {account:account} of {holder_name:name} received {count} payments for {people} people between {first:month} and {last:month}, {amount:money} yuan in all; at least {unrelated} of them share no household and are no near kin."
verify_zh: 账户由谁开立和支取？各受益人是否知情、是否足额拿到钱？为什么不发到本人账户？
verify_en: Who opened the account and draws from it? Do the beneficiaries know, and did they get it all? Why not their own accounts?
clears_zh: 监护（代领）备案、集中供养或集体发放的批准文件和签领表；账号登记错误的更正。
clears_en: Registered guardianship, an approval of institutional or collective payment with signed lists, or a correction of the account number.
---*/
WITH shared AS (
  SELECT account
  FROM paid
  WHERE account IS NOT NULL
  GROUP BY account
  HAVING MIN(person) <> MAX(person)
),
drawn AS (
  SELECT
    p.account, p.person, COUNT(*) AS count, SUM(p.amount) AS amount, MIN(p.period_from) AS first,
    MAX(p.period_to) AS last, MIN(p.fund) AS fund, MIN(p.holder_name) AS holder_name, MIN(p._row) AS _row
  FROM paid AS p
  JOIN shared ON shared.account = p.account
  GROUP BY p.account, p.person
),
crowded AS (
  SELECT account FROM drawn GROUP BY account HAVING COUNT(*) >= :min_unrelated
),
explained AS (
  SELECT
    f.account, f.person, BOOL_OR(f.x_guardian) AS ward, BOOL_OR(f.x_organisation) AS organisation,
    ANY_VALUE(f.link_rows) AS link_rows
  FROM foreign_payment AS f
  JOIN crowded ON crowded.account = f.account
  GROUP BY f.account, f.person
  HAVING BOOL_AND(f.x_guardian OR f.x_organisation)
),
beneficiary AS (
  SELECT
    d.account, d.person, d.count, d.amount, d.first, d.last, d.fund, d.holder_name, d._row, e.link_rows,
    COALESCE(e.ward, FALSE) AS ward, COALESCE(e.organisation, FALSE) AS organisation
  FROM drawn AS d
  JOIN crowded ON crowded.account = d.account
  LEFT JOIN explained AS e ON e.account = d.account AND e.person = d.person
),
-- Counted twice: everybody, and only those whose being here nothing explains.
node AS (
  SELECT 'all' AS part, account, person FROM beneficiary
  UNION ALL
  SELECT 'rest' AS part, account, person FROM beneficiary WHERE NOT ward AND NOT organisation
),
housed AS (
  SELECT n.part, n.account, n.person, p.household, COALESCE(p._county, 0) AS county
  FROM node AS n
  JOIN person AS p ON p.person = n.person
),
related AS (
  SELECT x.part, x.account, x.person AS a, y.person AS b
  FROM housed AS x
  JOIN housed AS y
    ON y.part = x.part AND y.account = x.account AND y.household = x.household AND y.county = x.county
  WHERE x.person <> y.person
  UNION ALL
  SELECT x.part, x.account, x.person AS a, y.person AS b
  FROM node AS x
  JOIN kin AS k ON k.a = x.person
  JOIN node AS y ON y.part = x.part AND y.account = x.account AND y.person = k.b
),
edge AS (
  SELECT part, account, a, b FROM related GROUP BY part, account, a, b
),
degree AS (
  SELECT part, account, a AS person, COUNT(*) AS degree FROM edge GROUP BY part, account, a
),
-- People who come before all their relatives among the beneficiaries, those with fewest relatives first, are unrelated
-- to each other: of every family one is counted.
later AS (
  SELECT e.part, e.account, e.a AS person
  FROM edge AS e
  JOIN degree AS x ON x.part = e.part AND x.account = e.account AND x.person = e.a
  JOIN degree AS y ON y.part = e.part AND y.account = e.account AND y.person = e.b
  WHERE y.degree < x.degree OR (y.degree = x.degree AND e.b < e.a)
  GROUP BY e.part, e.account, e.a
),
counted AS (
  SELECT
    n.account,
    SUM(CASE WHEN n.part = 'all' AND l.person IS NULL THEN 1 ELSE 0 END) AS unrelated_all,
    SUM(CASE WHEN n.part = 'rest' AND l.person IS NULL THEN 1 ELSE 0 END) AS unrelated_rest
  FROM node AS n
  LEFT JOIN later AS l ON l.part = n.part AND l.account = n.account AND l.person = n.person
  GROUP BY n.account
),
hit AS (
  SELECT account, unrelated_all, unrelated_rest, unrelated_rest < :min_unrelated AS excluded
  FROM counted
  WHERE unrelated_all >= :min_unrelated
),
kept AS (
  SELECT
    h.account, h.excluded, b.count, b.amount, b.first, b.last, b.fund, b.holder_name, b._row, b.link_rows,
    h.excluded AND b.ward AS x_wards,
    h.excluded AND b.organisation AS x_organisation,
    CASE WHEN h.excluded THEN h.unrelated_all ELSE h.unrelated_rest END AS unrelated,
    ROW_NUMBER() OVER (PARTITION BY h.account ORDER BY b._row) AS place
  FROM hit AS h
  JOIN beneficiary AS b ON b.account = h.account
  WHERE h.excluded OR NOT (b.ward OR b.organisation)
)
SELECT
  account,
  COALESCE(MIN(holder_name), '未登记') AS holder_name,
  MIN(fund) AS fund,
  MIN(first) AS first,
  MAX(last) AS last,
  MIN(first) AS month,
  COUNT(*) AS people,
  MIN(unrelated) AS unrelated,
  SUM(count) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(
    LIST(CASE WHEN place <= :rows_shown THEN _row ELSE NULL END),
    FLATTEN(LIST(CASE WHEN place <= :rows_shown THEN COALESCE(link_rows, [_row]) ELSE NULL END))
  )) AS evidence,
  BOOL_OR(x_wards) AS x_wards,
  BOOL_OR(x_organisation) AS x_organisation
FROM kept
GROUP BY account
