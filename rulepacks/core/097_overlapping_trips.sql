/*---
id: overlapping_trips
catalogue: 97
version: 1
core: true
title_zh: 同一人两次差旅时间重叠
title_en: Two trips of one person overlap in time
strength: A
basis: [党政机关厉行节约反对浪费条例, 规则目录第97条]
inputs:
  travel_claim: [claim_no, unit, name, person, from_on, to_on, place, amount]
subject:
  - claim_a: ref
  - claim_b: ref
exclusions:
  same_day_return: {title_zh: 前一次返回当日再次出发, title_en: set out again on the day of return}
explanation_zh: "{name:name}（{person:person_id}）报销单{first_no:ref}为{first_from:date}至{first_to:date}去{first_place}，报销单{second_no:ref}为{second_from:date}至{second_to:date}去{second_place}，两次时间重叠，较低一单{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) claimed a trip to {first_place} from {first_from:date} to {first_to:date} ({first_no:ref}) and one to {second_place} from {second_from:date} to {second_to:date} ({second_no:ref}); they overlap. The lower claim is {amount:money} yuan."
verify_zh: 两次出差各有何任务、票据和住宿记录？日期是否填错，是否一次行程分单报销？
verify_en: What task, tickets and lodging belong to each trip? Is a date wrong, or was one journey claimed in two parts?
clears_zh: 日期填写错误的更正；同一行程分段报销且标准未重复领取的票据。
clears_en: A correction of the dates, or tickets showing one journey claimed in parts without double allowances.
---*/
-- The earlier trip first; equal beginnings are ordered by row, so that each pair comes once.
WITH pair AS (
  SELECT
    a.person, a.name,
    a.claim_no AS first_no, b.claim_no AS second_no,
    a.from_on AS first_from, a.to_on AS first_to, a.place AS first_place, a.amount AS first_amount, a._row AS row_a,
    b.from_on AS second_from, b.to_on AS second_to, b.place AS second_place, b.amount AS second_amount, b._row AS row_b
  FROM travel_claim AS a
  JOIN travel_claim AS b
    ON b.person = a.person AND b.claim_no <> a.claim_no
    AND (a.from_on < b.from_on OR (a.from_on = b.from_on AND a._row < b._row))
    AND b.from_on <= a.to_on
),
-- Touching on one day means that the later begins on the day on which the earlier ends.
marked AS (
  SELECT *, second_from >= first_to AS touching FROM pair
),
-- The lower key in front: one row per pair whatever the order of the trips.
kept AS (
  SELECT
    *,
    CASE WHEN first_no < second_no THEN first_no ELSE second_no END AS claim_a,
    CASE WHEN first_no < second_no THEN second_no ELSE first_no END AS claim_b
  FROM marked
)
SELECT
  claim_a,
  claim_b,
  ANY_VALUE(person) AS person,
  ANY_VALUE(name) AS name,
  MIN(first_no) AS first_no,
  MIN(second_no) AS second_no,
  MIN(first_from) AS first_from,
  MIN(first_to) AS first_to,
  MIN(first_place) AS first_place,
  MIN(second_from) AS second_from,
  MIN(second_to) AS second_to,
  MIN(second_place) AS second_place,
  MONTH_OF(MIN(second_from)) AS month,
  MIN(LEAST(first_amount, second_amount)) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(row_a), LIST(row_b))) AS evidence,
  BOOL_AND(touching) AS x_same_day_return
FROM kept
GROUP BY claim_a, claim_b
