/*---
id: large_cash
catalogue: 106
version: 1
core: true
title_zh: 村级大额现金支出
title_en: Large cash payments of a village
strength: B
basis: [现金管理暂行条例, 村集体经济组织财务制度, 规则目录第106条]
inputs:
  ledger: [voucher, village, village_name, booked_on, summary, account_title, direction, amount, settlement, payee_name]
parameters:
  limit:
    {title_zh: 现金支付限额, title_en: limit for cash payments, type: money, unit: 元, values: [{since: 2000-01-01, value: 5000, basis: 样本口径；以县级村账管理办法为准}]}
  cash_words:
    {title_zh: 现金结算字样, title_en: words for settlement in cash, type: list, values: [{since: 2000-01-01, value: [现金], basis: 样本口径}]}
  compensation_titles:
    title_zh: 征地补偿集中发放的科目、摘要字样
    title_en: words for handing out land compensation
    type: list
    values: [{since: 2000-01-01, value: [征地补偿, 征地补助, 土地补偿, 拆迁补偿, 青苗补偿, 征收补偿], basis: 样本口径（征地补偿发放），另加常见写法}]
  transfer_words:
    title_zh: 现金与银行存款互转的科目、摘要字样
    title_en: words for moving money between bank and cash box
    type: list
    values: [{since: 2000-01-01, value: [提现, 提取现金, 提取备用金, 存现, 缴存银行, 现金存行, 银行存款, 库存现金], basis: 村集体经济组织会计制度}]
subject:
  - voucher: ref
exclusions:
  compensation_day: {title_zh: 征地拆迁补偿集中发放, title_en: handing out of land compensation}
  bank_and_cashbox: {title_zh: 提取备用金或现金存行，并非支出, title_en: money moved between bank and cash box}
explanation_zh: "{village_name}{booked_on:date}凭证{voucher:ref}以现金支付{amount:money}元（{summary}），超过现金限额{limit_value:money}元。"
explanation_en: "On {booked_on:date} {village_name} paid {amount:money} yuan in cash (voucher {voucher:ref}: {summary}), above the limit of {limit_value:money} yuan."
verify_zh: 为何不转账？现金由谁领取，有无本人签领和身份核对？
verify_en: Why was it not transferred? Who received the cash, with whose signature?
clears_zh: 集中发放补偿款的签领名册；收款人无账户且经批准现金支付的记录。
clears_en: The signed roll of a compensation day, or an approval of cash because the payee had no account.
---*/
WITH cash AS (
  SELECT
    voucher, village_name, booked_on, summary, amount, payee_name, _row,
    PARAM('limit', _county, booked_on) AS limit_value,
    CONTAINS_ANY(account_title, :compensation_titles) OR CONTAINS_ANY(summary, :compensation_titles) AS x_compensation_day,
    CONTAINS_ANY(account_title, :transfer_words) OR CONTAINS_ANY(summary, :transfer_words) AS x_bank_and_cashbox
  FROM ledger
  WHERE COALESCE(direction, 'expense') = 'expense'
    AND CONTAINS_ANY(settlement, :cash_words)
    AND amount > PARAM('limit', _county, booked_on)
),
kept AS (
  SELECT
    *,
    x_compensation_day OR x_bank_and_cashbox AS excluded,
    BOOL_AND(x_compensation_day OR x_bank_and_cashbox) OVER (PARTITION BY voucher) AS all_excluded
  FROM cash
)
SELECT
  voucher,
  ANY_VALUE(village_name) AS village_name,
  MIN(booked_on) AS booked_on,
  MONTH_OF(MIN(booked_on)) AS month,
  MIN(summary) AS summary,
  MAX(limit_value) AS limit_value,
  SUM(amount) AS amount,
  LIST(_row) AS evidence,
  BOOL_OR(x_compensation_day) AS x_compensation_day,
  BOOL_OR(x_bank_and_cashbox) AS x_bank_and_cashbox
FROM kept
WHERE excluded = all_excluded
GROUP BY voucher
