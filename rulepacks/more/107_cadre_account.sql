/*---
id: cadre_account
catalogue: 107
version: 1
title_zh: 村集体资金转入在任村干部个人账户
title_en: Village money paid into the account of a cadre in office
strength: A
basis: [村集体经济组织财务制度, 政务处分法第三十三条, 规则目录第107条]
inputs:
  ledger: [voucher, village, village_name, booked_on, summary, account_title, direction, amount, payee_name, account]
  village_cadre: [village, name, person, post, from_on, to_on, account]
parameters:
  own_pay_words:
    {title_zh: 本人报酬、误工补贴的科目字样, title_en: words for the cadre's own pay, type: list, values: [{since: 2000-01-01, value: [村干部报酬, 干部报酬, 干部工资, 基本报酬, 误工补贴, 误工费, 误工补助], basis: 样本口径（村干部报酬、误工补贴），另加常见写法}]}
subject:
  - voucher: ref
exclusions:
  own_pay: {title_zh: 本人报酬或误工补贴, title_en: the cadre's own pay or work allowance}
explanation_zh: "{village_name}{booked_on:date}凭证{voucher:ref}将{amount:money}元（{summary}）转入账户{account:account}，干部名册中该账户属在任{post}{name:name}（{person:person_id}）。"
explanation_en: "On {booked_on:date} {village_name} paid {amount:money} yuan (voucher {voucher:ref}: {summary}) into the account {account:account} of {name:name} ({person:person_id}), {post} in office."
verify_zh: 款项用于何事，为何转入个人账户？后续是否全部付给实际收款人，有无凭据？
verify_en: What was the money for and why did it go to a personal account? Was all of it passed on, with what proof?
clears_zh: 代垫、代付的原始票据；转付凭证；账户登记错误的更正。
clears_en: Receipts of money advanced, proof that it was passed on, or a correction of the account.
---*/
WITH own AS (
  SELECT
    l.voucher, l.village_name, l.booked_on, l.summary, l.amount, l.account, l._row,
    c.person, c.name, c.post, c._row AS cadre_row,
    CONTAINS_ANY(l.account_title, :own_pay_words) OR CONTAINS_ANY(l.summary, :own_pay_words) AS x_own_pay
  FROM ledger AS l
  JOIN village_cadre AS c
    ON c.account = l.account AND c.village = l.village
    AND c.from_on <= l.booked_on AND (c.to_on IS NULL OR c.to_on >= l.booked_on)
  WHERE COALESCE(l.direction, 'expense') = 'expense'
),
kept AS (
  SELECT *, BOOL_AND(x_own_pay) OVER (PARTITION BY voucher) AS all_excluded FROM own
),
-- A cadre with two posts is one owner of one account: each ledger row counts once.
entry AS (
  SELECT
    voucher, _row,
    ANY_VALUE(village_name) AS village_name,
    ANY_VALUE(booked_on) AS booked_on,
    ANY_VALUE(summary) AS summary,
    ANY_VALUE(amount) AS amount,
    ANY_VALUE(account) AS account,
    MIN(person) AS person,
    ARG_MIN(name, person) AS name,
    ARG_MIN(post, person) AS post,
    LIST(cadre_row) AS cadre_rows,
    BOOL_OR(x_own_pay) AS x_own_pay
  FROM kept
  WHERE x_own_pay = all_excluded
  GROUP BY voucher, _row
)
SELECT
  voucher,
  ANY_VALUE(village_name) AS village_name,
  MIN(booked_on) AS booked_on,
  MONTH_OF(MIN(booked_on)) AS month,
  MIN(summary) AS summary,
  ANY_VALUE(account) AS account,
  MIN(person) AS person,
  ARG_MIN(name, person) AS name,
  ARG_MIN(post, person) AS post,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(cadre_rows)))) AS evidence,
  BOOL_AND(x_own_pay) AS x_own_pay
FROM entry
GROUP BY voucher
