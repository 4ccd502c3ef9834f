/*---
id: day_off_fuel
catalogue: 72
version: 1
core: true
title_zh: 节假日加油而无派车单
title_en: Fuel on a day off without a dispatch order
strength: B
basis: [党政机关公务用车管理办法第十九条, 规则目录第72条]
inputs:
  fuel_fill: [txn, plate, station, filled_at, day, goods, litres, amount, unit, usage, fleet_row]
  calendar: [day, kind, name]
  dispatch_order: [plate, out_at, back_at]
optional:
  duty_vehicle: [plate, on_date]
parameters:
  duty_usages:
    title_zh: 节假日可自行用车的车辆用途
    title_en: vehicles that may move on days off
    type: list
    values: [{since: 2000-01-01, value: [执法, 应急, 急救, 救护, 消防, 警务], basis: 样本口径（执法执勤、应急保障）}]
  working_kinds:
    title_zh: 历法中属于上班日的类别
    title_en: kinds of calendar days that are worked
    type: list
    values: [{since: 2000-01-01, value: [workday, makeup], basis: 国务院办公厅节假日安排}]
  first_free_weekday:
    {title_zh: 历法未列明时自星期几起为休息日, title_en: weekday from which days not listed in the calendar are free, type: int, values: [{since: 2000-01-01, value: 6, basis: 国务院关于职工工作时间的规定第七条}]}
subject:
  - txn: ref
exclusions:
  dispatched: {title_zh: 当日有派车单, title_en: there is a dispatch order for the day}
  on_duty: {title_zh: 列入节假日值班用车安排, title_en: on the duty roster of the day}
  duty_usage: {title_zh: 执法执勤或应急保障车辆, title_en: a vehicle for law enforcement or emergencies}
  makeup_day: {title_zh: 调休上班日, title_en: a day worked to make up for a holiday}
explanation_zh: "{filled_at:datetime}（{day_name}），{unit}的{plate:plate}（{usage}）在{station}加{goods}{litres:decimal}升、{amount:money}元（流水号{txn:ref}），当日没有派车单。"
explanation_en: "On {filled_at:datetime}, a day off, {plate:plate} of {unit} took {litres:decimal} litres of {goods} at {station} for {amount:money} yuan (transaction {txn:ref}); there is no dispatch order for that day."
verify_zh: 当日由谁用车、去何处、办何事？派车单是否漏录，是否有值班或应急任务？
verify_en: Who used the car that day, where and what for? Was an order not entered, or was there duty or an emergency?
clears_zh: 补充的派车审批、值班表、应急任务通知；油站记账时间有误的证明。
clears_en: The approval of the trip, a duty roster, an emergency order, or proof that the station's clock is wrong.
---*/
WITH covered AS (
  SELECT YEAR(day) AS year FROM calendar GROUP BY YEAR(day)
),
listed AS (
  SELECT
    day,
    MAX(name) AS name,
    BOOL_OR(kind IN (:working_kinds)) AS worked,
    BOOL_OR(kind = 'makeup') AS makeup,
    MIN(_row) AS _row
  FROM calendar
  GROUP BY day
),
-- A calendar may list every day, or only the exceptions; a year it does not know accuses nobody.
fill AS (
  SELECT
    f.txn, f.plate, f.unit, f.usage, f.station, f.filled_at, f.day, f.goods, f.litres, f.amount, f._row, f.fleet_row,
    l.name AS day_name, l._row AS day_row, COALESCE(l.makeup, FALSE) AS makeup
  FROM fuel_fill AS f
  JOIN covered AS c ON c.year = YEAR(f.day)
  LEFT JOIN listed AS l ON l.day = f.day
  WHERE COALESCE(NOT l.worked, ISO_WEEKDAY(f.day) >= :first_free_weekday)
    -- a made-up Saturday or Sunday is worked: kept only to say so
    OR (COALESCE(l.makeup, FALSE) AND ISO_WEEKDAY(f.day) >= :first_free_weekday)
),
ordered AS (
  SELECT f._row, LIST(o._row) AS rows_seen
  FROM fill AS f
  JOIN dispatch_order AS o ON o.plate = f.plate
  WHERE CAST(o.out_at AS DATE) <= f.day AND CAST(COALESCE(o.back_at, o.out_at) AS DATE) >= f.day
  GROUP BY f._row
),
duty AS (
  SELECT f._row, LIST(d._row) AS rows_seen
  FROM fill AS f
  JOIN duty_vehicle AS d ON d.plate = f.plate AND d.on_date = f.day
  GROUP BY f._row
)
SELECT
  f.txn,
  f.plate,
  COALESCE(f.unit, '') AS unit,
  COALESCE(f.usage, '') AS usage,
  f.station,
  f.filled_at,
  COALESCE(f.day_name, '休息日') AS day_name,
  f.goods,
  f.litres,
  f.amount,
  MONTH_OF(f.day) AS month,
  LIST_DISTINCT(FLATTEN([
    [f._row, COALESCE(f.fleet_row, f._row), COALESCE(f.day_row, f._row)],
    COALESCE(o.rows_seen, [f._row]),
    COALESCE(d.rows_seen, [f._row])
  ])) AS evidence,
  o._row IS NOT NULL AS x_dispatched,
  d._row IS NOT NULL AS x_on_duty,
  CONTAINS_ANY(f.usage, :duty_usages) AS x_duty_usage,
  f.makeup AS x_makeup_day
FROM fill AS f
LEFT JOIN ordered AS o ON o._row = f._row
LEFT JOIN duty AS d ON d._row = f._row
