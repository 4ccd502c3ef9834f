/*---
id: holder_not_payee
catalogue: 60
version: 1
core: true
title_zh: 持卡人不是受益人
title_en: The account is not the beneficiary's
strength: A
basis: [关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（财办〔2020〕37号）, 规则目录第60条]
inputs:
  foreign_payment: [person, payee_name, fund, period_from, period_to, amount, account, holder_name, x_household, x_kin,
    x_guardian, x_organisation, x_name_variant, harmless, link_rows]
subject:
  - person: person_id
  - account: account
exclusions:
  household: {title_zh: 开户人是同户成员, title_en: the holder lives in the same household}
  kin: {title_zh: 开户人是近亲属, title_en: the holder is near kin}
  guardian: {title_zh: 开户人是已备案的监护人（代领人）, title_en: the holder is the registered guardian}
  organisation: {title_zh: 账户属于单位（集中供养、集体发放）, title_en: the account is an organisation's}
  name_variant: {title_zh: 户名系本人姓名的不同写法或截断, title_en: the holder's name is the payee's own, written otherwise or cut}
explanation_zh: "{payee_name:name}（{person:person_id}）的{fund}自{first:month}至{last:month}共{count}笔、{amount:money}元，发到户名为{holder_name:name}的账户{account:account}；登记信息中未见二人同户、近亲属或监护关系。"
explanation_en: "{count} payments of {fund} to {payee_name:name} ({person:person_id}), {first:month} to {last:month}, {amount:money} yuan in all, went to the account {account:account} of {holder_name:name}; no common household, near kinship or guardianship is on record."
verify_zh: 受益人是否知情、钱是否到了本人手中？账户由谁开立、由谁支取，为什么不用本人账户？
verify_en: Does the beneficiary know, and did the money arrive? Who opened the account, who draws from it, and why is it not his own?
clears_zh: 亲属关系或监护（代领）备案材料；受益人本人的知情说明和领款凭证；账号登记错误的更正。
clears_en: Proof of kinship or registered guardianship, the beneficiary's own statement and receipts, or a correction of the account number.
---*/
WITH kept AS (
  SELECT
    person, account, payee_name, fund, period_from, period_to, amount, holder_name, link_rows, _row, harmless,
    x_household, x_kin, x_guardian, x_organisation, x_name_variant,
    BOOL_AND(harmless) OVER (PARTITION BY person, account) AS all_harmless
  FROM foreign_payment
)
SELECT
  person,
  account,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(holder_name) AS holder_name,
  MIN(fund) AS fund,
  MIN(period_from) AS first,
  MAX(period_to) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_CONCAT(LIST(_row), COALESCE(ANY_VALUE(link_rows), [MIN(_row)])) AS evidence,
  BOOL_OR(x_household) AS x_household,
  BOOL_OR(x_kin) AS x_kin,
  BOOL_OR(x_guardian) AS x_guardian,
  BOOL_OR(x_organisation) AS x_organisation,
  BOOL_OR(x_name_variant) AS x_name_variant
FROM kept
WHERE harmless = all_harmless
GROUP BY person, account
