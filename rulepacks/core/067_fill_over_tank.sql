/*---
id: fill_over_tank
catalogue: 67
version: 1
core: true
title_zh: 单次加油量超过油箱容积
title_en: One fill larger than the tank
strength: A
basis: [党政机关公务用车管理办法第二十条, 规则目录第67条]
inputs:
  fuel_fill: [txn, plate, station, filled_at, day, goods, litres, amount, for_container, unit, tank, fleet_row]
parameters:
  tolerance:
    {title_zh: 允许超出油箱容积的比例, title_en: share over the tank that is tolerated, type: decimal, values: [{since: 2000-01-01, value: 0.05, basis: 样本口径；计量与油管存油}]}
subject:
  - txn: ref
exclusions:
  within_tolerance: {title_zh: 在计量误差以内, title_en: within the tolerance of measuring}
  container: {title_zh: 备注为桶装或机具用油, title_en: the remark says fuel in cans or for machines}
explanation_zh: "{unit}的{plate:plate}于{filled_at:datetime}在{station}一次加{goods}{litres:decimal}升（{amount:money}元，流水号{txn:ref}），台账登记油箱容积{tank:decimal}升。"
explanation_en: "{plate:plate} of {unit} took {litres:decimal} litres of {goods} in one fill at {station} on {filled_at:datetime} ({amount:money} yuan, transaction {txn:ref}); the fleet register gives its tank as {tank:decimal} litres."
verify_zh: 油箱登记容积是否准确、有无改装副油箱？多出的油加到哪里，由谁经手？
verify_en: Is the registered tank size right, or was a second tank fitted? Where did the rest go, and who filled it?
clears_zh: 行驶证或厂家参数证明油箱更大；经批准的桶装、机具用油记录。
clears_en: Papers that show a larger tank, or an approved record of fuel for cans or machines.
---*/
SELECT
  txn,
  plate,
  unit,
  filled_at,
  station,
  goods,
  litres,
  tank,
  amount,
  MONTH_OF(day) AS month,
  [_row, fleet_row] AS evidence,
  litres * 10000 <= tank * (10000 + :tolerance) AS x_within_tolerance,
  for_container AS x_container
FROM fuel_fill
WHERE litres > tank
