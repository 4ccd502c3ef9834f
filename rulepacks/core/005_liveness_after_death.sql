/*---
id: liveness_after_death
catalogue: 5
version: 1
core: true
title_zh: 死亡之后仍有待遇资格认证
title_en: A proof of life dated after the death
strength: A
basis: [社会保险法第八十八条, 规则目录第5条]
inputs:
  liveness: [person, name, checked_on, method, operator]
  death_date: [person, died_on, cancelled, evidence]
parameters:
  tolerance_days:
    title_zh: 死亡日期之后容许的天数
    title_en: days after the date of death that are tolerated
    type: int
    unit: 天
    values: [{since: 2000-01-01, value: 7, basis: 样本口径}]
  batch_word: {title_zh: 批量字样, title_en: word for a batch check, type: text, values: [{since: 2000-01-01, value: 批量, basis: 样本口径}]}
  compare_word: {title_zh: 数据比对字样, title_en: word for a comparison of data, type: text, values: [{since: 2000-01-01, value: 比对, basis: 样本口径}]}
  silent_word: {title_zh: 静默认证字样, title_en: word for a silent check, type: text, values: [{since: 2000-01-01, value: 静默, basis: 常见写法}]}
subject:
  - person: person_id
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  batch_check: {title_zh: 系统批量比对，不是本人认证, title_en: a comparison of data by the system rather than of the person}
explanation_zh: "{name:name}（{person:person_id}）于{died_on:date}死亡，但{checked_on:date}仍有一条“{method}”的资格认证记录，相差{days}天。"
explanation_en: "{name:name} ({person:person_id}) died on {died_on:date}, yet a proof of life by “{method}” is dated {checked_on:date}, {days} days later."
verify_zh: 认证的照片、视频是否存档，是谁经办？认证之后是否继续发放待遇？
verify_en: Is the photo or video of the check kept, and who handled it? Was money paid on the strength of it?
clears_zh: 认证的影像证明本人当时健在（死亡登记有误）；或认证时间系系统批量写入的说明。
clears_en: The picture shows the person alive (the death entry is wrong), or the date was written by a batch job.
---*/
WITH late AS (
  SELECT
    c.person, c.name, c.checked_on, c.method, c._row, d.died_on, d.evidence AS death_rows,
    d.cancelled AS x_death_cancelled,
    CONTAINS(COALESCE(c.method, ''), :batch_word)
      OR CONTAINS(COALESCE(c.method, ''), :compare_word)
      OR CONTAINS(COALESCE(c.method, ''), :silent_word) AS x_batch_check
  FROM liveness AS c
  JOIN death_date AS d ON d.person = c.person
  WHERE DAYS_BETWEEN(d.died_on, c.checked_on) > :tolerance_days
),
marked AS (
  SELECT *, x_death_cancelled OR x_batch_check AS excluded FROM late
),
-- When some checks stand and others are excluded, only those that stand make the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person) AS all_excluded FROM marked AS m
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  ANY_VALUE(died_on) AS died_on,
  MIN(checked_on) AS checked_on,
  ARG_MIN(method, checked_on) AS method,
  DAYS_BETWEEN(ANY_VALUE(died_on), MIN(checked_on)) AS days,
  MONTH_OF(MIN(checked_on)) AS month,
  LIST_CONCAT(LIST(_row), ANY_VALUE(death_rows)) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_batch_check) AS x_batch_check
FROM kept
WHERE excluded = all_excluded
GROUP BY person
