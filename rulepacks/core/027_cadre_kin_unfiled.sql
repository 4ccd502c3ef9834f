/*---
id: cadre_kin_unfiled
catalogue: 27
version: 1
core: true
title_zh: 村（社区）干部近亲属享受低保、特困未备案
title_en: Aid to near kin of a village cadre without a filing
strength: B
basis: [最低生活保障审核确认办法第十五条, 规则目录第27条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to]
  village_cadre: [person, name, village_name, post, from_on, to_on]
  near_kin: [a, b, relation, relation_zh, relation_en, evidence]
  kin_filing: [cadre, relative]
parameters:
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [农村低保, 城市低保, 特困供养], basis: 样本口径}]
subject:
  - payee: "person_id!"
  - cadre: "person_id!"
exclusions:
  filed: {title_zh: 已按规定备案, title_en: filed as required}
  not_in_office: {title_zh: 领取时该干部不在任, title_en: the cadre was not in office at the time}
explanation_zh: "{payee_name:name}（{payee:person_id}）是{village_name}“{post}”{cadre_name:name}（{cadre:person_id}）的{relation_zh}，{first:month}至{last:month}领取{fund}共{amount:money}元，近亲属备案表中{filed_zh}登记。"
explanation_en: "{payee_name:name} ({payee:person_id}) is the {relation_en} of {cadre_name:name} ({cadre:person_id}), {post} of {village_name}; {fund} of {amount:money} yuan was paid for {first:month} to {last:month}, {filed_en} is on record."
verify_zh: 亲属关系是否属实？申请时是否单独登记备案、入户核查并公示？该户是否确实困难？
verify_en: Are they kin? Was the case filed, visited and posted as required? Is the household in need?
clears_zh: 备案登记表；或证明两人并非近亲属的户籍材料。
clears_en: The filing, or register entries that show that they are no near kin.
---*/
WITH term AS (
  SELECT
    person, name, village_name, post, _row,
    MONTH_OF(from_on) AS from_month,
    COALESCE(MONTH_OF(to_on), 999912) AS to_month
  FROM village_cadre
),
relative AS (
  SELECT
    k.b AS payee, t.person AS cadre, t.name AS cadre_name, t.village_name, t.post, t.from_month, t.to_month,
    t._row AS term_row, k.relation, k.relation_zh, k.relation_en, k.evidence AS kin_rows
  FROM term AS t
  JOIN near_kin AS k ON k.a = t.person
),
seen AS (
  SELECT
    r.*, p.payee_name, p.fund, p.amount, p.period_from, p._row,
    p.period_to < r.from_month OR p.period_from > r.to_month AS x_not_in_office
  FROM paid AS p
  JOIN relative AS r ON r.payee = p.person
  WHERE p.fund IN (:funds)
),
-- When some months stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT s.*, MIN(s.x_not_in_office) OVER (PARTITION BY s.payee, s.cadre) AS all_excluded FROM seen AS s
),
-- Two terms must not count one payment twice.
payment AS (
  SELECT
    payee, cadre, _row,
    MIN(payee_name) AS payee_name, MIN(fund) AS fund, MIN(amount) AS amount, MIN(period_from) AS period_from,
    MIN(cadre_name) AS cadre_name, ARG_MAX(village_name, term_row) AS village_name, ARG_MAX(post, term_row) AS post,
    MIN(relation) AS relation, ARG_MIN(relation_zh, relation) AS relation_zh,
    ARG_MIN(relation_en, relation) AS relation_en, LIST(term_row) AS term_rows, ANY_VALUE(kin_rows) AS kin_rows,
    BOOL_OR(x_not_in_office) AS x_not_in_office
  FROM kept
  WHERE x_not_in_office = all_excluded
  GROUP BY payee, cadre, _row
),
pair AS (
  SELECT
    payee,
    cadre,
    ANY_VALUE(payee_name) AS payee_name,
    ANY_VALUE(cadre_name) AS cadre_name,
    ANY_VALUE(village_name) AS village_name,
    ANY_VALUE(post) AS post,
    MIN(relation) AS relation,
    ARG_MIN(relation_zh, relation) AS relation_zh,
    ARG_MIN(relation_en, relation) AS relation_en,
    MIN(fund) AS fund,
    MIN(period_from) AS first,
    MAX(period_from) AS last,
    SUM(amount) AS amount,
    LIST_CONCAT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(term_rows))), ANY_VALUE(kin_rows)) AS evidence,
    BOOL_OR(x_not_in_office) AS x_not_in_office
  FROM payment
  GROUP BY payee, cadre
),
filing AS (
  SELECT cadre, relative, LIST(_row) AS rows_filed FROM kin_filing GROUP BY cadre, relative
)
SELECT
  p.payee,
  p.cadre,
  p.payee_name,
  p.cadre_name,
  p.village_name,
  p.post,
  p.relation,
  p.relation_zh,
  p.relation_en,
  CASE WHEN f.cadre IS NULL THEN '没有' ELSE '有' END AS filed_zh,
  CASE WHEN f.cadre IS NULL THEN 'no filing' ELSE 'a filing' END AS filed_en,
  p.fund,
  p.first,
  p.last,
  p.first AS month,
  p.amount,
  LIST_DISTINCT(LIST_CONCAT(p.evidence, COALESCE(f.rows_filed, p.evidence))) AS evidence,
  f.cadre IS NOT NULL AS x_filed,
  p.x_not_in_office
FROM pair AS p
LEFT JOIN filing AS f ON f.cadre = p.cadre AND f.relative = p.payee
