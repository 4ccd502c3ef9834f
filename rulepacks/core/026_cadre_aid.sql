/*---
id: cadre_aid
catalogue: 26
version: 1
core: true
title_zh: 在任村（社区）干部本人领取困难救助
title_en: Poverty aid paid to a village cadre in office
strength: B
basis: [社会救助暂行办法第九条, 规则目录第26条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to]
  village_cadre: [person, village_name, post, from_on, to_on]
parameters:
  funds:
    title_zh: 困难救助类资金
    title_en: poverty aid
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养, 临时救助], basis: 样本口径}]
subject:
  - person: person_id
  - fund: text
exclusions:
  universal_fund: {title_zh: 普惠性或按身份发放的补贴，不属困难救助, title_en: a universal or status-based subsidy rather than poverty aid}
  not_in_office: {title_zh: 领取时不在任（已离任或尚未任职）, title_en: not in office at the time}
explanation_zh: "{payee_name:name}（{person:person_id}）自{in_office_since:date}起任{village_name}“{post}”，{first:month}至{last:month}领取{fund}{count}笔，共{amount:money}元。"
explanation_en: "{payee_name:name} ({person:person_id}) drew {fund} {count} times for {first:month} to {last:month}, {amount:money} yuan in all; in office as {post} of {village_name} since {in_office_since:date}."
verify_zh: 是否本人申请、谁评议审批，是否公示？任职报酬是否计入家庭收入？
verify_en: Who applied, assessed and approved, was it posted? Was the pay of the office counted as income?
clears_zh: 含任职报酬的收入核算表，经评议公示仍符合条件。
clears_en: A computation with the pay of the office, assessed and posted, in which the household is entitled.
---*/
WITH term AS (
  SELECT
    person, village_name, post, from_on, _row,
    MONTH_OF(from_on) AS from_month,
    COALESCE(MONTH_OF(to_on), 999912) AS to_month
  FROM village_cadre
),
seen AS (
  SELECT
    p.person, p.payee_name, p.fund, p.amount, p.period_from, p._row, t.village_name, t.post, t.from_on AS in_office_since,
    t._row AS term_row,
    p.fund NOT IN (:funds) AS x_universal_fund,
    p.period_to < t.from_month OR p.period_from > t.to_month AS x_not_in_office
  FROM paid AS p
  JOIN term AS t ON t.person = p.person
),
marked AS (
  SELECT *, x_universal_fund OR x_not_in_office AS excluded FROM seen
),
-- When some months stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person, m.fund) AS all_excluded FROM marked AS m
),
-- Two terms must not count one payment twice.
payment AS (
  SELECT
    person, fund, _row,
    MIN(payee_name) AS payee_name, MIN(amount) AS amount, MIN(period_from) AS period_from,
    ARG_MAX(village_name, term_row) AS village_name, ARG_MAX(post, term_row) AS post,
    MIN(in_office_since) AS in_office_since, LIST(term_row) AS term_rows,
    BOOL_OR(x_universal_fund) AS x_universal_fund,
    BOOL_OR(x_not_in_office) AS x_not_in_office
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY person, fund, _row
)
SELECT
  person,
  fund,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(village_name) AS village_name,
  ANY_VALUE(post) AS post,
  MIN(in_office_since) AS in_office_since,
  MIN(period_from) AS first,
  MAX(period_from) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(term_rows)))) AS evidence,
  BOOL_OR(x_universal_fund) AS x_universal_fund,
  BOOL_OR(x_not_in_office) AS x_not_in_office
FROM payment
GROUP BY person, fund
