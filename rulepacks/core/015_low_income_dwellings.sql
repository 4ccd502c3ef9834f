/*---
id: low_income_dwellings
catalogue: 15
version: 1
core: true
title_zh: 低保家庭有两套以上住房
title_en: Minimum living allowance in a household with two or more dwellings
strength: B
basis: [社会救助暂行办法第九条, 规则目录第15条]
inputs:
  low_income_household: [payee, payee_name, last_month, county, member, member_name, evidence]
  dwelling: [unit_no, owner, registered_month, inherited, resettled, gone, not_delivered]
parameters:
  dwellings_min:
    title_zh: 住房套数达到几套列入
    title_en: number of dwellings from which a household is listed
    type: int
    unit: 套
    values: [{since: 2000-01-01, value: 2, basis: 样本口径}]
subject:
  - payee: person_id
exclusions:
  inherited: {title_zh: 其中有继承所得, title_en: one of them is inherited}
  resettlement: {title_zh: 其中有拆迁、搬迁安置房, title_en: one of them is a resettlement dwelling}
  gone: {title_zh: 其中有已灭失、注销的, title_en: one of them no longer exists}
  not_delivered: {title_zh: 其中有仅作预告登记、尚未交付的, title_en: one of them is announced but not delivered}
explanation_zh: "{payee_name:name}（{payee:person_id}）领取低保至{last_month:month}，户内名下登记住房{dwellings}套，达到{minimum}套。"
explanation_en: "{payee_name:name} ({payee:person_id}) drew the allowance until {last_month:month}; the household owns {dwellings} dwellings, {minimum} or more."
verify_zh: 各套住房是否仍在、由谁居住、如何取得？纳入时是否申报？
verify_en: Do the dwellings still stand, who lives there, how were they acquired? Were they declared when the case was opened?
clears_zh: 继承、拆迁安置、灭失或已出售的证明；或登记权利人有误的更正材料。
clears_en: Proof of inheritance, resettlement, demolition or sale, or that the register names the wrong owner.
---*/
-- One row per household and unit: a unit owned together counts once, and is excluded only when every entry is.
WITH unit AS (
  SELECT
    h.payee,
    d.unit_no,
    ANY_VALUE(h.payee_name) AS payee_name,
    ANY_VALUE(h.last_month) AS last_month,
    ANY_VALUE(h.county) AS county,
    BOOL_AND(d.inherited) AS inherited,
    BOOL_AND(d.resettled) AS resettled,
    BOOL_AND(d.gone) AS gone,
    BOOL_AND(d.not_delivered) AS not_delivered,
    BOOL_AND(d.inherited OR d.resettled OR d.gone OR d.not_delivered) AS excluded,
    LIST_CONCAT(LIST(d._row), FLATTEN(LIST(h.evidence))) AS rows_shown
  FROM low_income_household AS h
  JOIN dwelling AS d ON d.owner = h.member
  WHERE d.registered_month <= h.last_month
  GROUP BY h.payee, d.unit_no
),
held AS (
  SELECT
    payee,
    ANY_VALUE(payee_name) AS payee_name,
    ANY_VALUE(last_month) AS last_month,
    ANY_VALUE(county) AS county,
    COUNT(*) AS all_units,
    COUNT_IF(NOT excluded) AS units,
    BOOL_OR(inherited) AS inherited,
    BOOL_OR(resettled) AS resettled,
    BOOL_OR(gone) AS gone,
    BOOL_OR(not_delivered) AS not_delivered,
    LIST_DISTINCT(FLATTEN(LIST(rows_shown))) AS evidence
  FROM unit
  GROUP BY payee
),
judged AS (
  SELECT *, PARAM('dwellings_min', county) AS minimum, units >= PARAM('dwellings_min', county) AS stands FROM held
)
SELECT
  payee,
  payee_name,
  last_month,
  CASE WHEN stands THEN units ELSE all_units END AS dwellings,
  minimum,
  evidence,
  NOT stands AND inherited AS x_inherited,
  NOT stands AND resettled AS x_resettlement,
  NOT stands AND gone AS x_gone,
  NOT stands AND not_delivered AS x_not_delivered
FROM judged
WHERE all_units >= minimum
