/*---
table: dwelling
inputs:
  real_estate: [unit_no, owner, owner_name, usage, nature, mode, address, registered_on, status]
parameters:
  dwelling_word: {title_zh: 住宅字样, title_en: word for a dwelling, type: text, values: [{since: 2000-01-01, value: 住宅, basis: 样本口径}]}
  residence_word: {title_zh: 住房字样, title_en: further word for a dwelling, type: text, values: [{since: 2000-01-01, value: 住房, basis: 常见写法}]}
  not_prefix: {title_zh: 否定字头（非住宅）, title_en: prefix that negates, type: text, values: [{since: 2000-01-01, value: 非, basis: 常见写法}]}
  commodity_word: {title_zh: 商品房字样, title_en: word for a commodity flat, type: text, values: [{since: 2000-01-01, value: 商品房, basis: 样本口径}]}
  inherited_word: {title_zh: 继承字样, title_en: word for inheritance, type: text, values: [{since: 2000-01-01, value: 继承, basis: 样本口径}]}
  resettled_word: {title_zh: 安置字样, title_en: word for resettlement, type: text, values: [{since: 2000-01-01, value: 安置, basis: 样本口径}]}
  cleared_word: {title_zh: 拆迁字样, title_en: word for clearance, type: text, values: [{since: 2000-01-01, value: 拆迁, basis: 样本口径}]}
  moved_word: {title_zh: 搬迁字样, title_en: word for relocation, type: text, values: [{since: 2000-01-01, value: 搬迁, basis: 样本口径}]}
  gone_word: {title_zh: 灭失字样, title_en: word for a building that is gone, type: text, values: [{since: 2000-01-01, value: 灭失, basis: 样本口径}]}
  cancelled_word: {title_zh: 注销字样, title_en: word for a cancelled entry, type: text, values: [{since: 2000-01-01, value: 注销, basis: 常见写法}]}
  history_word: {title_zh: 历史字样, title_en: word for a past entry, type: text, values: [{since: 2000-01-01, value: 历史, basis: 常见写法}]}
  advance_word: {title_zh: 预告登记字样, title_en: word for an advance notice, type: text, values: [{since: 2000-01-01, value: 预告, basis: 样本口径}]}
columns:
  unit_no: BIGINT
  owner: BIGINT
  owner_name: VARCHAR
  address: VARCHAR
  registered_on: DATE
  registered_month: INTEGER
  commodity: BOOLEAN
  inherited: BOOLEAN
  resettled: BOOLEAN
  gone: BOOLEAN
  not_delivered: BOOLEAN
  _row: BIGINT
---*/
-- Dwellings by owner, one row per owner and unit entry, with what may make them count for nothing. A dwelling is
-- current when it is neither gone nor only announced; mortgage or seizure does not end ownership.
SELECT
  unit_no,
  owner,
  owner_name,
  address,
  registered_on,
  MONTH_OF(registered_on) AS registered_month,
  CONTAINS(COALESCE(nature, ''), :commodity_word) AS commodity,
  CONTAINS(COALESCE(mode, ''), :inherited_word) OR CONTAINS(COALESCE(nature, ''), :inherited_word) AS inherited,
  CONTAINS(CONCAT(COALESCE(mode, ''), ' ', COALESCE(nature, '')), :resettled_word)
    OR CONTAINS(CONCAT(COALESCE(mode, ''), ' ', COALESCE(nature, '')), :cleared_word)
    OR CONTAINS(CONCAT(COALESCE(mode, ''), ' ', COALESCE(nature, '')), :moved_word) AS resettled,
  CONTAINS(COALESCE(status, ''), :gone_word)
    OR CONTAINS(COALESCE(status, ''), :cancelled_word)
    OR CONTAINS(COALESCE(status, ''), :history_word) AS gone,
  CONTAINS(COALESCE(status, ''), :advance_word) AS not_delivered,
  _row
FROM real_estate
WHERE (CONTAINS(COALESCE(usage, ''), :dwelling_word) OR CONTAINS(COALESCE(usage, ''), :residence_word))
  AND NOT STARTS_WITH(COALESCE(usage, ''), :not_prefix)
