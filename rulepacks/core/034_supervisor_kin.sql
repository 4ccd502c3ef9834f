/*---
id: supervisor_kin
catalogue: 34
version: 1
core: true
title_zh: 村（居）务监督委员会成员与村（居）委会成员系近亲属
title_en: A supervisor of village affairs has near kin on the village committee
strength: A
basis: [村民委员会组织法第三十二条, 农村集体经济组织法第三十二条, 规则目录第34条]
inputs:
  village_cadre: [village, village_name, name, person, post, from_on, to_on]
  near_kin: [a, b, relation, relation_zh, relation_en, evidence]
parameters:
  supervision_word: {title_zh: 监督委员会字样, title_en: word for the supervisory committee, type: text, values: [{since: 2000-01-01, value: 监督委员会, basis: 样本口径}]}
  supervision_short: {title_zh: 监委会字样, title_en: short word for it, type: text, values: [{since: 2000-01-01, value: 监委, basis: 常见写法}]}
  village_word: {title_zh: 村委会字样, title_en: word for the village committee, type: text, values: [{since: 2000-01-01, value: 村委会, basis: 样本口径}]}
  community_word: {title_zh: 居委会字样, title_en: word for the residents' committee, type: text, values: [{since: 2000-01-01, value: 居委会, basis: 样本口径}]}
  village_long: {title_zh: 村民委员会字样, title_en: long word for the village committee, type: text, values: [{since: 2000-01-01, value: 村民委员会, basis: 村民委员会组织法}]}
  community_long: {title_zh: 居民委员会字样, title_en: long word for the residents' committee, type: text, values: [{since: 2000-01-01, value: 居民委员会, basis: 城市居民委员会组织法}]}
subject:
  - supervisor: "person_id!"
  - member: "person_id!"
exclusions:
  other_post: {title_zh: 近亲属是村民小组长等，不是村（居）委会成员, title_en: the relative leads a group or the like and is no committee member}
  terms_apart: {title_zh: 任期不重叠, title_en: the terms do not overlap}
explanation_zh: "{supervisor_name:name}（{supervisor:person_id}）任{village_name}“{supervisor_post}”，其{relation_zh}{member_name:name}（{member:person_id}）任同村“{member_post}”。"
explanation_en: "{supervisor_name:name} ({supervisor:person_id}) is {supervisor_post} of {village_name}; {member_name:name} ({member:person_id}), {relation_en} of the former, is {member_post} of the same village."
verify_zh: 亲属关系、任职起止是否属实？选举时资格审查是否发现？
verify_en: Are they kin, are the terms right? Did the check before the election see it?
clears_zh: 证明两人并非近亲属的户籍材料；或其中一人已辞职、任期未重叠的材料。
clears_en: Register entries that show they are no near kin, or proof that one had resigned before.
---*/
WITH term AS (
  SELECT
    village, village_name, name, person, post, _row, from_on,
    COALESCE(to_on, DATE '9999-12-31') AS to_on,
    CONTAINS(post, :supervision_word) OR CONTAINS(post, :supervision_short) AS supervises,
    CONTAINS(post, :village_word) OR CONTAINS(post, :community_word)
      OR CONTAINS(post, :village_long) OR CONTAINS(post, :community_long) AS on_committee
  FROM village_cadre
),
pair AS (
  SELECT
    s.person AS supervisor, s.name AS supervisor_name, s.post AS supervisor_post, s.village_name, s._row AS supervisor_row,
    m.person AS member, m.name AS member_name, m.post AS member_post, m._row AS member_row,
    k.relation, k.relation_zh, k.relation_en, k.evidence AS kin_rows,
    NOT m.on_committee AS x_other_post,
    s.to_on < m.from_on OR m.to_on < s.from_on AS x_terms_apart
  FROM term AS s
  JOIN near_kin AS k ON k.a = s.person
  JOIN term AS m ON m.person = k.b AND m.village = s.village
  WHERE s.supervises
),
marked AS (
  SELECT *, x_other_post OR x_terms_apart AS excluded FROM pair
),
-- When one pair of terms stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.supervisor, m.member) AS all_excluded FROM marked AS m
)
SELECT
  supervisor,
  member,
  ANY_VALUE(supervisor_name) AS supervisor_name,
  ANY_VALUE(member_name) AS member_name,
  ANY_VALUE(village_name) AS village_name,
  ARG_MAX(supervisor_post, member_row) AS supervisor_post,
  ARG_MAX(member_post, member_row) AS member_post,
  MIN(relation) AS relation,
  ARG_MIN(relation_zh, relation) AS relation_zh,
  ARG_MIN(relation_en, relation) AS relation_en,
  LIST_DISTINCT(
    LIST_CONCAT(LIST_CONCAT(LIST(supervisor_row), LIST(member_row)), FLATTEN(LIST(kin_rows)))
  ) AS evidence,
  BOOL_OR(x_other_post) AS x_other_post,
  BOOL_OR(x_terms_apart) AS x_terms_apart
FROM kept
WHERE excluded = all_excluded
GROUP BY supervisor, member
