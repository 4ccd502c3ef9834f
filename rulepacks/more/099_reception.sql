/*---
id: reception
catalogue: 99
version: 1
title_zh: 公务接待无公函或陪餐超人数
title_en: Official reception without a letter or with too many escorts
strength: B
basis: [党政机关国内公务接待管理规定第五条、第十条, 规则目录第99条]
inputs:
  reception_claim: [claim_no, unit, on_date, guest_unit, guests, escorts, letter_no, amount, remark]
parameters:
  guests_small:
    {title_zh: 来宾不超过几人按固定人数陪餐, title_en: guests up to which a fixed number of escorts holds, type: int, unit: 人, values: [{since: 2000-01-01, value: 10, basis: 党政机关国内公务接待管理规定第十条}]}
  escorts_small:
    {title_zh: 陪餐人数上限, title_en: escorts at most, type: int, unit: 人, values: [{since: 2000-01-01, value: 3, basis: 党政机关国内公务接待管理规定第十条}]}
  guests_per_escort:
    {title_zh: 来宾较多时每几名来宾可有一名陪餐, title_en: guests per escort for larger parties, type: int, unit: 人, values: [{since: 2000-01-01, value: 3, basis: 党政机关国内公务接待管理规定第十条（不得超过三分之一）}]}
  emergency_words:
    {title_zh: 应急抢险字样, title_en: words for an emergency, type: list, values: [{since: 2000-01-01, value: [应急, 抢险, 防汛, 救灾, 抗旱], basis: 样本口径（应急、抢险），另加常见写法}]}
  empty_words:
    title_zh: 表示未填的写法
    title_en: ways to write that nothing is entered
    type: list
    values: [{since: 2000-01-01, value: [无, 没有, 暂无, 空, 否, 不详, /, "\\", "-", "--", —, ——, N/A, "NULL", "0"], basis: 各县表格的常见写法}]
subject:
  - claim_no: ref
exclusions:
  emergency: {title_zh: 应急抢险接待, title_en: reception in an emergency}
explanation_zh: "{unit}{on_date:date}接待{guest_unit}{guests}人、陪餐{escorts}人，报销单{claim_no:ref}金额{amount:money}元：{reason}。"
explanation_en: "On {on_date:date} {unit} received {guests} guests of {guest_unit} with {escorts} escorts, claim {claim_no:ref} of {amount:money} yuan: {reason_en}."
verify_zh: 接待任务由谁下达，有无公函或审批单？陪餐人员名单是否属实？
verify_en: Who ordered the reception, is there a letter or approval? Is the list of escorts right?
clears_zh: 补附的公函或审批单；应急抢险证明；人数登记错误的更正。
clears_en: The letter or approval found afterwards, proof of an emergency, or a correction of the numbers.
---*/
WITH doubtful AS (
  SELECT
    claim_no, unit, on_date, guest_unit, guests, escorts, amount, _row,
    COALESCE(letter_no IN (:empty_words), TRUE) AS without_letter,
    COALESCE(
      CASE
        WHEN guests <= :guests_small THEN escorts > :escorts_small
        ELSE escorts * :guests_per_escort > guests
      END,
      FALSE
    ) AS too_many,
    CONTAINS_ANY(remark, :emergency_words) AS x_emergency
  FROM reception_claim
)
SELECT
  claim_no,
  ANY_VALUE(unit) AS unit,
  MIN(on_date) AS on_date,
  MONTH_OF(MIN(on_date)) AS month,
  ANY_VALUE(guest_unit) AS guest_unit,
  MAX(guests) AS guests,
  MAX(escorts) AS escorts,
  SUM(amount) AS amount,
  CASE
    WHEN BOOL_OR(without_letter) AND BOOL_OR(too_many) THEN '未填公函文号，陪餐人数超过规定'
    WHEN BOOL_OR(without_letter) THEN '未填公函文号'
    ELSE '陪餐人数超过规定'
  END AS reason,
  CASE
    WHEN BOOL_OR(without_letter) AND BOOL_OR(too_many) THEN 'no letter is recorded and there were more escorts than allowed'
    WHEN BOOL_OR(without_letter) THEN 'no letter is recorded'
    ELSE 'there were more escorts than allowed'
  END AS reason_en,
  LIST(_row) AS evidence,
  BOOL_AND(x_emergency) AS x_emergency
FROM doubtful
WHERE without_letter OR too_many
GROUP BY claim_no
