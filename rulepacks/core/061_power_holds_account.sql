/*---
id: power_holds_account
catalogue: 61
version: 2
core: true
title_zh: 他人补贴发到村干部、经办人或其近亲属的账户
title_en: Others' benefits go to the account of a cadre, a handler or their kin
strength: A
basis: [监察法第十一条, 关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（财办〔2020〕37号）, 规则目录第61条]
inputs:
  foreign_payment: [person, payee_name, fund, period_from, period_to, paid_on, amount, account, holder, holder_name,
    x_household, x_kin, x_guardian, x_organisation, harmless, link_rows]
  paid: [person, payee_name, fund, period_from, period_to, paid_on, amount, account, holder, holder_name]
  kin: [a, b, relation, evidence]
  village_cadre: [person, name, village_name, post, from_on, to_on]
optional:
  handler: [person, name, unit]
subject:
  - account: account
exclusions:
  own_subsidy: {title_zh: 干部、经办人本人享受的补贴, title_en: the office holder's own benefit}
  household: {title_zh: 开户人是受益人的同户成员, title_en: the holder lives in the beneficiary's household}
  kin: {title_zh: 开户人是受益人的近亲属, title_en: the holder is near kin of the beneficiary}
  guardian: {title_zh: 开户人是已备案的监护人（代领人）, title_en: the holder is the registered guardian}
  organisation: {title_zh: 账户属于单位, title_en: the account is an organisation's}
explanation_zh: "账户{account:account}的开户人{holder_name:name}（{holder:person_id}）{tie}；该账户在{first:month}至{last:month}收到{whose}{fund}等补贴{count}笔、{amount:money}元，受益人为{payee_name:name}等{people}人。"
explanation_en: "{holder_name:name} ({holder:person_id}), holder of the account {account:account}, {tie_en}; between {first:month} and {last:month} the account received {count} payments of {fund} and the like, {amount:money} yuan in all, meant for {whose_en} ({people} beneficiaries, {payee_name:name} among them)."
verify_zh: 受益人是否知情、是否拿到钱？账号由谁填报？钱由谁支取、用于何处？
verify_en: Do the beneficiaries know, and did they get the money? Who entered the account number? Who drew the money, and what for?
clears_zh: 受益人的委托和领款凭证；监护（代领）备案；账号填报错误且已更正、款项已转交的凭证。
clears_en: The beneficiaries' written request and receipts, registered guardianship, or proof that the number was a mistake and the money was passed on.
---*/
WITH office AS (
  SELECT
    person, name, CONCAT(COALESCE(village_name, ''), post) AS post, 1 AS kind, from_on, to_on, _row
  FROM village_cadre
  UNION ALL
  SELECT
    person, name, COALESCE(unit, '') AS post, 2 AS kind, DATE '1900-01-01' AS from_on, CAST(NULL AS DATE) AS to_on, _row
  FROM handler
),
power AS (
  SELECT
    person, name, post, kind, MONTH_OF(from_on) AS from_month, COALESCE(MONTH_OF(to_on), 999912) AS to_month, _row
  FROM office
),
holder AS (
  SELECT holder FROM foreign_payment WHERE holder IS NOT NULL GROUP BY holder
),
tied AS (
  SELECT
    h.holder, o.from_month, o.to_month, [o._row] AS tie_rows, 1 AS closeness,
    CASE WHEN o.kind = 1 THEN CONCAT('是', o.post) ELSE CONCAT('是', o.post, '一卡通经办人员') END AS tie,
    CASE WHEN o.kind = 1 THEN 'is a village cadre in office' ELSE 'handles such payments' END AS tie_en
  FROM holder AS h
  JOIN power AS o ON o.person = h.holder
  UNION ALL
  SELECT
    h.holder, o.from_month, o.to_month, LIST_CONCAT([o._row], k.evidence) AS tie_rows, 2 AS closeness,
    CASE
      WHEN o.kind = 1 THEN CONCAT('是', o.post, '的近亲属') ELSE CONCAT('是', o.post, '一卡通经办人员的近亲属')
    END AS tie,
    CASE
      WHEN o.kind = 1 THEN 'is near kin of a village cadre in office' ELSE 'is near kin of a handler of such payments'
    END AS tie_en
  FROM holder AS h
  JOIN kin AS k ON k.b = h.holder
  JOIN power AS o ON o.person = k.a
),
-- In office in the month the money is for; a payment for a longer time counts in the month it was made.
foreign_dated AS (
  SELECT
    person, payee_name, fund, period_from, period_to, amount, account, holder, holder_name, link_rows, _row,
    x_household, x_kin, x_guardian, x_organisation, harmless,
    CASE WHEN period_from = period_to OR paid_on IS NULL THEN period_from ELSE MONTH_OF(paid_on) END AS from_month,
    CASE WHEN period_from = period_to OR paid_on IS NULL THEN period_to ELSE MONTH_OF(paid_on) END AS to_month
  FROM foreign_payment
),
foreign_tied AS (
  SELECT
    f._row, ANY_VALUE(f.account) AS account, MIN(t.closeness) AS closeness, ARG_MIN(t.tie, t.closeness) AS tie,
    ARG_MIN(t.tie_en, t.closeness) AS tie_en, ARG_MIN(t.tie_rows, t.closeness) AS tie_rows
  FROM foreign_dated AS f
  JOIN tied AS t ON t.holder = f.holder AND t.from_month <= f.to_month AND t.to_month >= f.from_month
  GROUP BY f._row
),
own AS (
  SELECT p._row, ANY_VALUE(o.post) AS post, LIST(o._row) AS tie_rows
  FROM paid AS p
  JOIN power AS o ON o.person = p.person
  WHERE p.holder = p.person AND p.account IS NOT NULL AND o.from_month <= p.period_to AND o.to_month >= p.period_from
  GROUP BY p._row
),
hit AS (
  SELECT
    f.account, f.person, f.payee_name, f.holder, f.holder_name, f.fund, f.period_from, f.period_to, f.amount, f._row,
    t.tie, t.tie_en, LIST_CONCAT(t.tie_rows, COALESCE(f.link_rows, [f._row])) AS tie_rows,
    FALSE AS x_own_subsidy, f.x_household, f.x_kin, f.x_guardian, f.x_organisation, f.harmless
  FROM foreign_dated AS f
  JOIN foreign_tied AS t ON t._row = f._row
  UNION ALL
  SELECT
    p.account, p.person, p.payee_name, p.holder, COALESCE(p.holder_name, p.payee_name) AS holder_name, p.fund,
    p.period_from, p.period_to, p.amount, p._row,
    CONCAT('是', own.post) AS tie, 'holds the office himself' AS tie_en, own.tie_rows,
    TRUE AS x_own_subsidy, FALSE AS x_household, FALSE AS x_kin, FALSE AS x_guardian, FALSE AS x_organisation,
    TRUE AS harmless
  FROM paid AS p
  JOIN own ON own._row = p._row
),
kept AS (
  SELECT *, BOOL_AND(harmless) OVER (PARTITION BY account) AS all_harmless FROM hit
),
-- One row a payee first: people are counted without counting distinct values.
payee AS (
  SELECT
    account, person, ANY_VALUE(payee_name) AS payee_name, ANY_VALUE(holder) AS holder,
    ANY_VALUE(holder_name) AS holder_name, MIN(fund) AS fund, MIN(period_from) AS first, MAX(period_to) AS last,
    COUNT(*) AS count, SUM(amount) AS amount, MIN(tie) AS tie, MIN(tie_en) AS tie_en,
    LIST_CONCAT(LIST(_row), ANY_VALUE(tie_rows)) AS evidence,
    BOOL_OR(x_own_subsidy) AS x_own_subsidy, BOOL_OR(x_household) AS x_household, BOOL_OR(x_kin) AS x_kin,
    BOOL_OR(x_guardian) AS x_guardian, BOOL_OR(x_organisation) AS x_organisation
  FROM kept
  WHERE harmless = all_harmless
  GROUP BY account, person
)
SELECT
  account,
  ANY_VALUE(holder) AS holder,
  ANY_VALUE(holder_name) AS holder_name,
  MIN(tie) AS tie,
  MIN(tie_en) AS tie_en,
  CASE WHEN BOOL_AND(x_own_subsidy) THEN '本人的' ELSE '他人的' END AS whose,
  CASE WHEN BOOL_AND(x_own_subsidy) THEN 'the holder' ELSE 'others' END AS whose_en,
  ANY_VALUE(payee_name) AS payee_name,
  COUNT(*) AS people,
  MIN(fund) AS fund,
  MIN(first) AS first,
  MAX(last) AS last,
  MIN(first) AS month,
  SUM(count) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(FLATTEN(LIST(evidence))) AS evidence,
  BOOL_OR(x_own_subsidy) AS x_own_subsidy,
  BOOL_OR(x_household) AS x_household,
  BOOL_OR(x_kin) AS x_kin,
  BOOL_OR(x_guardian) AS x_guardian,
  BOOL_OR(x_organisation) AS x_organisation
FROM payee
GROUP BY account
