/*---
id: new_shell_winner
catalogue: 88
version: 1
core: true
title_zh: 新设立且无人员、无纳税的企业中标
title_en: A newly founded company without staff or tax won a tender
strength: B
basis: [规则目录第88条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name, price, won]
  company: [company, founded_on, setup]
  company_tax: [company, year, tax, insured]
parameters:
  young_days:
    {title_zh: 成立不足多少天视为新设, title_en: days since founding below which a company is new, type: int, unit: 天, values: [{since: 2000-01-01, value: 365, basis: 样本口径}]}
  staff_max:
    {title_zh: 开标当年参保人数不超过, title_en: insured staff in the year of opening at most, type: int, unit: 人, values: [{since: 2000-01-01, value: 2, basis: 样本口径}]}
  tax_max:
    {title_zh: 开标当年入库税额不超过, title_en: tax paid in the year of opening at most, type: money, unit: 元, values: [{since: 2000-01-01, value: 0, basis: 样本口径}]}
  setup_words:
    title_zh: 表明由原有企业分立、合并、改制而来的设立方式
    title_en: ways of setup that continue an older company
    type: list
    values: [{since: 2000-01-01, value: [分立, 合并, 改制, 重组], basis: 样本口径（分立），其余为公司法上的承继情形}]
subject:
  - section: ref
  - bidder: uscc
exclusions:
  spin_off: {title_zh: 由原有企业分立、合并或改制设立，承继其人员和业绩, title_en: founded by division, merger or conversion of an older company}
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，中标人{bidder_name}（{bidder:uscc}）{founded_on:date}才成立，距开标{age}天，当年参保{insured}人、入库税额{tax:money}元，中标价{price:money}元。"
explanation_en: "Section {section:ref}, opened {opened_on:date}, was won by {bidder_name} ({bidder:uscc}), founded on {founded_on:date}, {age} days before; that year it had {insured} insured staff and paid {tax:money} yuan of tax. Price {price:money} yuan."
verify_zh: 中标项目由谁实际组织实施？企业资质、人员和业绩从何而来，实际控制人是谁？
verify_en: Who carries out the works? Where do qualification, staff and record come from, and who controls the company?
clears_zh: 分立、改制承继原企业资质人员的文件；参保或纳税在外地的证明。
clears_en: Papers of a division or conversion; proof that staff are insured or tax is paid elsewhere.
---*/
WITH winner AS (
  SELECT section, bidder, bidder_name, project, opened_on, price, _row FROM bid WHERE won
),
activity AS (
  SELECT t.company, t.year, SUM(t.tax) AS tax, MAX(t.insured) AS insured, LIST(t._row) AS rows_seen
  FROM company_tax AS t
  JOIN (SELECT bidder FROM winner GROUP BY bidder) AS w ON w.bidder = t.company
  GROUP BY t.company, t.year
)
SELECT
  w.section,
  w.bidder,
  ANY_VALUE(w.bidder_name) AS bidder_name,
  ANY_VALUE(w.project) AS project,
  MIN(w.opened_on) AS opened_on,
  MONTH_OF(MIN(w.opened_on)) AS month,
  MAX(w.price) AS price,
  MIN(c.founded_on) AS founded_on,
  MAX(DAYS_BETWEEN(c.founded_on, w.opened_on)) AS age,
  MAX(a.insured) AS insured,
  MAX(a.tax) AS tax,
  LIST_DISTINCT(LIST_CONCAT(LIST_CONCAT(LIST(w._row), LIST(c._row)), FLATTEN(LIST(a.rows_seen)))) AS evidence,
  BOOL_OR(CONTAINS_ANY(c.setup, :setup_words)) AS x_spin_off
FROM winner AS w
JOIN company AS c ON c.company = w.bidder
JOIN activity AS a ON a.company = w.bidder AND a.year = YEAR(w.opened_on)
WHERE DAYS_BETWEEN(c.founded_on, w.opened_on) < :young_days
  AND a.insured <= :staff_max
  AND a.tax <= :tax_max
GROUP BY w.section, w.bidder
