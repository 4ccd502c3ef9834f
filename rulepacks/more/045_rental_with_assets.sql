/*---
id: rental_with_assets
catalogue: 45
version: 1
title_zh: 公租房家庭有商品房或高值机动车
title_en: Public rental housing while the household owns a flat or a costly car
strength: B
basis: [公共租赁住房管理办法第三十一条, 规则目录第45条]
inputs:
  rental_housing: [name, person, address, from_on, to_on]
  person: [person, name, household]
  dwelling: [unit_no, owner, owner_name, address, registered_on, commodity, gone, not_delivered]
  vehicle: [plate, owner, owner_name, kind, model, price, registered_on, status, remark]
parameters:
  vehicle_value:
    {title_zh: 车辆价值上限（超过者列入）, title_en: value above which a vehicle counts, type: money, unit: 元, values: [{since: 2000-01-01, value: 80000, basis: 样本口径}]}
  sold_words:
    title_zh: 表示已售未过户的字样
    title_en: words for sold and not transferred
    type: list
    values: [{since: 2000-01-01, value: [已售, 未过户, 买卖合同], basis: 样本口径}]
  not_in_use_words:
    title_zh: 表示报废、注销、转出、被盗的字样
    title_en: words for scrapped, cancelled, moved out or stolen
    type: list
    values: [{since: 2000-01-01, value: [报废, 注销, 转出, 盗抢], basis: 样本口径及常见写法}]
  motorcycle_words:
    title_zh: 表示摩托车、三轮车的字样
    title_en: words for motorcycles and tricycles
    type: list
    values: [{since: 2000-01-01, value: [摩托, 三轮], basis: 样本口径}]
  disabled_words:
    title_zh: 表示残疾人专用的字样
    title_en: words for a car for the disabled
    type: list
    values: [{since: 2000-01-01, value: [残疾], basis: 样本口径}]
subject:
  - person: person_id
exclusions:
  after_lease: {title_zh: 退租后购买, title_en: acquired after the lease ended}
  not_delivered: {title_zh: 房屋仅预告登记，尚未交付, title_en: the flat is only announced and not delivered}
  gone: {title_zh: 登记已注销或房屋灭失, title_en: the entry is cancelled or the building gone}
  sold_not_transferred: {title_zh: 车辆已出售，未过户, title_en: the car is sold but not transferred}
  not_in_use: {title_zh: 车辆已报废、注销、转出或被盗, title_en: "the car is scrapped, cancelled, moved out or stolen"}
  motorcycle: {title_zh: 摩托车、三轮车, title_en: motorcycle or tricycle}
  disabled_car: {title_zh: 残疾人专用车辆, title_en: car for a disabled person}
explanation_zh: "{name:name}（{person:person_id}）承租公租房（{rented}，{from_on:date}至{to_on:date}），租期内其家庭成员{owner_name:name}名下有{asset}，{registered_on:date}登记。"
explanation_en: "{name:name} ({person:person_id}) rents public housing ({rented}, {from_on:date} to {to_on:date}); during the lease {owner_name:name} of the household owned {asset}, registered {registered_on:date}."
verify_zh: 住房或车辆是否在租期内取得、现由谁使用？年度资格复核时是否申报？
verify_en: Was the flat or car acquired during the lease, and who uses it? Was it declared at the yearly check?
clears_zh: 尚未交付、已出售、借名登记的证明；不在同一家庭的证明；腾退期内的说明。
clears_en: Proof of no delivery, of sale, of a lent name, of separate households, or of being within the time to move out.
---*/
WITH lease AS (
  SELECT
    person, name, address AS rented, from_on, COALESCE(to_on, :as_of) AS to_on,
    LEAST(COALESCE(to_on, :as_of), :as_of) AS checked_on, _row, _county
  FROM rental_housing
),
tenant AS (
  SELECT l._row, p.household, COALESCE(p._county, 0) AS county, MIN(p._row) AS person_row
  FROM lease AS l
  JOIN person AS p ON p.person = l.person
  GROUP BY l._row, p.household, COALESCE(p._county, 0)
),
around AS (
  SELECT _row, person AS owner, name AS owner_name, [_row] AS rows_seen FROM lease
  UNION ALL
  SELECT t._row, m.person AS owner, m.name AS owner_name, [t.person_row, m._row] AS rows_seen
  FROM tenant AS t
  JOIN person AS m ON m.household = t.household AND COALESCE(m._county, 0) = t.county
),
member AS (
  SELECT _row, owner, MAX(owner_name) AS owner_name, LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS rows_seen
  FROM around
  GROUP BY _row, owner
),
asset AS (
  SELECT
    m._row, m.owner_name, m.rows_seen, d._row AS asset_row, d.registered_on,
    CONCAT('商品房（', COALESCE(d.address, ''), '）') AS asset,
    d.not_delivered AS x_not_delivered, d.gone AS x_gone,
    FALSE AS x_sold_not_transferred, FALSE AS x_not_in_use, FALSE AS x_motorcycle, FALSE AS x_disabled_car
  FROM member AS m
  JOIN dwelling AS d ON d.owner = m.owner
  WHERE d.commodity
  UNION ALL
  SELECT
    m._row, m.owner_name, m.rows_seen, v._row AS asset_row, v.registered_on,
    CONCAT('机动车（', COALESCE(v.model, v.kind, ''), '）') AS asset,
    FALSE AS x_not_delivered, FALSE AS x_gone,
    CONTAINS_ANY(v.status, :sold_words) OR CONTAINS_ANY(v.remark, :sold_words) AS x_sold_not_transferred,
    CONTAINS_ANY(v.status, :not_in_use_words) AS x_not_in_use,
    CONTAINS_ANY(v.kind, :motorcycle_words) AS x_motorcycle,
    CONTAINS_ANY(v.kind, :disabled_words) OR CONTAINS_ANY(v.remark, :disabled_words) AS x_disabled_car
  FROM member AS m
  JOIN vehicle AS v ON v.owner = m.owner
  JOIN lease AS l ON l._row = m._row
  WHERE v.price > PARAM('vehicle_value', l._county)
),
owned AS (
  SELECT
    l.person, l.name, l.rented, l.from_on, l.to_on, l._row, a.owner_name, a.rows_seen, a.asset_row, a.registered_on,
    a.asset, a.registered_on > l.checked_on AS x_after_lease, a.x_not_delivered, a.x_gone, a.x_sold_not_transferred,
    a.x_not_in_use, a.x_motorcycle, a.x_disabled_car
  FROM lease AS l
  JOIN asset AS a ON a._row = l._row
),
marked AS (
  SELECT
    *, x_after_lease OR x_not_delivered OR x_gone OR x_sold_not_transferred OR x_not_in_use OR x_motorcycle
      OR x_disabled_car AS excluded
  FROM owned
),
kept AS (
  SELECT *, BOOL_AND(excluded) OVER (PARTITION BY person) AS all_excluded FROM marked
)
SELECT
  person,
  MIN(name) AS name,
  MIN(rented) AS rented,
  MIN(from_on) AS from_on,
  MAX(to_on) AS to_on,
  ARG_MIN(owner_name, asset_row) AS owner_name,
  ARG_MIN(asset, asset_row) AS asset,
  ARG_MIN(registered_on, asset_row) AS registered_on,
  '公共租赁住房' AS fund,
  MONTH_OF(GREATEST(MIN(from_on), ARG_MIN(registered_on, asset_row))) AS month,
  LIST_DISTINCT(FLATTEN([LIST(_row), LIST(asset_row), FLATTEN(LIST(rows_seen))])) AS evidence,
  BOOL_OR(x_after_lease) AS x_after_lease,
  BOOL_OR(x_not_delivered) AS x_not_delivered,
  BOOL_OR(x_gone) AS x_gone,
  BOOL_OR(x_sold_not_transferred) AS x_sold_not_transferred,
  BOOL_OR(x_not_in_use) AS x_not_in_use,
  BOOL_OR(x_motorcycle) AS x_motorcycle,
  BOOL_OR(x_disabled_car) AS x_disabled_car
FROM kept
WHERE excluded = all_excluded
GROUP BY person
