/*---
id: price_increase
catalogue: 93
version: 1
title_zh: 村级工程结算价超过合同价较多
title_en: Village works settled far above the contract price
strength: B
basis: [招标投标法第四十六条, 规则目录第93条]
inputs:
  village_works: [project_no, village, builder, name, contractor_name, contract_price, final_price, tendered_on, change_approval]
parameters:
  increase_percent:
    {title_zh: 容许的增额比例, title_en: increase tolerated, type: int, unit: "%", values: [{since: 2000-01-01, value: 10, basis: 样本口径}]}
  empty_words:
    title_zh: 表示未填的写法
    title_en: ways to write that nothing is entered
    type: list
    values: [{since: 2000-01-01, value: [无, 没有, 暂无, 空, 否, 不详, /, "\\", "-", "--", —, ——, N/A, "NULL", "0"], basis: 各县表格的常见写法}]
subject:
  - project_no: ref
exclusions:
  change_approved: {title_zh: 变更经批准, title_en: the change was approved}
explanation_zh: "{builder}的{name}（项目{project_no:ref}，施工单位{contractor_name}）合同价{contract_price:money}元，结算价{final_price:money}元，增加{amount:money}元，{approval}。"
explanation_en: "The works {name} of {builder} (project {project_no:ref}, contractor {contractor_name}) were contracted for {contract_price:money} yuan and settled at {final_price:money}, {amount:money} yuan more; {approval_en}."
verify_zh: 增加的工程量由谁签证、谁同意？是否经村民代表会议和乡镇审批？
verify_en: Who certified and agreed to the extra works? Did the representatives' meeting and the township approve?
clears_zh: 变更批复文件；结算审计报告；价格登记错误的更正。
clears_en: The approval of the change, the audit of the settlement, or a correction of the prices.
---*/
SELECT
  project_no,
  ANY_VALUE(builder) AS builder,
  ANY_VALUE(name) AS name,
  ANY_VALUE(contractor_name) AS contractor_name,
  MAX(contract_price) AS contract_price,
  MAX(final_price) AS final_price,
  MAX(final_price - contract_price) AS amount,
  MONTH_OF(MIN(tendered_on)) AS month,
  CASE
    WHEN BOOL_OR(change_approval NOT IN (:empty_words)) THEN '台账登记有变更批复' || MAX(change_approval)
    ELSE '台账未登记变更批复'
  END AS approval,
  CASE
    WHEN BOOL_OR(change_approval NOT IN (:empty_words)) THEN 'the list records the approval ' || MAX(change_approval)
    ELSE 'the list records no approval'
  END AS approval_en,
  LIST(_row) AS evidence,
  BOOL_OR(COALESCE(change_approval NOT IN (:empty_words), FALSE)) AS x_change_approved
FROM village_works
WHERE contract_price > 0 AND final_price * 100 > contract_price * (100 + :increase_percent)
GROUP BY project_no
