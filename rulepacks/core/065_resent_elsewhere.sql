/*---
id: resent_elsewhere
catalogue: 65
version: 1
core: true
title_zh: 退回后改发到他人账户
title_en: Returned, then paid to somebody else's account
strength: B
basis: [关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（财办〔2020〕37号）, 规则目录第65条]
inputs:
  returned_payment: [person, fund, period, account, returned_on, _row]
  paid: [person, payee_name, fund, period, period_from, amount, account, holder, holder_name, paid_on]
  foreign_payment: [person, x_household, x_kin, x_guardian, x_organisation, x_name_variant, link_rows]
subject:
  - person: person_id
  - fund: "text!"
  - period: "text!"
exclusions:
  own_card: {title_zh: 改发到本人的新卡, title_en: paid to the beneficiary's own new card}
  household: {title_zh: 新账户开户人是同户成员, title_en: the new holder lives in the same household}
  kin: {title_zh: 新账户开户人是近亲属, title_en: the new holder is near kin}
  guardian: {title_zh: 新账户开户人是已备案的监护人（代领人）, title_en: the new holder is the registered guardian}
  organisation: {title_zh: 新账户属于单位, title_en: the new account is an organisation's}
  name_variant: {title_zh: 户名系本人姓名的不同写法或截断, title_en: the holder's name is the payee's own, written otherwise or cut}
explanation_zh: "{payee_name:name}（{person:person_id}）{period}的{fund}发放被退回后，{amount:money}元改发到户名为{holder_name:name}的另一账户{account:account}；登记信息中未见二人同户、近亲属或监护关系。"
explanation_en: "After the {fund} of {payee_name:name} ({person:person_id}) for {period} was returned, {amount:money} yuan were paid to another account, {account:account}, of {holder_name:name}; no common household, near kinship or guardianship is on record."
verify_zh: 账户变更由谁申请、谁批准？受益人是否知情，款项是否已到本人手中？
verify_en: Who asked for the new account and who approved it? Does the beneficiary know, and did the money arrive?
clears_zh: 受益人本人的账户变更申请；亲属、监护（代领）关系证明；领款凭证。
clears_en: The beneficiary's own request for the change, proof of kinship or guardianship, or receipts.
---*/
-- By person first: a comparison of numbers leaves few payments for that of texts.
WITH candidate AS (
  SELECT p.person, p.fund, p.period, p.payee_name, p.period_from, p.amount, p.account, p.holder, p.holder_name,
    p.paid_on, p._row
  FROM paid AS p
  JOIN (SELECT person FROM returned_payment GROUP BY person) AS r ON r.person = p.person
),
resent AS (
  SELECT
    p.person, p.fund, p.period, p.payee_name, p.period_from, p.amount, p.account, p.holder_name, p._row,
    ANY_VALUE(r._row) AS returned_row
  FROM returned_payment AS r
  JOIN candidate AS p ON p.person = r.person AND p.fund = r.fund AND p.period = r.period
  WHERE p.account <> r.account
    AND (p.holder IS NOT NULL OR p.holder_name IS NOT NULL)
    AND (p.paid_on IS NULL OR r.returned_on IS NULL OR p.paid_on >= r.returned_on)
  GROUP BY p.person, p.fund, p.period, p.payee_name, p.period_from, p.amount, p.account, p.holder_name, p._row
),
judged AS (
  SELECT
    s.person, s.fund, s.period, s.payee_name, s.period_from, s.amount, s.account,
    COALESCE(s.holder_name, '未登记') AS holder_name, s._row, s.returned_row, f.link_rows,
    f._row IS NULL AS x_own_card,
    COALESCE(f.x_household, FALSE) AS x_household,
    COALESCE(f.x_kin, FALSE) AS x_kin,
    COALESCE(f.x_guardian, FALSE) AS x_guardian,
    COALESCE(f.x_organisation, FALSE) AS x_organisation,
    COALESCE(f.x_name_variant, FALSE) AS x_name_variant
  FROM resent AS s
  LEFT JOIN foreign_payment AS f ON f.person = s.person AND f._row = s._row
),
marked AS (
  SELECT
    *, x_own_card OR x_household OR x_kin OR x_guardian OR x_organisation OR x_name_variant AS excluded
  FROM judged
),
kept AS (
  SELECT *, BOOL_AND(excluded) OVER (PARTITION BY person, fund, period) AS all_excluded FROM marked
)
SELECT
  person,
  fund,
  period,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(account) AS account,
  ANY_VALUE(holder_name) AS holder_name,
  MIN(period_from) AS month,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(
    LIST_CONCAT(LIST(_row), LIST(returned_row)), COALESCE(ANY_VALUE(link_rows), [MIN(_row)])
  )) AS evidence,
  BOOL_OR(x_own_card) AS x_own_card,
  BOOL_OR(x_household) AS x_household,
  BOOL_OR(x_kin) AS x_kin,
  BOOL_OR(x_guardian) AS x_guardian,
  BOOL_OR(x_organisation) AS x_organisation,
  BOOL_OR(x_name_variant) AS x_name_variant
FROM kept
WHERE excluded = all_excluded
GROUP BY person, fund, period
