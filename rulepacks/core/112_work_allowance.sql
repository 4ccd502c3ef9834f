/*---
id: work_allowance
catalogue: 112
version: 1
core: true
title_zh: 误工补贴发给名单外人员或超过标准
title_en: Work allowance paid to a person not on the list or above the rate
strength: B
basis: [村民委员会组织法第二十四条第一款第（一）项, 规则目录第112条]
inputs:
  ledger: [voucher, village, village_name, booked_on, summary, account_title, direction, amount, payee_name, payee, work_days]
  work_allowance_list: [village, person, name, daily_rate, year]
parameters:
  allowance_words:
    {title_zh: 误工补贴的科目、摘要字样, title_en: words for work allowances, type: list, values: [{since: 2000-01-01, value: [误工补贴, 误工费, 误工补助, 误工报酬], basis: 样本口径（误工补贴），另加常见写法}]}
subject:
  - voucher: ref
explanation_zh: "{village_name}{booked_on:date}凭证{voucher:ref}向{payee_name:name}（{payee:person_id}）发放误工补贴{amount:money}元，{reason}。"
explanation_en: "On {booked_on:date} {village_name} paid {payee_name:name} ({payee:person_id}) a work allowance of {amount:money} yuan (voucher {voucher:ref}); {reason_en}."
verify_zh: 此人因何事误工、由谁安排、有无出勤记录？名单和日标准何时经村民会议通过？
verify_en: What work was it, who ordered it, and is there a record of attendance? When did the villagers' meeting pass the list and the rate?
clears_zh: 村民会议补充通过名单或调整标准的决议；出勤记录；身份证号登记错误的更正。
clears_en: A resolution that adds to the list or raises the rate, a record of attendance, or a correction of the id number.
---*/
WITH allowance_paid AS (
  SELECT voucher, village, village_name, booked_on, amount, payee_name, payee, work_days, _row, YEAR(booked_on) AS year
  FROM ledger
  WHERE payee IS NOT NULL
    AND COALESCE(direction, 'expense') = 'expense'
    AND (CONTAINS_ANY(account_title, :allowance_words) OR CONTAINS_ANY(summary, :allowance_words))
),
-- A village without any list of the year gives nothing to compare with.
listed_village AS (
  SELECT village, year FROM work_allowance_list GROUP BY village, year
),
listed AS (
  SELECT village, person, year, MAX(daily_rate) AS daily_rate, LIST(_row) AS rows_seen
  FROM work_allowance_list
  GROUP BY village, person, year
),
compared AS (
  SELECT
    p.voucher, p.village_name, p.booked_on, p.amount, p.payee_name, p.payee, p.work_days, p._row,
    l.daily_rate,
    l.person IS NULL AS unlisted,
    CASE WHEN l.person IS NULL THEN [p._row] ELSE LIST_CONCAT([p._row], l.rows_seen) END AS rows_seen
  FROM allowance_paid AS p
  JOIN listed_village AS v ON v.village = p.village AND v.year = p.year
  LEFT JOIN listed AS l ON l.village = p.village AND l.year = p.year AND l.person = p.payee
)
SELECT
  voucher,
  ANY_VALUE(village_name) AS village_name,
  MIN(booked_on) AS booked_on,
  MONTH_OF(MIN(booked_on)) AS month,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(payee) AS payee,
  SUM(amount) AS amount,
  CASE
    WHEN BOOL_OR(unlisted) THEN '其不在本村当年误工补贴人员名单内'
    ELSE '超过当年日标准与误工天数之积'
  END AS reason,
  CASE
    WHEN BOOL_OR(unlisted) THEN 'the person is not on the village''s list of that year'
    ELSE 'that is more than the daily rate of that year times the days'
  END AS reason_en,
  LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS evidence
FROM compared
-- work_days is in ten-thousandths of a day
WHERE unlisted OR amount * 10000 > daily_rate * work_days
GROUP BY voucher
