/*---
id: two_fills_over_tank
catalogue: 68
version: 1
core: true
title_zh: 短时间内两次加油合计超过油箱容积
title_en: Two fills in a short time exceed the tank
strength: A
basis: [党政机关公务用车管理办法第二十条, 规则目录第68条]
inputs:
  fuel_fill: [txn, plate, station, filled_at, day, goods, litres, amount, for_container, unit, tank, fleet_row]
optional:
  dispatch_order: [plate, out_at, back_at, destination, km]
parameters:
  window_minutes:
    {title_zh: 两次加油的最长间隔, title_en: longest time between the two fills, type: int, unit: 分钟, values: [{since: 2000-01-01, value: 240, basis: 样本口径（4 小时）}]}
  tolerance:
    {title_zh: 允许超出油箱容积的比例, title_en: share over the tank that is tolerated, type: decimal, values: [{since: 2000-01-01, value: 0.05, basis: 样本口径}]}
  long_trip_km:
    {title_zh: 视为长途的派车里程, title_en: distance of an order that counts as a long trip, type: decimal, unit: 公里, values: [{since: 2000-01-01, value: 150, basis: 样本口径}]}
subject:
  - earlier: "ref!"
  - later: "ref!"
exclusions:
  within_tolerance: {title_zh: 合计在计量误差以内, title_en: the sum is within the tolerance of measuring}
  long_trip: {title_zh: 两次加油均在长途派车单的时间内, title_en: an order for a long trip covers both fills}
  container: {title_zh: 备注为桶装或机具用油, title_en: the remark says fuel in cans or for machines}
explanation_zh: "{unit}的{plate:plate}于{earlier_at:datetime}加油{earlier_litres:decimal}升，{minutes}分钟后（{later_at:datetime}）又加{later_litres:decimal}升，合计{litres:decimal}升、{amount:money}元，台账登记油箱容积{tank:decimal}升（流水号{earlier:ref}、{later:ref}）。"
explanation_en: "{plate:plate} of {unit} took {earlier_litres:decimal} litres on {earlier_at:datetime} and {later_litres:decimal} more {minutes} minutes later ({later_at:datetime}): {litres:decimal} litres, {amount:money} yuan, against a registered tank of {tank:decimal} litres (transactions {earlier:ref}, {later:ref})."
verify_zh: 两次加油之间车辆行驶了多少公里？两次各由谁刷卡、油加到哪里？
verify_en: How far did the car go between the two fills? Who used the card each time, and where did the fuel go?
clears_zh: 两次加油之间的行驶轨迹、里程证明；经批准的桶装、机具用油记录；油箱实际容积证明。
clears_en: Tracks or mileage between the fills, an approved record of fuel for cans or machines, or papers for a larger tank.
---*/
WITH ordered AS (
  SELECT
    txn, plate, unit, tank, filled_at, day, litres, amount, for_container, fleet_row, _row,
    LAG(_row) OVER (PARTITION BY plate ORDER BY filled_at, _row) AS before_row
  FROM fuel_fill
  WHERE tank IS NOT NULL
),
pair AS (
  SELECT
    a.txn AS earlier, b.txn AS later, b.plate, b.unit, b.tank, a.filled_at AS earlier_at, b.filled_at AS later_at, b.day,
    a.litres AS earlier_litres, b.litres AS later_litres, a.litres + b.litres AS litres,
    a.amount + b.amount AS amount, MINUTES_BETWEEN(a.filled_at, b.filled_at) AS minutes,
    a.for_container OR b.for_container AS for_container,
    a._row AS earlier_row, b._row AS later_row, b.fleet_row
  FROM ordered AS b
  JOIN ordered AS a ON a._row = b.before_row AND a.plate = b.plate
  WHERE a.litres + b.litres > b.tank
    AND (
      MINUTES_BETWEEN(a.filled_at, b.filled_at) < :window_minutes
      -- whole minutes are rounded down: on the last one the seconds decide
      OR (MINUTES_BETWEEN(a.filled_at, b.filled_at) = :window_minutes
        AND EXTRACT(SECOND FROM b.filled_at) = EXTRACT(SECOND FROM a.filled_at))
    )
),
trip AS (
  SELECT p.earlier_row, p.later_row, LIST(o._row) AS order_rows, MAX(o.km) AS km
  FROM pair AS p
  JOIN dispatch_order AS o ON o.plate = p.plate
  WHERE o.out_at <= p.earlier_at AND o.km >= :long_trip_km
    AND (o.back_at >= p.later_at OR (o.back_at IS NULL AND CAST(o.out_at AS DATE) = p.day))
  GROUP BY p.earlier_row, p.later_row
)
SELECT
  p.earlier,
  p.later,
  p.plate,
  p.unit,
  p.tank,
  p.earlier_at,
  p.later_at,
  p.earlier_litres,
  p.later_litres,
  p.litres,
  p.minutes,
  p.amount,
  MONTH_OF(p.day) AS month,
  CASE
    WHEN t.order_rows IS NULL THEN [p.earlier_row, p.later_row, p.fleet_row]
    ELSE LIST_CONCAT([p.earlier_row, p.later_row, p.fleet_row], t.order_rows)
  END AS evidence,
  p.litres * 10000 <= p.tank * (10000 + :tolerance) AS x_within_tolerance,
  t.order_rows IS NOT NULL AS x_long_trip,
  p.for_container AS x_container
FROM pair AS p
LEFT JOIN trip AS t ON t.earlier_row = p.earlier_row AND t.later_row = p.later_row
