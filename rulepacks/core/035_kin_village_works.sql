/*---
id: kin_village_works
catalogue: 35
version: 1
core: true
title_zh: 村级工程由本村干部或其近亲属的企业承接
title_en: Village works done by a company of the village's cadre or near kin
strength: B
basis: [村民委员会组织法第八条, 规则目录第35条]
inputs:
  village_works: [project_no, village, name, mode, contractor, contractor_name, contract_price, tendered_on, started_on]
  village_cadre: [village, village_name, name, person, post, from_on, to_on]
  near_kin: [a, b, relation, relation_zh, relation_en, evidence]
  company_post: [person, holder_name, company, company_name, role, role_zh, role_en, from_on, to_on, stolen_identity,
    coop_member, role_row, company_row]
parameters:
  in_kind_word: {title_zh: 投工投劳字样, title_en: word for labour in kind, type: text, values: [{since: 2000-01-01, value: 投工投劳, basis: 样本口径}]}
subject:
  - project_no: ref
  - cadre: person_id
exclusions:
  in_kind: {title_zh: 小额投工投劳, title_en: small works by labour in kind}
  other_village: {title_zh: 承接的是其他村的工程, title_en: the works of another village}
  not_in_office: {title_zh: 招标时该干部不在任, title_en: the cadre was not in office at the tender}
  not_held: {title_zh: 招标时其本人或亲属已退出或尚未任职、持股, title_en: the company was not held at the tender}
  stolen_identity: {title_zh: 被冒名登记，已撤销, title_en: "registered with a stolen identity, revoked"}
  coop_member: {title_zh: 仅为合作社普通成员, title_en: a plain member of a cooperative}
explanation_zh: "{works_name}（{project_no:ref}，合同价{amount:money}元）{decided_on:date}由{contractor_name}承接；{cadre_name:name}（{cadre:person_id}）系{village_name}“{post}”，该公司登记的{role_zh}{holder_name:name}（{holder:person_id}）是其{relation_zh}。"
explanation_en: "{works_name} ({project_no:ref}, {amount:money} yuan) went to {contractor_name} on {decided_on:date}; {cadre_name:name} ({cadre:person_id}) is {post} of {village_name}, and the company's registered {role_en} {holder_name:name} ({holder:person_id}) is the cadre's kin or the cadre: {relation_en}."
verify_zh: 如何选定施工单位，谁参加了议标、决议？该干部是否回避？价格是否合理？
verify_en: How was the contractor chosen, who took part and voted? Did the cadre withdraw? Was the price right?
clears_zh: 村民会议或村民代表会议决议、回避记录；或亲属当时已退出企业的登记。
clears_en: The villagers' resolution and the record of withdrawal, or proof that the relative had left the company.
---*/
WITH term AS (
  SELECT
    village, village_name, name, person, post, from_on, _row, COALESCE(to_on, DATE '9999-12-31') AS to_on
  FROM village_cadre
),
-- The cadre himself and his near kin.
holder AS (
  SELECT
    t.person AS cadre, t.name AS cadre_name, t.village, t.village_name, t.post, t.from_on, t.to_on, t._row AS term_row,
    t.person AS holder, 'self' AS relation
  FROM term AS t
  UNION ALL
  SELECT
    t.person AS cadre, t.name AS cadre_name, t.village, t.village_name, t.post, t.from_on, t.to_on, t._row AS term_row,
    k.b AS holder, k.relation
  FROM term AS t
  JOIN near_kin AS k ON k.a = t.person
),
works AS (
  SELECT
    project_no, village, name, mode, contractor, contractor_name, contract_price, _row,
    COALESCE(tendered_on, started_on) AS decided_on
  FROM village_works
  WHERE contractor IS NOT NULL
),
tie AS (
  SELECT
    w.project_no, w.name AS works_name, w.contractor_name, w.contract_price, w.decided_on, w._row,
    h.cadre, h.cadre_name, h.village_name, h.post, h.holder, h.relation, h.term_row,
    c.holder_name, c.role, c.role_zh, c.role_en, c.role_row, c.company_row,
    CONTAINS(COALESCE(w.mode, ''), :in_kind_word) AS x_in_kind,
    w.village <> h.village AS x_other_village,
    w.decided_on < h.from_on OR w.decided_on > h.to_on AS x_not_in_office,
    w.decided_on < c.from_on OR w.decided_on > c.to_on AS x_not_held,
    c.stolen_identity AS x_stolen_identity,
    c.coop_member AS x_coop_member
  FROM works AS w
  JOIN company_post AS c ON c.company = w.contractor
  JOIN holder AS h ON h.holder = c.person
  WHERE w.decided_on IS NOT NULL
),
marked AS (
  SELECT
    *,
    x_in_kind OR x_other_village OR x_not_in_office OR x_not_held OR x_stolen_identity OR x_coop_member AS excluded
  FROM tie
),
-- When one tie stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.project_no, m.cadre) AS all_excluded FROM marked AS m
),
told AS (
  SELECT
    k.project_no,
    k.cadre,
    ANY_VALUE(k.works_name) AS works_name,
    ANY_VALUE(k.contractor_name) AS contractor_name,
    MIN(k.decided_on) AS decided_on,
    MAX(k.contract_price) AS amount,
    ANY_VALUE(k.cadre_name) AS cadre_name,
    ARG_MAX(k.village_name, k.term_row) AS village_name,
    ARG_MAX(k.post, k.term_row) AS post,
    ARG_MIN(k.holder, k.role_row) AS holder,
    ARG_MIN(k.holder_name, k.role_row) AS holder_name,
    ARG_MIN(k.relation, k.role_row) AS relation,
    ARG_MIN(k.role, k.role_row) AS role,
    ARG_MIN(k.role_zh, k.role_row) AS role_zh,
    ARG_MIN(k.role_en, k.role_row) AS role_en,
    LIST_CONCAT(
      LIST_CONCAT(LIST(k._row), LIST(k.term_row)), LIST_CONCAT(LIST(k.role_row), LIST(k.company_row))
    ) AS evidence,
    BOOL_OR(k.x_in_kind) AS x_in_kind,
    BOOL_OR(k.x_other_village) AS x_other_village,
    BOOL_OR(k.x_not_in_office) AS x_not_in_office,
    BOOL_OR(k.x_not_held) AS x_not_held,
    BOOL_OR(k.x_stolen_identity) AS x_stolen_identity,
    BOOL_OR(k.x_coop_member) AS x_coop_member
  FROM kept AS k
  WHERE k.excluded = k.all_excluded
  GROUP BY k.project_no, k.cadre
)
SELECT
  told.project_no,
  told.cadre,
  told.works_name,
  told.contractor_name,
  told.decided_on,
  MONTH_OF(told.decided_on) AS month,
  told.amount,
  told.cadre_name,
  told.village_name,
  told.post,
  told.holder,
  told.relation,
  COALESCE(k.relation_zh, '本人') AS relation_zh,
  COALESCE(k.relation_en, 'the cadre') AS relation_en,
  told.holder_name,
  told.role,
  told.role_zh,
  told.role_en,
  LIST_DISTINCT(LIST_CONCAT(told.evidence, COALESCE(k.evidence, told.evidence))) AS evidence,
  told.x_in_kind,
  told.x_other_village,
  told.x_not_in_office,
  told.x_not_held,
  told.x_stolen_identity,
  told.x_coop_member
FROM told
LEFT JOIN near_kin AS k ON k.a = told.cadre AND k.b = told.holder
