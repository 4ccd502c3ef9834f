/*---
id: amount_not_standard
catalogue: 62
version: 1
core: true
title_zh: 发放金额不等于标准乘以数量
title_en: The amount is not standard times quantity
strength: A
basis: [财政资金发放管理要求, 规则目录第62条]
inputs:
  paid: [fund, payee_name, person, members, months, area, standard, amount, period, period_from, period_to, remark]
parameters:
  tolerance:
    {title_zh: 容许的差额, title_en: difference that is tolerated, type: money, unit: 元, values: [{since: 2000-01-01, value: 1, basis: 样本口径}]}
  correction_words:
    title_zh: 备注中表示补发、扣减的字样
    title_en: remarks that speak of arrears or deductions
    type: list
    values: [{since: 2000-01-01, value: [补发, 补扣, 核减, 追回, 扣回], basis: 样本口径}]
subject:
  - person: person_id
  - fund: "text!"
  - period: "text!"
exclusions:
  correction: {title_zh: 备注说明含补发或扣减, title_en: the remark says that arrears or deductions are included}
explanation_zh: "{payee_name:name}（{person:person_id}）{period}的{fund}实发{amount:money}元，按标准{standard:money}元乘以数量应发{due:money}元，相差{difference:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) was paid {amount:money} yuan of {fund} for {period}; the standard of {standard:money} yuan times the quantity gives {due:money}, a difference of {difference:money}."
verify_zh: 差额因何产生？是标准、人数（面积、月数）填错，还是多发、少发？多出的部分由谁领取？
verify_en: Why do they differ? Is the standard, number or area wrong, or the payment? Who got the difference?
clears_zh: 补发、扣减的审批单；标准调整文件；录入错误已更正并补退的凭证。
clears_en: An approved arrear or deduction, a change of the standard, or a voucher correcting the entry.
---*/
WITH computed AS (
  SELECT
    person, fund, period, payee_name, period_from, standard, amount, remark, _row,
    -- A roster that does not say how many months it pays may give the standard for a month or for the whole period:
    -- whichever fits clears the payment.
    CASE WHEN months IS NULL AND area IS NULL THEN MONTH_DIFF(period_from, period_to) + 1 ELSE 1 END AS span,
    -- quantities a roster does not have are one; an area is in ten-thousandths of a mu
    CAST(standard AS BIGINT) * COALESCE(members, 1) * COALESCE(months, 1) * COALESCE(area, 10000) AS due
  FROM paid
  WHERE standard IS NOT NULL AND amount IS NOT NULL
),
wrong AS (
  SELECT
    person, fund, period, payee_name, period_from, standard, amount, due // 10000 AS due, _row,
    CONTAINS_ANY(remark, :correction_words) AS x_correction
  FROM computed
  WHERE ABS(amount * 10000 - due) > CAST(:tolerance AS BIGINT) * 10000
    AND ABS(amount * 10000 - due * COALESCE(span, 1)) > CAST(:tolerance AS BIGINT) * 10000
),
kept AS (
  SELECT *, BOOL_AND(x_correction) OVER (PARTITION BY person, fund, period) AS all_corrected FROM wrong
)
SELECT
  person,
  fund,
  period,
  MIN(payee_name) AS payee_name,
  MIN(period_from) AS month,
  MAX(standard) AS standard,
  SUM(due) AS due,
  SUM(amount) AS amount,
  ABS(SUM(amount) - SUM(due)) AS difference,
  LIST(_row) AS evidence,
  BOOL_OR(x_correction) AS x_correction
FROM kept
WHERE x_correction = all_corrected
GROUP BY person, fund, period
