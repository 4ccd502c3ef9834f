/*---
id: same_deposit_account
catalogue: 82
version: 1
core: true
title_zh: 同一标段两家投标保证金出自同一账户
title_en: Two bidders of one section paid the deposit from one account
strength: A
basis: [招标投标法实施条例第二十六条、第四十条第（六）项, 规则目录第82条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name, deposit_form, deposit_account]
parameters:
  guarantee_words:
    title_zh: 表明由担保、保险机构出具保函或保单的字样
    title_en: words for a letter of guarantee or surety insurance
    type: list
    values: [{since: 2000-01-01, value: [保函, 保险, 保单, 担保], basis: 样本口径（电子保函），另加常见写法}]
subject:
  - section: ref
  - bidder_a: uscc
  - bidder_b: uscc
exclusions:
  guarantee: {title_zh: 两家均以保函或保证保险递交，账户属担保、保险机构, title_en: both gave a letter of guarantee; the account is the guarantor's}
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，{name_a}（{bidder_a:uscc}）与{name_b}（{bidder_b:uscc}）的投标保证金登记为同一账户{account:account}。"
explanation_en: "In section {section:ref} (opened {opened_on:date}) the deposits of {name_a} ({bidder_a:uscc}) and {name_b} ({bidder_b:uscc}) are recorded from one account {account:account}."
verify_zh: 该账户户名是谁？两笔保证金各由谁、何时从哪里转出？
verify_en: Whose account is it? Who transferred each deposit, when and from where?
clears_zh: 银行回单证明账户登记错误；或账户为担保、保险、公证机构所有的证明。
clears_en: Bank slips showing that the account was recorded wrongly, or that it belongs to a guarantor, insurer or notary.
---*/
WITH shared AS (
  SELECT
    a.section, a.bidder AS bidder_a, b.bidder AS bidder_b, a.bidder_name AS name_a, b.bidder_name AS name_b,
    a.project, a.opened_on, a.deposit_account AS account, a._row AS row_a, b._row AS row_b,
    CONTAINS_ANY(a.deposit_form, :guarantee_words) AND CONTAINS_ANY(b.deposit_form, :guarantee_words) AS x_guarantee
  FROM bid AS a
  JOIN bid AS b
    ON b.section = a.section AND b.deposit_account = a.deposit_account AND a.bidder < b.bidder
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
  ANY_VALUE(account) AS account,
  LIST_DISTINCT(LIST_CONCAT(LIST(row_a), LIST(row_b))) AS evidence,
  BOOL_AND(x_guarantee) AS x_guarantee
FROM shared
GROUP BY section, bidder_a, bidder_b
