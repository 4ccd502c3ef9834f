/*---
id: card_without_car
catalogue: 69
version: 1
core: true
title_zh: 加油时车辆不在加油站附近
title_en: The card was used far from the car
strength: A
basis: [党政机关公务用车管理办法第二十条, 规则目录第69条]
inputs:
  fuel_purchase: [txn, plate, station, at, goods, litres, amount]
  fuel_station: [short_name, name, lon, lat]
  vehicle_position: [plate, at, lon, lat, status]
optional:
  fleet_vehicle: [plate, unit]
parameters:
  window_minutes:
    {title_zh: 加油前后查看定位的时间, title_en: minutes before and after the fill, type: int, unit: 分钟, values: [{since: 2000-01-01, value: 30, basis: 样本口径}]}
  distance_m:
    {title_zh: 视为不在站点的距离, title_en: distance that counts as elsewhere, type: int, unit: 米, values: [{since: 2000-01-01, value: 10000, basis: 样本口径（10 公里）}]}
  valid_words:
    title_zh: 定位有效的字样
    title_en: words for a valid position
    type: list
    values: [{since: 2000-01-01, value: [有效, 正常, 已定位, 定位成功], basis: 样本口径及常见写法}]
  valid_codes:
    title_zh: 定位有效的代码
    title_en: codes for a valid position
    type: list
    values: [{since: 2000-01-01, value: [A, "1", 定位], basis: JT/T 808 及常见写法}]
  not_words:
    title_zh: 否定字样
    title_en: words that deny it
    type: list
    values: [{since: 2000-01-01, value: [无效, 不正常, 非正常, 未定位, 丢失], basis: 常见写法}]
subject:
  - txn: ref
exclusions:
  no_signal: {title_zh: 加油时段定位中断，无法判断, title_en: no valid position around the fill; nothing can be said}
explanation_zh: "{unit}{plate:plate}的加油卡于{bought_at:datetime}在{station}加{goods}{litres:decimal}升、{amount:money}元（流水号{txn:ref}）；前后时段内{count}个有效定位均不在站点附近，最近的相距{nearest}米。"
explanation_en: "The card of {plate:plate} ({unit}) paid {amount:money} yuan for {litres:decimal} litres of {goods} at {station} on {bought_at:datetime} (transaction {txn:ref}); all {count} valid positions of the car around that time are elsewhere, the nearest {nearest} metres away."
verify_zh: 当时由谁持卡、油加入哪辆车？定位设备是否装在该车上且时间准确？
verify_en: Who held the card, and which car got the fuel? Is the tracker fitted to this car, and is its clock right?
clears_zh: 定位设备错装、故障或时间偏差的证明；站点坐标有误的更正；经批准的代加油记录。
clears_en: Proof of a misfitted or faulty tracker, a corrected position of the station, or an approved errand.
---*/
WITH named AS (
  SELECT station FROM fuel_purchase WHERE station IS NOT NULL GROUP BY station
),
-- A bill may give the full name, the short name, or the short name inside a longer one; several candidates count for
-- the nearest: doubt is for the driver.
place AS (
  SELECT n.station, s.lon, s.lat, s._row
  FROM named AS n
  JOIN fuel_station AS s
    ON s.name = n.station OR s.short_name = n.station
      OR (CONTAINS(n.station, s.short_name) AND LENGTH(s.short_name) > 3) OR CONTAINS(s.name, n.station)
  WHERE s.lon IS NOT NULL AND s.lat IS NOT NULL
),
-- The days that the time window touches, so that positions are joined by car and day and never by car alone.
fill_day AS (
  SELECT f.txn, f.plate, f.station, f.at AS bought_at, f._row, CAST(f.at AS DATE) AS day FROM fuel_purchase AS f
  UNION ALL
  SELECT f.txn, f.plate, f.station, f.at AS bought_at, f._row, CAST(f.at AS DATE) + 1 AS day FROM fuel_purchase AS f
  WHERE EXTRACT(HOUR FROM f.at) * 60 + EXTRACT(MINUTE FROM f.at) + :window_minutes >= 1440
  UNION ALL
  SELECT f.txn, f.plate, f.station, f.at AS bought_at, f._row, CAST(f.at AS DATE) - 1 AS day FROM fuel_purchase AS f
  WHERE EXTRACT(HOUR FROM f.at) * 60 + EXTRACT(MINUTE FROM f.at) < :window_minutes
),
seen AS (
  SELECT
    f._row, f.station, p.lon, p.lat, p._row AS position_row,
    COALESCE(p.lon <> 0 AND p.lat <> 0, FALSE)
      AND (p.status IS NULL OR p.status IN (:valid_codes)
        OR (CONTAINS_ANY(p.status, :valid_words) AND NOT CONTAINS_ANY(p.status, :not_words))) AS valid
  FROM fill_day AS f
  JOIN vehicle_position AS p ON p.plate = f.plate AND CAST(p.at AS DATE) = f.day
  WHERE MINUTES_BETWEEN(LEAST(f.bought_at, p.at), GREATEST(f.bought_at, p.at)) < :window_minutes
    -- whole minutes are rounded down: on the last one the seconds decide
    OR (MINUTES_BETWEEN(LEAST(f.bought_at, p.at), GREATEST(f.bought_at, p.at)) = :window_minutes
      AND EXTRACT(SECOND FROM p.at) = EXTRACT(SECOND FROM f.bought_at))
),
measured AS (
  SELECT
    s._row, s.position_row, s.valid,
    MIN(CASE WHEN s.valid THEN DISTANCE_M(s.lat, s.lon, place.lat, place.lon) END) AS metres,
    MIN(place._row) AS station_row
  FROM seen AS s
  JOIN place ON place.station = s.station
  GROUP BY s._row, s.position_row, s.valid
),
judged AS (
  SELECT
    _row,
    COUNT_IF(valid) AS count,
    MIN(metres) AS nearest,
    MIN(station_row) AS station_row,
    LIST(position_row) AS position_rows
  FROM measured
  GROUP BY _row
  HAVING COUNT_IF(valid) = 0 OR MIN(metres) > :distance_m
),
car AS (
  SELECT plate, MIN(unit) AS unit FROM fleet_vehicle GROUP BY plate
)
SELECT
  f.txn,
  f.plate,
  COALESCE(car.unit, '') AS unit,
  f.station,
  f.at AS bought_at,
  f.goods,
  f.litres,
  f.amount,
  j.count,
  COALESCE(j.nearest, 0) AS nearest,
  MONTH_OF(CAST(f.at AS DATE)) AS month,
  LIST_CONCAT([f._row, j.station_row], j.position_rows) AS evidence,
  j.count = 0 AS x_no_signal
FROM judged AS j
JOIN fuel_purchase AS f ON f._row = j._row
LEFT JOIN car ON car.plate = f.plate
