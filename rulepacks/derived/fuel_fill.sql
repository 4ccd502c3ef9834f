/*---
table: fuel_fill
inputs:
  fuel_purchase: [txn, card, plate, station, at, goods, litres, amount, remark]
  fleet_vehicle: [plate, unit, model, tank, fuel_grade, usage]
parameters:
  petrol_words:
    title_zh: 表示汽油的字样
    title_en: words for petrol
    type: list
    values: [{since: 2000-01-01, value: [汽油], basis: 常见写法}]
  diesel_words:
    title_zh: 表示柴油的字样
    title_en: words for diesel
    type: list
    values: [{since: 2000-01-01, value: [柴油], basis: 常见写法}]
  petrol_grades:
    title_zh: 只写牌号时表示汽油的前两字
    title_en: first two characters of a bare grade of petrol
    type: list
    values: [{since: 2000-01-01, value: ["89", "90", "92", "93", "95", "97", "98"], basis: GB 17930}]
  diesel_grades:
    title_zh: 只写牌号时表示柴油的前两字
    title_en: first two characters of a bare grade of diesel
    type: list
    values: [{since: 2000-01-01, value: ["0#", "0号", "-1", "-2", "-3", "-5", "5#", "+5"], basis: GB 19147}]
  container_words:
    title_zh: 备注中表示桶装或机具用油的字样
    title_en: remarks for fuel in cans or for machines
    type: list
    values: [{since: 2000-01-01, value: [桶, 机具, 油锯, 割草机, 割灌机, 发电机, 水泵, 抽水机, 冲锋舟], basis: 样本口径；规则目录第67、70条}]
  machine_words:
    title_zh: 备注中表示机具用油的字样
    title_en: remarks for fuel for machines
    type: list
    values: [{since: 2000-01-01, value: [机具, 油锯, 割草机, 割灌机, 发电机, 水泵, 抽水机, 冲锋舟], basis: 样本口径；规则目录第70条}]
columns:
  txn: BIGINT
  card: BIGINT
  plate: BIGINT
  station: VARCHAR
  filled_at: TIMESTAMP
  day: DATE
  goods: VARCHAR
  goods_fuel: VARCHAR
  litres: BIGINT
  amount: BIGINT
  remark: VARCHAR
  for_container: BOOLEAN
  for_machine: BOOLEAN
  unit: VARCHAR
  tank: BIGINT
  fuel_grade: VARCHAR
  vehicle_fuel: VARCHAR
  usage: VARCHAR
  fleet_row: BIGINT
  _row: BIGINT
---*/
-- Purchases of petrol and diesel with the car they were charged to. The fleet's columns are NULL for a plate that the
-- fleet register does not know. Of several entries of one plate the one with the largest tank counts: doubt is for
-- the driver.
WITH listed AS (
  SELECT
    plate, unit, tank, fuel_grade, usage, _row,
    ROW_NUMBER() OVER (PARTITION BY plate ORDER BY tank DESC, _row) AS place
  FROM fleet_vehicle
),
car AS (
  SELECT
    plate, unit, tank, fuel_grade, usage, _row,
    CASE
      WHEN CONTAINS_ANY(fuel_grade, :diesel_words) THEN 'diesel'
      WHEN CONTAINS_ANY(fuel_grade, :petrol_words) THEN 'petrol'
      WHEN LEFT(fuel_grade, 2) IN (:petrol_grades) THEN 'petrol'
      WHEN LEFT(fuel_grade, 2) IN (:diesel_grades) THEN 'diesel'
    END AS vehicle_fuel
  FROM listed
  WHERE place = 1
),
bought AS (
  SELECT
    p.txn, p.card, p.plate, p.station, p.at AS filled_at, p.goods, p.litres, p.amount, p.remark, p._row,
    CASE
      WHEN CONTAINS_ANY(goods, :diesel_words) THEN 'diesel'
      WHEN CONTAINS_ANY(goods, :petrol_words) THEN 'petrol'
      WHEN LEFT(goods, 2) IN (:petrol_grades) THEN 'petrol'
      WHEN LEFT(goods, 2) IN (:diesel_grades) THEN 'diesel'
    END AS goods_fuel
  FROM fuel_purchase AS p
)
SELECT
  b.txn,
  b.card,
  b.plate,
  b.station,
  b.filled_at,
  CAST(b.filled_at AS DATE) AS day,
  b.goods,
  b.goods_fuel,
  b.litres,
  b.amount,
  b.remark,
  CONTAINS_ANY(b.remark, :container_words) AS for_container,
  CONTAINS_ANY(b.remark, :machine_words) AS for_machine,
  car.unit,
  car.tank,
  car.fuel_grade,
  car.vehicle_fuel,
  car.usage,
  car._row AS fleet_row,
  b._row
FROM bought AS b
LEFT JOIN car ON car.plate = b.plate
WHERE b.goods_fuel IS NOT NULL
