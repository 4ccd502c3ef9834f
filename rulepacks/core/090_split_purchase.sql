/*---
id: split_purchase
catalogue: 90
version: 1
core: true
title_zh: 同一单位同一年度同类采购化整为零、未公开招标
title_en: One buyer's purchases of one item in a year exceed the limit, none by open tender
strength: B
basis: [政府采购法实施条例第二十八条, 规则目录第90条]
inputs:
  procurement: [contract_no, buyer, item, amount, method, signed_on, budget_approval]
parameters:
  limit:
    {title_zh: 公开招标限额, title_en: limit above which an open tender is due, type: money, unit: 元, values: [{since: 2000-01-01, value: 500000, basis: 样本口径；以当地政府集中采购目录及标准为准}]}
  contracts_min:
    {title_zh: 至少几份合同, title_en: contracts at least, type: int, unit: 份, values: [{since: 2000-01-01, value: 2, basis: 政府采购法实施条例第二十八条“多次采购”}]}
  open_words:
    {title_zh: 公开招标字样, title_en: words for an open tender, type: list, values: [{since: 2000-01-01, value: [公开招标], basis: 政府采购法第二十六条}]}
  empty_words:
    title_zh: 表示未填的写法
    title_en: ways to write that nothing is entered
    type: list
    values: [{since: 2000-01-01, value: [无, 没有, 暂无, 空, 否, 不详, /, "\\", "-", "--", —, ——, N/A, "NULL", "0"], basis: 各县表格的常见写法}]
subject:
  - buyer: text!
  - item: text!
  - year: year
exclusions:
  open_tender: {title_zh: 其中已采用公开招标, title_en: an open tender was held}
  budget_approved: {title_zh: 预算调整经批准追加, title_en: an approved change of the budget}
explanation_zh: "{buyer}{year}年采购{item}签订{count}份合同，合计{amount:money}元，超过公开招标限额{limit_value:money}元，{methods}。"
explanation_en: "In {year} {buyer} signed {count} contracts for {item}, {amount:money} yuan in all, above the limit of {limit_value:money} yuan for an open tender."
verify_zh: 这几次采购是否属同一预算项目、同一品目？为何分次采购，由谁决定？
verify_en: Do the purchases belong to one budget project and item? Why and by whom were they split?
clears_zh: 预算调整批复；财政部门批准采用其他方式采购的文件；分属不同预算项目的证明。
clears_en: An approved budget change, an approval of another method, or proof that they belong to different budget projects.
---*/
WITH contract AS (
  SELECT
    buyer, item, YEAR(signed_on) AS year, contract_no,
    SUM(amount) AS amount,
    MIN(signed_on) AS signed_on,
    MIN(_county) AS county,
    MIN(method) AS method,
    BOOL_OR(CONTAINS_ANY(method, :open_words)) AS is_open,
    BOOL_OR(COALESCE(budget_approval NOT IN (:empty_words), FALSE)) AS approved,
    LIST(_row) AS rows_seen
  FROM procurement
  WHERE item IS NOT NULL AND signed_on IS NOT NULL
  GROUP BY buyer, item, YEAR(signed_on), contract_no
),
bought AS (
  SELECT
    buyer, item, year,
    COUNT(*) AS count,
    SUM(amount) AS amount,
    MIN(signed_on) AS first_on,
    MAX(signed_on) AS last_on,
    MIN(county) AS county,
    MIN(method) AS first_method,
    MAX(method) AS last_method,
    FLATTEN(LIST(rows_seen)) AS evidence,
    BOOL_OR(is_open) AS x_open_tender,
    BOOL_OR(approved) AS x_budget_approved
  FROM contract
  GROUP BY buyer, item, year
)
SELECT
  buyer,
  item,
  year,
  count,
  amount,
  MONTH_OF(first_on) AS month,
  PARAM('limit', county, last_on) AS limit_value,
  CASE
    WHEN x_open_tender THEN '其中有公开招标'
    WHEN first_method = last_method THEN '均采用' || first_method
    ELSE '采用' || COALESCE(first_method, '其他方式') || '、' || COALESCE(last_method, '其他方式') || '等方式'
  END AS methods,
  evidence,
  x_open_tender,
  x_budget_approved
FROM bought
WHERE count >= :contracts_min AND amount > PARAM('limit', county, last_on)
