/*---
id: works_before_tender
catalogue: 92
version: 1
title_zh: 村级工程先开工后招标
title_en: Village works begun before the tender
strength: A
basis: [招标投标法第四条, 规则目录第92条]
inputs:
  village_works: [project_no, village, builder, name, contractor_name, contract_price, tendered_on, started_on, emergency]
subject:
  - project_no: ref
exclusions:
  emergency: {title_zh: 应急抢险工程, title_en: emergency works}
explanation_zh: "{builder}的{name}（项目{project_no:ref}）{started_on:date}开工，{tendered_on:date}才招标或议标，早{days}天，合同价{contract_price:money}元，施工单位{contractor_name}。"
explanation_en: "The works {name} of {builder} (project {project_no:ref}) began on {started_on:date}, {days} days before the tender of {tendered_on:date}; contract price {contract_price:money} yuan, contractor {contractor_name}."
verify_zh: 为何先开工？施工单位由谁、经何程序确定，招标资料是否事后补做？
verify_en: Why did it begin first? Who chose the contractor and how? Were the tender papers made afterwards?
clears_zh: 应急抢险的认定；日期登记错误的更正；先行批准的前期工程（如三通一平）证明。
clears_en: A ruling that it was an emergency, a correction of the dates, or proof of approved preparatory works.
---*/
SELECT
  project_no,
  ANY_VALUE(builder) AS builder,
  ANY_VALUE(name) AS name,
  ANY_VALUE(contractor_name) AS contractor_name,
  MAX(contract_price) AS contract_price,
  MIN(started_on) AS started_on,
  MAX(tendered_on) AS tendered_on,
  MONTH_OF(MIN(started_on)) AS month,
  MAX(DAYS_BETWEEN(started_on, tendered_on)) AS days,
  LIST(_row) AS evidence,
  BOOL_OR(COALESCE(emergency, FALSE)) AS x_emergency
FROM village_works
WHERE started_on < tendered_on
GROUP BY project_no
