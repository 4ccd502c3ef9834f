/*---
id: no_resolution
catalogue: 110
version: 1
title_zh: 村级重大支出未见民主决策决议
title_en: Large village expense without a recorded resolution
strength: B
basis: [村民委员会组织法第二十四条, 四议两公开工作法, 规则目录第110条]
inputs:
  ledger: [voucher, village, village_name, booked_on, summary, account_title, direction, amount, payee_name, resolution_no]
parameters:
  amount_min:
    {title_zh: 超过多少元须经民主决策, title_en: amount above which a resolution is due, type: money, unit: 元, values: [{since: 2000-01-01, value: 20000, basis: 样本口径；以县级村账管理办法为准}]}
  emergency_words:
    {title_zh: 应急抢险的科目、摘要字样, title_en: words for an emergency, type: list, values: [{since: 2000-01-01, value: [应急抢险, 抢险, 抗洪, 抢通, 救灾], basis: 样本口径（应急抢险），另加常见写法}]}
  empty_words:
    title_zh: 表示未填的写法
    title_en: ways to write that nothing is entered
    type: list
    values: [{since: 2000-01-01, value: [无, 没有, 暂无, 空, 否, 不详, /, "\\", "-", "--", —, ——, N/A, "NULL", "0"], basis: 各县表格的常见写法}]
subject:
  - voucher: ref
exclusions:
  emergency: {title_zh: 应急抢险支出, title_en: emergency expense}
explanation_zh: "{village_name}{booked_on:date}凭证{voucher:ref}支出{amount:money}元（{summary}），超过{limit_value:money}元而未登记民主决策决议编号。"
explanation_en: "On {booked_on:date} {village_name} spent {amount:money} yuan (voucher {voucher:ref}: {summary}), above {limit_value:money} yuan, with no resolution recorded."
verify_zh: 是否经过四议两公开？会议记录、签到和公示材料在哪里？
verify_en: Was it decided by the four discussions and two disclosures? Where are minutes, attendance list and notice?
clears_zh: 会议决议和公示材料；应急抢险的认定和事后追认。
clears_en: The resolution and the notice, or a ruling of emergency with later confirmation.
---*/
WITH large AS (
  SELECT
    voucher, village_name, booked_on, summary, amount, _row,
    PARAM('amount_min', _county, booked_on) AS limit_value,
    CONTAINS_ANY(account_title, :emergency_words) OR CONTAINS_ANY(summary, :emergency_words) AS x_emergency
  FROM ledger
  WHERE direction = 'expense' AND COALESCE(resolution_no IN (:empty_words), TRUE) AND amount > PARAM('amount_min', _county, booked_on)
),
kept AS (
  SELECT *, BOOL_AND(x_emergency) OVER (PARTITION BY voucher) AS all_excluded FROM large
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
  BOOL_OR(x_emergency) AS x_emergency
FROM kept
WHERE x_emergency = all_excluded
GROUP BY voucher
