/*---
id: card_goods
catalogue: 71
version: 1
core: true
title_zh: 公务加油卡购买非油品
title_en: Goods other than fuel bought on a fuel card
strength: A
basis: [党政机关厉行节约反对浪费条例第二十六条, 规则目录第71条]
inputs:
  fuel_purchase: [txn, card, plate, station, at, goods, amount, remark]
optional:
  fleet_vehicle: [plate, unit]
parameters:
  fuel_words:
    title_zh: 属于燃料的字样
    title_en: words for fuel
    type: list
    values:
      - {since: 2000-01-01, value: [汽油, 柴油, 燃油, 乙醇, 天然气, 液化气, CNG, LNG, 充电], basis: 常见写法}
  fuel_grades:
    title_zh: 只写牌号的燃料
    title_en: fuel written as a bare grade
    type: list
    values:
      - {since: 2000-01-01, value: ["92#", "95#", "98#", "0#", "-10#", 92号, 95号, 98号, 0号, "92", "95", "98"], basis: 常见写法}
  care_words:
    title_zh: 属于车辆养护用品的字样
    title_en: words for car care
    type: list
    values:
      - since: 2000-01-01
        value: [玻璃水, 机油, 润滑, 尾气处理液, 尿素, 防冻液, 冷却液, 制动液, 刹车油, 变速箱油, 齿轮油, 添加剂, 燃油宝, 洗车, 雨刮, 轮胎, 补胎]
        basis: 样本口径（玻璃水、机油、尾气处理液、防冻液）及同类用品
subject:
  - txn: ref
exclusions:
  car_care: {title_zh: 属于车辆养护用品, title_en: goods for the care of the car}
explanation_zh: "{bought_at:datetime}，{unit}{plate:plate}的加油卡在{station}购买{goods}，金额{amount:money}元（流水号{txn:ref}），不属于燃油或车辆养护用品。"
explanation_en: "On {bought_at:datetime} the fuel card of {plate:plate} ({unit}) paid {amount:money} yuan for {goods} at {station} (transaction {txn:ref}), which is neither fuel nor car care."
verify_zh: 商品由谁购买、用于何处，是否报销或由个人补交？
verify_en: Who bought the goods, what for, and was the money paid back?
clears_zh: 站点录错商品的更正证明；属于公务需要并经批准的凭证；发现前已由个人补交的凭证。
clears_en: A correction by the station, an approved official need, or a voucher that it was paid back before anyone asked.
---*/
WITH bought AS (
  SELECT
    p.txn, p.plate, p.station, p.at AS bought_at, p.goods, p.amount, p._row,
    CONTAINS_ANY(p.goods, :care_words) AS x_car_care
  FROM fuel_purchase AS p
  -- care first: some car-care goods carry the word for fuel in their name
  WHERE goods IS NOT NULL
    AND (CONTAINS_ANY(goods, :care_words) OR NOT (CONTAINS_ANY(goods, :fuel_words) OR goods IN (:fuel_grades)))
),
car AS (
  SELECT plate, MIN(unit) AS unit, MIN(_row) AS _row FROM fleet_vehicle GROUP BY plate
)
SELECT
  b.txn,
  b.plate,
  COALESCE(car.unit, '') AS unit,
  b.station,
  b.bought_at,
  b.goods,
  b.amount,
  MONTH_OF(CAST(b.bought_at AS DATE)) AS month,
  CASE WHEN car._row IS NULL THEN [b._row] ELSE [b._row, car._row] END AS evidence,
  b.x_car_care
FROM bought AS b
LEFT JOIN car ON car.plate = b.plate
