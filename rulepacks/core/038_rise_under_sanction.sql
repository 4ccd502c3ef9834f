/*---
id: rise_under_sanction
catalogue: 38
version: 1
core: true
title_zh: 受处分期间晋升、评优、加薪
title_en: "Promotion, top appraisal or pay step during a sanction"
strength: A
basis: [公务员法第六十四条, 公职人员政务处分法第十九条, 规则目录第38条]
inputs:
  salary_change: [person, name, unit, kind, effective_on]
  discipline: [person, kind, from_on, to_on]
parameters:
  post_word: {title_zh: 职务晋升字样, title_en: word for promotion, type: text, values: [{since: 2000-01-01, value: 职务晋升, basis: 公务员法第六十四条}]}
  rank_word: {title_zh: 职级晋升字样, title_en: word for a higher rank, type: text, values: [{since: 2000-01-01, value: 职级晋升, basis: 公务员法第六十四条}]}
  excellent_word: {title_zh: 考核优秀字样, title_en: word for a top appraisal, type: text, values: [{since: 2000-01-01, value: 优秀, basis: 样本口径}]}
  step_word: {title_zh: 薪级工资晋升字样, title_en: word for a pay step, type: text, values: [{since: 2000-01-01, value: 薪级, basis: 样本口径}]}
  general_word: {title_zh: 统一调整字样, title_en: word for a general rise, type: text, values: [{since: 2000-01-01, value: 统一调整, basis: 样本口径}]}
  demerit_word: {title_zh: 记过字样, title_en: word for a demerit, type: text, values: [{since: 2000-01-01, value: 记过, basis: 公职人员政务处分法第十九条}]}
  great_demerit_word: {title_zh: 记大过字样, title_en: word for a great demerit, type: text, values: [{since: 2000-01-01, value: 记大过, basis: 公职人员政务处分法第十九条}]}
  demotion_word: {title_zh: 降级字样, title_en: word for demotion, type: text, values: [{since: 2000-01-01, value: 降级, basis: 公职人员政务处分法第十九条}]}
  removal_word: {title_zh: 撤职字样, title_en: word for removal, type: text, values: [{since: 2000-01-01, value: 撤, basis: 公职人员政务处分法第十九条}]}
  probation_word: {title_zh: 察看字样, title_en: word for probation, type: text, values: [{since: 2000-01-01, value: 察看, basis: 中国共产党纪律处分条例}]}
subject:
  - person: person_id
exclusions:
  general_rise: {title_zh: 统一调整工资标准，允许, title_en: "a general rise, which is allowed"}
  step_allowed: {title_zh: 警告等较轻处分不影响薪级工资晋升, title_en: a light sanction does not bar a pay step}
  after_end: {title_zh: 处分期满之后, title_en: after the sanction ended}
explanation_zh: "{name:name}（{person:person_id}，{unit}）受{sanction}处分（{from_on:date}至{to_on:date}）；{effective_on:date}有一次“{change}”。"
explanation_en: "{name:name} ({person:person_id}, {unit}) was under the sanction {sanction} from {from_on:date} to {to_on:date}; a “{change}” took effect on {effective_on:date}."
verify_zh: 变动是否已执行？处分决定何时送达单位、归入档案？多发部分是否追回？
verify_en: Was the change carried out? When did the decision reach the unit and the file? Was the excess returned?
clears_zh: 变动系统一调整或处分前已生效的文件；处分已撤销或缩短的决定；或已纠正的凭证。
clears_en: Proof of a general rise or an earlier effect, that the sanction was lifted, or that it was put right.
---*/
WITH change AS (
  SELECT
    person, name, unit, kind, effective_on, _row,
    CONTAINS(kind, :step_word) AS step,
    CONTAINS(kind, :general_word) AS general
  FROM salary_change
  WHERE CONTAINS(kind, :post_word) OR CONTAINS(kind, :rank_word) OR CONTAINS(kind, :excellent_word)
    OR CONTAINS(kind, :step_word) OR CONTAINS(kind, :general_word)
),
sanction AS (
  SELECT
    person, kind, from_on, _row, to_on,
    CONTAINS(kind, :demerit_word) OR CONTAINS(kind, :great_demerit_word) OR CONTAINS(kind, :demotion_word)
      OR CONTAINS(kind, :removal_word) OR CONTAINS(kind, :probation_word) AS grave
  FROM discipline
),
under AS (
  SELECT
    c.person, c.name, c.unit, c.kind AS change, c.effective_on, c._row, s.kind AS sanction, s.from_on, s.to_on,
    s._row AS sanction_row,
    c.general AS x_general_rise,
    c.step AND NOT s.grave AS x_step_allowed,
    COALESCE(c.effective_on > s.to_on, FALSE) AS x_after_end
  FROM change AS c
  JOIN sanction AS s ON s.person = c.person
  WHERE c.effective_on >= s.from_on
),
marked AS (
  SELECT *, x_general_rise OR x_step_allowed OR x_after_end AS excluded FROM under
),
-- When one change stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person) AS all_excluded FROM marked AS m
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  ARG_MIN(unit, effective_on) AS unit,
  ARG_MIN(sanction, effective_on) AS sanction,
  ARG_MIN(from_on, effective_on) AS from_on,
  ARG_MIN(to_on, effective_on) AS to_on,
  ARG_MIN(change, effective_on) AS change,
  MIN(effective_on) AS effective_on,
  MONTH_OF(MIN(effective_on)) AS month,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), LIST(sanction_row))) AS evidence,
  BOOL_OR(x_general_rise) AS x_general_rise,
  BOOL_OR(x_step_allowed) AS x_step_allowed,
  BOOL_OR(x_after_end) AS x_after_end
FROM kept
WHERE excluded = all_excluded
GROUP BY person
