/*---
id: kin_same_unit
catalogue: 33
version: 1
core: true
title_zh: 任职回避：近亲属同单位任领导与财务、人事、审计、监察岗位
title_en: Near kin as leader and in finance, personnel, audit or supervision of one unit
strength: A
basis: [公务员法第七十四条, 规则目录第33条]
inputs:
  official_term: [person, name, unit, post, leader, job_class, from_on, to_on]
  near_kin: [a, b, relation, relation_zh, relation_en, evidence]
optional:
  recusal_exception: [person_a, person_b, approved_on]
parameters:
  finance_word: {title_zh: 财务岗位字样, title_en: word for finance, type: text, values: [{since: 2000-01-01, value: 财务, basis: 公务员法第七十四条}]}
  personnel_word: {title_zh: 人事岗位字样, title_en: word for personnel, type: text, values: [{since: 2000-01-01, value: 人事, basis: 公务员法第七十四条}]}
  audit_word: {title_zh: 审计岗位字样, title_en: word for audit, type: text, values: [{since: 2000-01-01, value: 审计, basis: 公务员法第七十四条}]}
  discipline_word: {title_zh: 纪检岗位字样, title_en: word for discipline inspection, type: text, values: [{since: 2000-01-01, value: 纪检, basis: 公务员法第七十四条}]}
  supervision_word: {title_zh: 监察岗位字样, title_en: word for supervision, type: text, values: [{since: 2000-01-01, value: 监察, basis: 公务员法第七十四条}]}
subject:
  - first: person_id
  - second: person_id
exclusions:
  approved_exception: {title_zh: 经组织部门批准的回避例外, title_en: an exception approved by the organisation department}
  no_leader: {title_zh: 双方均无领导职务, title_en: neither holds a leading post}
  other_unit: {title_zh: 不在同一单位, title_en: not in one unit}
  terms_apart: {title_zh: 任职时间不重叠, title_en: the terms do not overlap}
explanation_zh: "{leader_name:name}（{leader:person_id}）任{leader_unit}{leader_post}，其{relation_zh}{clerk_name:name}（{clerk:person_id}）在{clerk_unit}任{clerk_post}（{job_class}岗位）。"
explanation_en: "{leader_name:name} ({leader:person_id}) is {leader_post} of {leader_unit}; {clerk_name:name} ({clerk:person_id}), {relation_en} of the former, is {clerk_post} in {clerk_unit} ({job_class})."
verify_zh: 亲属关系是否属实？分工上是否直接管理？是否报告过、批准过？
verify_en: Are they kin? Does one direct the other's work? Was it reported or approved?
clears_zh: 批准回避例外的文件；调整岗位的任免文件；或证明两人并非近亲属的户籍材料。
clears_en: An approved exception, an order that moved one of them, or register entries that show they are no kin.
---*/
WITH term AS (
  SELECT
    t.*,
    CONTAINS(job_class, :finance_word) OR CONTAINS(job_class, :personnel_word) OR CONTAINS(job_class, :audit_word)
      OR CONTAINS(job_class, :discipline_word) OR CONTAINS(job_class, :supervision_word) AS key_job
  FROM official_term AS t
),
exception AS (
  SELECT LEAST(person_a, person_b) AS first, GREATEST(person_a, person_b) AS second, MIN(_row) AS _row
  FROM recusal_exception
  GROUP BY LEAST(person_a, person_b), GREATEST(person_a, person_b)
),
-- b works in a key job; a is the one who may lead.
pair AS (
  SELECT
    a.person AS leader, a.name AS leader_name, a.unit AS leader_unit, a.post AS leader_post, a._row AS leader_row,
    b.person AS clerk, b.name AS clerk_name, b.unit AS clerk_unit, b.post AS clerk_post, b._row AS clerk_row,
    b.job_class, k.relation, k.relation_zh, k.relation_en, k.evidence AS kin_rows,
    LEAST(a.person, b.person) AS first,
    GREATEST(a.person, b.person) AS second,
    NOT a.leader AS x_no_leader,
    a.unit <> b.unit AS x_other_unit,
    a.to_on < b.from_on OR b.to_on < a.from_on AS x_terms_apart
  FROM term AS b
  JOIN near_kin AS k ON k.b = b.person
  JOIN term AS a ON a.person = k.a
  WHERE b.key_job
),
marked AS (
  SELECT
    p.*,
    COALESCE(e._row, p.leader_row) AS exception_row,
    e.first IS NOT NULL AS x_approved_exception,
    p.x_no_leader OR p.x_other_unit OR p.x_terms_apart OR e.first IS NOT NULL AS excluded
  FROM pair AS p
  LEFT JOIN exception AS e ON e.first = p.first AND e.second = p.second
),
-- When one pair of terms stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.first, m.second) AS all_excluded FROM marked AS m
)
SELECT
  first,
  second,
  ARG_MIN(leader, leader_row) AS leader,
  ARG_MIN(leader_name, leader_row) AS leader_name,
  ARG_MIN(leader_unit, leader_row) AS leader_unit,
  ARG_MIN(leader_post, leader_row) AS leader_post,
  ARG_MIN(clerk, leader_row) AS clerk,
  ARG_MIN(clerk_name, leader_row) AS clerk_name,
  ARG_MIN(clerk_unit, leader_row) AS clerk_unit,
  ARG_MIN(clerk_post, leader_row) AS clerk_post,
  ARG_MIN(job_class, leader_row) AS job_class,
  ARG_MIN(relation, leader_row) AS relation,
  ARG_MIN(relation_zh, leader_row) AS relation_zh,
  ARG_MIN(relation_en, leader_row) AS relation_en,
  LIST_DISTINCT(
    LIST_CONCAT(
      LIST_CONCAT(LIST_CONCAT(LIST(leader_row), LIST(clerk_row)), LIST(exception_row)), FLATTEN(LIST(kin_rows))
    )
  ) AS evidence,
  BOOL_OR(x_approved_exception) AS x_approved_exception,
  BOOL_OR(x_no_leader) AS x_no_leader,
  BOOL_OR(x_other_unit) AS x_other_unit,
  BOOL_OR(x_terms_apart) AS x_terms_apart
FROM kept
WHERE excluded = all_excluded
GROUP BY first, second
