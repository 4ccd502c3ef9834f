/*---
id: death_dates_differ
catalogue: 7
version: 1
title_zh: 死亡登记各来源日期不一致
title_en: The sources disagree on the date of death
strength: B
basis: [规则目录第7条]
inputs:
  death: [person, name, died_on, cancelled_on, reported_on, cremated_on, source, remark]
parameters:
  tolerance_days:
    title_zh: 各来源死亡日期容许相差的天数
    title_en: days by which the sources may differ
    type: int
    unit: 天
    values: [{since: 2000-01-01, value: 30, basis: 样本口径}]
  cancelled_word: {title_zh: 撤销字样, title_en: word for a cancelled entry, type: text, values: [{since: 2000-01-01, value: 撤销, basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  entry_cancelled: {title_zh: 只有与已撤销的登记相比才不一致, title_en: only a cancelled entry disagrees}
  late_registration_only: {title_zh: 只是登记、注销或火化较晚，死亡日期相近, title_en: only the registration is late; the dates of death agree}
explanation_zh: "{name:name}（{person:person_id}）的死亡日期，各来源最早为{first:date}，最晚为{last:date}，相差{days}天。"
explanation_en: "For {name:name} ({person:person_id}) the sources date the death between {first:date} and {last:date}, {days} days apart."
verify_zh: 哪个日期属实？较晚的登记由谁申报，其间是否发放过待遇？
verify_en: Which date is right? Who reported the later one, and was money paid in between?
clears_zh: 死亡医学证明或派出所更正材料说明日期差异系录入错误。
clears_en: The medical certificate or a police correction that shows a slip of the pen.
---*/
WITH entry AS (
  SELECT
    person, name, died_on, source, _row,
    CONTAINS(COALESCE(remark, ''), :cancelled_word) AS cancelled,
    GREATEST(
      died_on, COALESCE(cancelled_on, died_on), COALESCE(reported_on, died_on), COALESCE(cremated_on, died_on)
    ) AS registered_on
  FROM death
),
span AS (
  SELECT
    person,
    ANY_VALUE(name) AS name,
    MIN(died_on) AS first_any,
    MAX(died_on) AS last_any,
    MIN(CASE WHEN cancelled THEN NULL ELSE died_on END) AS first_standing,
    MAX(CASE WHEN cancelled THEN NULL ELSE died_on END) AS last_standing,
    MAX(registered_on) AS registered_on,
    LIST(_row) AS evidence
  FROM entry
  GROUP BY person
  HAVING COUNT(*) > 1
),
judged AS (
  SELECT
    *,
    COALESCE(DAYS_BETWEEN(first_standing, last_standing) > :tolerance_days, FALSE) AS differs,
    DAYS_BETWEEN(first_any, last_any) > :tolerance_days AS differs_with_cancelled,
    -- A registration far from the death is worth a word only when the sources do not agree to the day.
    first_any <> last_any AND DAYS_BETWEEN(first_any, registered_on) > :tolerance_days AS late
  FROM span
)
SELECT
  person,
  name,
  first_any AS first,
  last_any AS last,
  DAYS_BETWEEN(first_any, last_any) AS days,
  MONTH_OF(first_any) AS month,
  evidence,
  NOT differs AND differs_with_cancelled AS x_entry_cancelled,
  NOT differs_with_cancelled AS x_late_registration_only
FROM judged
WHERE differs OR differs_with_cancelled OR late
