/*---
id: kin_supplier
catalogue: 31
version: 1
core: true
title_zh: 亲属企业与本单位交易
title_en: A supplier held by near kin of the buyer's official
strength: B
basis: [政府采购法第十二条, 政府采购法实施条例第九条, 规则目录第31条]
inputs:
  procurement: [contract_no, buyer, project, amount, method, supplier, signed_on, recusal_declared]
  official_term: [person, name, unit, post, from_on, to_on]
  near_kin: [a, b, relation, relation_zh, relation_en, evidence]
  company_post: [person, holder_name, company, company_name, role, role_zh, role_en, from_on, to_on, stolen_identity,
    listed_share, coop_member, role_row, company_row]
parameters:
  open_word: {title_zh: 公开招标字样, title_en: word for an open tender, type: text, values: [{since: 2000-01-01, value: 公开招标, basis: 样本口径}]}
subject:
  - official: person_id
  - contract_no: ref
exclusions:
  open_and_declared: {title_zh: 公开招标且已申报回避, title_en: open tender with a declared recusal}
  not_held_at_signing: {title_zh: 签约时亲属已退出或尚未任职、持股, title_en: the relative held nothing at the signing}
  not_in_office: {title_zh: 签约时该人员不在任, title_en: the official was not in office at the signing}
  other_unit: {title_zh: 采购方不是其所在单位, title_en: the buyer is another unit}
  stolen_identity: {title_zh: 亲属系被冒名登记, title_en: the relative was registered with a stolen identity}
  listed_share: {title_zh: 亲属仅持上市公司流通股, title_en: the relative holds traded shares only}
  coop_member: {title_zh: 亲属仅为合作社普通成员, title_en: the relative is a plain member of a cooperative}
explanation_zh: "{buyer}{signed_on:date}与{company_name}签订合同{contract_no:ref}（{method}，{amount:money}元）；{official_name:name}（{official:person_id}）系{unit}{post}，其{relation_zh}{holder_name:name}（{relative:person_id}）登记为该公司{role_zh}。"
explanation_en: "On {signed_on:date} {buyer} signed contract {contract_no:ref} with {company_name} ({method}, {amount:money} yuan); {official_name:name} ({official:person_id}) is {post} of {unit}, and {holder_name:name} ({relative:person_id}), the official's {relation_en}, is registered as {role_en} of the company."
verify_zh: 该人员是否参与该项采购，是否申报并回避？采购方式和价格是否正常？
verify_en: Did the official take part, was a recusal declared? Were the method and the price in order?
clears_zh: 回避申报材料；亲属已退出企业的登记；或证明该人员与采购无关的分工文件。
clears_en: A declared recusal, proof that the relative had left, or that the official had no part in the purchase.
---*/
-- From the few kin of officials that hold posts to their companies' contracts; the unit is compared last.
WITH relative AS (
  SELECT
    t.person AS official, t.name AS official_name, t.unit, t.post, t.from_on, t.to_on, t._row AS term_row,
    k.b AS relative, k.relation, k.relation_zh, k.relation_en, k.evidence AS kin_rows
  FROM official_term AS t
  JOIN near_kin AS k ON k.a = t.person
),
deal AS (
  SELECT
    r.official, r.official_name, r.unit, r.post, r.relative, r.relation, r.relation_zh, r.relation_en, r.kin_rows, r.term_row,
    c.holder_name, c.company_name, c.role, c.role_zh, c.role_en, c.role_row, c.company_row,
    p.contract_no, p.buyer, p.amount, p.method, p.signed_on, p._row,
    CONTAINS(COALESCE(p.method, ''), :open_word) AND COALESCE(p.recusal_declared, FALSE) AS x_open_and_declared,
    p.signed_on < c.from_on OR p.signed_on > c.to_on AS x_not_held_at_signing,
    p.signed_on < r.from_on OR p.signed_on > r.to_on AS x_not_in_office,
    p.buyer <> r.unit AS x_other_unit,
    c.stolen_identity AS x_stolen_identity,
    c.listed_share AS x_listed_share,
    c.coop_member AS x_coop_member
  FROM relative AS r
  JOIN company_post AS c ON c.person = r.relative
  JOIN procurement AS p ON p.supplier = c.company
),
marked AS (
  SELECT
    *,
    x_open_and_declared OR x_not_held_at_signing OR x_not_in_office OR x_other_unit OR x_stolen_identity
      OR x_listed_share OR x_coop_member AS excluded
  FROM deal
),
-- When one tie stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.official, m.contract_no) AS all_excluded FROM marked AS m
)
SELECT
  official,
  contract_no,
  ANY_VALUE(official_name) AS official_name,
  ARG_MIN(unit, role_row) AS unit,
  ARG_MIN(post, role_row) AS post,
  ARG_MIN(relative, role_row) AS relative,
  ARG_MIN(relation, role_row) AS relation,
  ARG_MIN(relation_zh, role_row) AS relation_zh,
  ARG_MIN(relation_en, role_row) AS relation_en,
  ARG_MIN(holder_name, role_row) AS holder_name,
  ANY_VALUE(company_name) AS company_name,
  ARG_MIN(role, role_row) AS role,
  ARG_MIN(role_zh, role_row) AS role_zh,
  ARG_MIN(role_en, role_row) AS role_en,
  ANY_VALUE(buyer) AS buyer,
  ANY_VALUE(method) AS method,
  MIN(signed_on) AS signed_on,
  MONTH_OF(MIN(signed_on)) AS month,
  -- The contract counts once, however many relatives hold posts.
  MAX(amount) AS amount,
  LIST_DISTINCT(
    LIST_CONCAT(
      LIST_CONCAT(LIST_CONCAT(LIST(_row), LIST(term_row)), LIST_CONCAT(LIST(role_row), LIST(company_row))),
      FLATTEN(LIST(kin_rows))
    )
  ) AS evidence,
  BOOL_OR(x_open_and_declared) AS x_open_and_declared,
  BOOL_OR(x_not_held_at_signing) AS x_not_held_at_signing,
  BOOL_OR(x_not_in_office) AS x_not_in_office,
  BOOL_OR(x_other_unit) AS x_other_unit,
  BOOL_OR(x_stolen_identity) AS x_stolen_identity,
  BOOL_OR(x_listed_share) AS x_listed_share,
  BOOL_OR(x_coop_member) AS x_coop_member
FROM kept
WHERE excluded = all_excluded
GROUP BY official, contract_no
