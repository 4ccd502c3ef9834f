/*---
id: candidate_barred
catalogue: 37
version: 1
title_zh: 换届候选人资格：处分期内、刑满未逾五年、失信未履行
title_en: "A candidate under sanction, lately in prison, or in default of a judgment"
strength: A
basis: [村（社区）“两委”换届候选人资格联审, 规则目录第37条]
inputs:
  candidate: [person, name, village_name, post, nominated_on]
optional:
  discipline: [person, kind, from_on, to_on]
  custody_term: [person, kind, kind_zh, from_on, to_on, acquitted]
  court_default: [person, case_no, performance]
parameters:
  sentence_years:
    title_zh: 刑满（矫正期满）之后的限制年数
    title_en: years after a sentence in which a candidate is barred
    type: int
    unit: 年
    values: [{since: 2000-01-01, value: 5, basis: 样本口径}]
  fulfilled_word: {title_zh: 履行完毕字样, title_en: word for fulfilled, type: text, values: [{since: 2000-01-01, value: 履行完毕, basis: 样本口径}]}
  performed_word: {title_zh: 已履行字样, title_en: further word for fulfilled, type: text, values: [{since: 2000-01-01, value: 已履行, basis: 常见写法}]}
subject:
  - person: person_id
exclusions:
  sanction_expired: {title_zh: 处分已期满, title_en: the sanction has expired}
  sentence_long_ago: {title_zh: 刑满（矫正期满）已超过规定年数, title_en: the sentence ended long enough ago}
  acquitted: {title_zh: 羁押后无罪释放，无犯罪记录, title_en: acquitted after detention}
  judgment_fulfilled: {title_zh: 已履行完毕, title_en: the judgment is fulfilled}
explanation_zh: "{village_name}候选人{name:name}（{person:person_id}，拟任{post}）{nominated_on:date}被提名，登记中有：{reason_zh}。"
explanation_en: "{name:name} ({person:person_id}), nominated on {nominated_on:date} as {post} of {village_name}, is on record for: {reason_en}."
verify_zh: 处分、判决或失信记录是否属实、是否仍有效？资格联审时是否发现？
verify_en: Is the record true and still in force? Did the joint check of candidates see it?
clears_zh: 处分解除、无罪、履行完毕的证明；或证明系同名不同人。
clears_en: Proof that the sanction ended, of acquittal or fulfilment, or that it is somebody else.
---*/
WITH bar AS (
  SELECT
    c.person, c.name, c.village_name, c.post, c.nominated_on, c._row, d._row AS bar_row,
    CONCAT('处分（', d.kind, '）') AS reason_zh,
    CONCAT('a sanction (', d.kind, ')') AS reason_en,
    COALESCE(d.to_on < c.nominated_on, FALSE) AS x_sanction_expired,
    FALSE AS x_sentence_long_ago,
    FALSE AS x_acquitted,
    FALSE AS x_judgment_fulfilled
  FROM candidate AS c
  JOIN discipline AS d ON d.person = c.person
  WHERE d.from_on <= c.nominated_on
  UNION ALL
  SELECT
    c.person, c.name, c.village_name, c.post, c.nominated_on, c._row, t._row AS bar_row,
    t.kind_zh AS reason_zh,
    t.kind AS reason_en,
    FALSE AS x_sanction_expired,
    COALESCE(t.to_on < c.nominated_on AND YEARS_FULL(t.to_on, c.nominated_on) >= :sentence_years, FALSE)
      AS x_sentence_long_ago,
    t.acquitted AS x_acquitted,
    FALSE AS x_judgment_fulfilled
  FROM candidate AS c
  JOIN custody_term AS t ON t.person = c.person
  -- Detention as such is no bar; an acquittal is shown as such.
  WHERE t.from_on <= c.nominated_on AND (t.kind <> 'detention' OR t.acquitted)
  UNION ALL
  SELECT
    c.person, c.name, c.village_name, c.post, c.nominated_on, c._row, f._row AS bar_row,
    CONCAT('失信被执行人（', COALESCE(f.performance, '履行情况不详'), '）') AS reason_zh,
    CONCAT('default of a judgment (', COALESCE(f.performance, 'performance unknown'), ')') AS reason_en,
    FALSE AS x_sanction_expired,
    FALSE AS x_sentence_long_ago,
    FALSE AS x_acquitted,
    CONTAINS(COALESCE(f.performance, ''), :fulfilled_word) OR CONTAINS(COALESCE(f.performance, ''), :performed_word)
      AS x_judgment_fulfilled
  FROM candidate AS c
  JOIN court_default AS f ON f.person = c.person
),
marked AS (
  SELECT *, x_sanction_expired OR x_sentence_long_ago OR x_acquitted OR x_judgment_fulfilled AS excluded FROM bar
),
-- When one bar stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person) AS all_excluded FROM marked AS m
)
SELECT
  person,
  ANY_VALUE(name) AS name,
  ANY_VALUE(village_name) AS village_name,
  ANY_VALUE(post) AS post,
  MIN(nominated_on) AS nominated_on,
  MONTH_OF(MIN(nominated_on)) AS month,
  ARG_MIN(reason_zh, bar_row) AS reason_zh,
  ARG_MIN(reason_en, bar_row) AS reason_en,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), LIST(bar_row))) AS evidence,
  BOOL_OR(x_sanction_expired) AS x_sanction_expired,
  BOOL_OR(x_sentence_long_ago) AS x_sentence_long_ago,
  BOOL_OR(x_acquitted) AS x_acquitted,
  BOOL_OR(x_judgment_fulfilled) AS x_judgment_fulfilled
FROM kept
WHERE excluded = all_excluded
GROUP BY person
