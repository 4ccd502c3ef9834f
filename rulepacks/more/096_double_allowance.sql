/*---
id: double_allowance
catalogue: 96
version: 1
title_zh: 同一人同月重复领取同一项津补贴
title_en: One allowance paid twice to one person in a month
strength: B
basis: [违规发放津贴补贴行为处分规定, 规则目录第96条]
inputs:
  allowance: [voucher, unit, name, person, item, month, amount, paid_on, remark]
parameters:
  arrears_words:
    {title_zh: 补发差额字样, title_en: words for arrears, type: list, values: [{since: 2000-01-01, value: [补发, 补差, 差额, 提标, 清算], basis: 样本口径（补发），另加常见写法}]}
  reversal_words:
    {title_zh: 冲销字样, title_en: words for a reversal, type: list, values: [{since: 2000-01-01, value: [冲销, 冲红, 红冲, 退回, 收回], basis: 会计基础工作规范}]}
subject:
  - person: person_id
  - item: text
  - month: month
exclusions:
  arrears: {title_zh: 补发提标差额, title_en: arrears after a rise of the standard}
  reversed: {title_zh: 重复一笔已冲销, title_en: the double payment was reversed}
explanation_zh: "{name:name}（{person:person_id}）{month:month}{item}凭不同凭证发放{count}次，首次之外共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) was paid {item} for {month:month} {count} times on different vouchers; {amount:money} yuan beyond the first."
verify_zh: 两笔是否为同一事项？由哪个单位、依据什么文件发放，是否已退回？
verify_en: Are the payments for one thing? Which unit paid them on what ground, and were they returned?
clears_zh: 补发文件；重复款项退回或冲销的凭证。
clears_en: The document that ordered arrears, or a voucher of return or reversal.
---*/
WITH person_month AS (
  SELECT person, item, month
  FROM allowance
  GROUP BY person, item, month
  HAVING MIN(voucher) <> MAX(voucher)
),
paid_twice AS (
  SELECT
    a.person, a.item, a.month, a.voucher, a.name, a.amount, a._row,
    CONTAINS_ANY(a.remark, :arrears_words) AS is_arrears,
    a.amount < 0 OR CONTAINS_ANY(a.remark, :reversal_words) AS is_reversal,
    ROW_NUMBER() OVER (
      PARTITION BY a.person, a.item, a.month, CONTAINS_ANY(a.remark, :arrears_words)
      ORDER BY a.paid_on, a._row
    ) AS place
  FROM allowance AS a
  JOIN person_month AS m ON m.person = a.person AND m.item = a.item AND m.month = a.month
),
-- Arrears take no part in the count: what is left must be on two vouchers to stand.
summed AS (
  SELECT
    person, item, month,
    ANY_VALUE(name) AS name,
    COUNT(*) AS count,
    COALESCE(
      MIN(CASE WHEN NOT is_arrears THEN voucher END) <> MAX(CASE WHEN NOT is_arrears THEN voucher END), FALSE
    ) AS regular_twice,
    SUM(CASE WHEN NOT is_arrears AND place > 1 THEN amount ELSE 0 END) AS regular_extra,
    SUM(CASE WHEN is_arrears THEN amount ELSE 0 END) AS arrears_extra,
    LIST(_row) AS evidence,
    BOOL_OR(COALESCE(is_reversal, FALSE)) AS x_reversed
  FROM paid_twice
  GROUP BY person, item, month
)
SELECT
  person,
  item,
  month,
  name,
  count,
  CASE WHEN regular_twice THEN regular_extra ELSE arrears_extra END AS amount,
  evidence,
  NOT regular_twice AS x_arrears,
  x_reversed
FROM summed
