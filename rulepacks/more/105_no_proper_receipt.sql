/*---
id: no_proper_receipt
catalogue: 105
version: 1
title_zh: 村级支出白条或无票据入账
title_en: Village expense booked on a plain slip or without receipt
strength: B
basis: [会计基础工作规范第四十八条, 村集体经济组织财务制度, 规则目录第105条]
inputs:
  ledger: [voucher, village, village_name, booked_on, summary, account_title, direction, amount, receipt, payee_name]
parameters:
  amount_min:
    {title_zh: 超过多少元才比对, title_en: amounts up to which a slip is tolerated, type: money, unit: 元, values: [{since: 2000-01-01, value: 500, basis: 样本口径}]}
  bad_receipts:
    {title_zh: 不合规的票据类型, title_en: receipt types that do not count, type: list, values: [{since: 2000-01-01, value: [白条, 无, 无票据, 无票, 无发票, 白条子, 收条, 自制白条], basis: 样本口径（白条、无），另加常见写法}]}
subject:
  - voucher: ref
explanation_zh: "{village_name}{booked_on:date}凭证{voucher:ref}支出{amount:money}元（{summary}），票据类型登记为“{receipt}”。"
explanation_en: "On {booked_on:date} {village_name} booked an expense of {amount:money} yuan (voucher {voucher:ref}: {summary}) with the receipt recorded as “{receipt}”."
verify_zh: 事项是否真实，由谁经手、谁验收、谁领款？能否补开正式票据？
verify_en: Did it take place? Who handled, accepted and received? Can a proper receipt be issued?
clears_zh: 补开的正式票据；小额零工的签领单；票据类型登记错误的更正。
clears_en: A proper receipt issued afterwards, a signed list of small labour, or a correction of the entry.
---*/
SELECT
  voucher,
  ANY_VALUE(village_name) AS village_name,
  MIN(booked_on) AS booked_on,
  MONTH_OF(MIN(booked_on)) AS month,
  MIN(summary) AS summary,
  MIN(receipt) AS receipt,
  SUM(amount) AS amount,
  LIST(_row) AS evidence
FROM ledger
WHERE direction = 'expense' AND receipt IN (:bad_receipts) AND amount > :amount_min
GROUP BY voucher
