/*---
id: wrong_fuel
catalogue: 70
version: 1
core: true
title_zh: 加油品种与车辆燃油不符
title_en: Diesel for a petrol car, or the reverse
strength: A
basis: [党政机关公务用车管理办法第二十条, 规则目录第70条]
inputs:
  fuel_fill: [txn, plate, station, filled_at, day, goods, goods_fuel, litres, amount, for_machine, unit, fuel_grade, vehicle_fuel, fleet_row]
subject:
  - txn: ref
exclusions:
  machine: {title_zh: 备注为发电机等机具用油, title_en: the remark says fuel for a generator or another machine}
explanation_zh: "{unit}的{plate:plate}登记燃油为{fuel_grade}，{filled_at:datetime}在{station}加的是{goods}{litres:decimal}升（{amount:money}元，流水号{txn:ref}）。"
explanation_en: "{plate:plate} of {unit} is registered for {fuel_grade}; on {filled_at:datetime} {litres:decimal} litres of {goods} were bought at {station} on its card ({amount:money} yuan, transaction {txn:ref})."
verify_zh: 台账燃油标号是否登记正确？这笔油实际加给了哪辆车或哪台机具？
verify_en: Is the registered fuel right? Which vehicle or machine really got this fuel?
clears_zh: 行驶证证明燃油种类登记有误；机具用油审批或领用记录；卡错刷后已更正的凭证。
clears_en: Papers that show the register is wrong, an approved record of fuel for machines, or a voucher correcting a mixed-up card.
---*/
SELECT
  txn,
  plate,
  unit,
  fuel_grade,
  filled_at,
  station,
  goods,
  litres,
  amount,
  MONTH_OF(day) AS month,
  [_row, fleet_row] AS evidence,
  for_machine AS x_machine
FROM fuel_fill
WHERE goods_fuel <> vehicle_fuel
