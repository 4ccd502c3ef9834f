/*---
id: low_income_vehicle
catalogue: 14
version: 1
core: true
title_zh: 低保家庭名下有高值机动车
title_en: Minimum living allowance in a household with a costly vehicle
strength: B
basis: [社会救助暂行办法第九条, 规则目录第14条]
inputs:
  low_income_household: [payee, payee_name, last_month, county, member, member_name, evidence]
  vehicle: [plate, owner, kind, model, price, registered_on, status, remark]
parameters:
  vehicle_value:
    title_zh: 低保家庭车辆价值上限（超过者列入）
    title_en: value above which a vehicle counts
    type: money
    unit: 元
    values: [{since: 2000-01-01, value: 80000, basis: 样本口径}]
  sold_word: {title_zh: 已售字样, title_en: word for sold, type: text, values: [{since: 2000-01-01, value: 已售, basis: 样本口径}]}
  not_transferred_word: {title_zh: 未过户字样, title_en: word for not transferred, type: text, values: [{since: 2000-01-01, value: 未过户, basis: 样本口径}]}
  sale_word: {title_zh: 买卖合同字样, title_en: word for a contract of sale, type: text, values: [{since: 2000-01-01, value: 买卖合同, basis: 样本口径}]}
  scrapped_word: {title_zh: 报废字样, title_en: word for scrapped, type: text, values: [{since: 2000-01-01, value: 报废, basis: 样本口径}]}
  cancelled_word: {title_zh: 注销字样, title_en: word for cancelled, type: text, values: [{since: 2000-01-01, value: 注销, basis: 常见写法}]}
  moved_out_word: {title_zh: 转出字样, title_en: word for moved out, type: text, values: [{since: 2000-01-01, value: 转出, basis: 样本口径}]}
  stolen_word: {title_zh: 被盗抢字样, title_en: word for stolen, type: text, values: [{since: 2000-01-01, value: 盗抢, basis: 常见写法}]}
  motorcycle_word: {title_zh: 摩托车字样, title_en: word for a motorcycle, type: text, values: [{since: 2000-01-01, value: 摩托, basis: 样本口径}]}
  tricycle_word: {title_zh: 三轮字样, title_en: word for a tricycle, type: text, values: [{since: 2000-01-01, value: 三轮, basis: 样本口径}]}
  disabled_word: {title_zh: 残疾人专用字样, title_en: word for a car for the disabled, type: text, values: [{since: 2000-01-01, value: 残疾, basis: 样本口径}]}
subject:
  - payee: person_id
  - plate: plate
exclusions:
  sold_not_transferred: {title_zh: 已出售，未过户, title_en: sold but not transferred}
  not_in_use: {title_zh: 已报废、注销、转出或被盗, title_en: "scrapped, cancelled, moved out or stolen"}
  motorcycle: {title_zh: 摩托车、三轮车, title_en: motorcycle or tricycle}
  disabled_car: {title_zh: 残疾人专用车辆, title_en: car for a disabled person}
explanation_zh: "{payee_name:name}（{payee:person_id}）领取低保至{last_month:month}，同户{member_name:name}名下有{model}（{plate:plate}），{registered_on:date}登记，购置价{price:money}元，超过{limit:money}元。"
explanation_en: "{payee_name:name} ({payee:person_id}) drew the allowance until {last_month:month}; {member_name:name} of the household owns a {model} ({plate:plate}), registered on {registered_on:date}, bought for {price:money} yuan, more than {limit:money}."
verify_zh: 车辆现由谁使用，是否借名登记？购车款从何而来？纳入时是否申报？
verify_en: Who uses the car, was the name lent? Where did the money come from? Was it declared when the case was opened?
clears_zh: 出售、报废、被盗的凭证；残疾人代步车证明；或评估现值不超过当地标准的材料。
clears_en: Proof of sale, scrapping or theft, of a car for a disabled person, or that its present value is within the limit.
---*/
-- Ownership goes on with a fine or an overdue inspection: only what ended or will end it is excluded.
WITH owned AS (
  SELECT
    h.payee, h.payee_name, h.last_month, h.member, h.member_name, h.evidence,
    v.plate, v.model, v.price, v.registered_on, v._row,
    PARAM('vehicle_value', h.county) AS limit,
    COALESCE(v.status, '') AS status,
    COALESCE(v.remark, '') AS remark,
    COALESCE(v.kind, '') AS kind
  FROM low_income_household AS h
  JOIN vehicle AS v ON v.owner = h.member
  WHERE v.price > PARAM('vehicle_value', h.county) AND MONTH_OF(v.registered_on) <= h.last_month
),
marked AS (
  SELECT
    *,
    CONTAINS(status, :sold_word) OR CONTAINS(status, :not_transferred_word)
      OR CONTAINS(remark, :sold_word) OR CONTAINS(remark, :sale_word) AS x_sold_not_transferred,
    CONTAINS(status, :scrapped_word) OR CONTAINS(status, :cancelled_word)
      OR CONTAINS(status, :moved_out_word) OR CONTAINS(status, :stolen_word) AS x_not_in_use,
    CONTAINS(kind, :motorcycle_word) OR CONTAINS(kind, :tricycle_word) AS x_motorcycle,
    CONTAINS(kind, :disabled_word) OR CONTAINS(remark, :disabled_word) AS x_disabled_car
  FROM owned
)
SELECT
  payee,
  plate,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(last_month) AS last_month,
  MIN(member) AS member,
  ARG_MIN(member_name, member) AS member_name,
  ANY_VALUE(model) AS model,
  MAX(price) AS price,
  ANY_VALUE(limit) AS limit,
  MIN(registered_on) AS registered_on,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(evidence)))) AS evidence,
  BOOL_OR(x_sold_not_transferred) AS x_sold_not_transferred,
  BOOL_OR(x_not_in_use) AS x_not_in_use,
  BOOL_OR(x_motorcycle) AS x_motorcycle,
  BOOL_OR(x_disabled_car) AS x_disabled_car
FROM marked
GROUP BY payee, plate
