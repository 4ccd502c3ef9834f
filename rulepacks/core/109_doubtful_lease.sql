/*---
id: doubtful_lease
catalogue: 109
version: 1
core: true
title_zh: 集体资产合同到期未处置、期限超长或租金明显偏低
title_en: A village lease past its end, too long or far below the usual rent
strength: B
basis: [民法典第七百零五条, 农村土地承包法, 规则目录第109条]
inputs:
  village_contract: [contract_no, village, village_name, asset, kind, area, lessee_name, from_on, to_on, rent, status, special]
parameters:
  expired_grace_days:
    {title_zh: 到期后容许的处置天数, title_en: days allowed after the end, type: int, unit: 天, values: [{since: 2000-01-01, value: 0, basis: 样本口径}]}
  years_max:
    {title_zh: 租赁期限上限, title_en: longest lease, type: int, unit: 年, values: [{since: 2000-01-01, value: 20, basis: 民法典第七百零五条}]}
  land_years_max:
    {title_zh: 农用地承包期限上限, title_en: longest farmland contract, type: int, unit: 年, values: [{since: 2000-01-01, value: 30, basis: 农村土地承包法第二十一条；样本口径（机动地）}]}
  land_words:
    {title_zh: 适用农用地期限的类别字样, title_en: kinds with the farmland limit, type: list, values: [{since: 2000-01-01, value: [机动地, 耕地, 农田, 水田, 旱地, 承包地], basis: 样本口径（机动地），另加耕地的常见写法}]}
  low_percent:
    {title_zh: 单位租金低于同县同类中位数的百分比, title_en: per cent of the median rent of county and kind below which rent is low, type: int, unit: "%", values: [{since: 2000-01-01, value: 50, basis: 样本口径}]}
  peers_min:
    {title_zh: 可比合同至少, title_en: contracts needed to compare, type: int, unit: 份, values: [{since: 2000-01-01, value: 5, basis: 样本口径}]}
  closed_words:
    title_zh: 合同已不再履行的状态字样
    title_en: words for a contract no longer in force
    type: list
    values: [{since: 2000-01-01, value: [终止, 解除, 完毕, 作废, 结束, 收回, 中止, 注销], basis: 样本口径（已终止），另加常见写法}]
  empty_words:
    title_zh: 表示未填的写法
    title_en: ways to write that nothing is entered
    type: list
    values: [{since: 2000-01-01, value: [无, 没有, 暂无, 空, 否, 不详, /, "\\", "-", "--", —, ——, N/A, "NULL", "0"], basis: 各县表格的常见写法}]
subject:
  - contract_no: ref
exclusions:
  closed: {title_zh: 合同已终止、交回, title_en: the contract is ended and the asset returned}
  special_terms: {title_zh: 有投资改造等特殊约定抵减租金, title_en: special terms make up for the low rent}
  renewed: {title_zh: 同一资产已另签新合同, title_en: a new contract for the same asset was signed}
explanation_zh: "{village_name}合同{contract_no:ref}（{asset}，承租人{lessee_name:name}，{from_on:date}至{to_on:date}，年租金{rent:money}元）：{reasons}。"
explanation_en: "Contract {contract_no:ref} of {village_name} ({asset}, lessee {lessee_name:name}, {from_on:date} to {to_on:date}, {rent:money} yuan a year): {reasons_en}."
verify_zh: 资产现由谁使用？到期后是否续签或收回？期限和租金当时经过什么程序确定？
verify_en: Who uses the asset now? Was it renewed or taken back? By what procedure were term and rent set?
clears_zh: 续签或交回的凭证；约定投资抵租的合同条款和民主决议；面积、租金登记错误的更正。
clears_en: Proof of renewal or return, terms with a resolution under which investment offsets the rent, or a correction of area or rent.
---*/
WITH lease AS (
  SELECT
    contract_no, village, village_name, asset, kind, area, lessee_name, from_on, to_on, rent, status, special, _row,
    village // 1000000 AS county,
    CONTAINS_ANY(status, :closed_words) AS closed,
    -- fen per hundred units of area: whole numbers that keep cents apart
    CASE WHEN area > 0 AND rent > 0 THEN rent * 1000000 // area END AS unit_rent
  FROM village_contract
),
peers AS (
  SELECT county, kind, MEDIAN(unit_rent) AS median_rent, COUNT(*) AS contracts
  FROM lease
  WHERE unit_rent IS NOT NULL AND kind IS NOT NULL
  GROUP BY county, kind
),
renewal AS (
  SELECT old.contract_no, LIST(new._row) AS rows_seen
  FROM lease AS old
  JOIN lease AS new
    ON new.village = old.village AND new.asset = old.asset AND new.contract_no <> old.contract_no
    AND new.from_on > old.from_on AND new.to_on > old.to_on
  WHERE old.to_on < :as_of
  GROUP BY old.contract_no
),
reason AS (
  SELECT
    l.contract_no, l._row, 1 AS place, '合同已于' || CAST(l.to_on AS VARCHAR) || '到期，台账状态为' || l.status AS text,
    'it ended on ' || CAST(l.to_on AS VARCHAR) || ' and is recorded as ' || l.status AS text_en,
    CASE WHEN r.contract_no IS NULL THEN [l._row] ELSE LIST_CONCAT([l._row], r.rows_seen) END AS rows_seen,
    l.closed AS x_closed, FALSE AS x_special_terms, r.contract_no IS NOT NULL AS x_renewed
  FROM lease AS l
  LEFT JOIN renewal AS r ON r.contract_no = l.contract_no
  WHERE l.status IS NOT NULL AND DAYS_BETWEEN(l.to_on, :as_of) > :expired_grace_days
  UNION ALL
  -- The anniversary day itself is still within the years: many contracts name the same day as their end.
  SELECT
    contract_no, _row, 2 AS place, '期限超过' || CAST(limit_years AS VARCHAR) || '年' AS text,
    'its term is longer than ' || CAST(limit_years AS VARCHAR) || ' years' AS text_en,
    [_row] AS rows_seen, closed AS x_closed, FALSE AS x_special_terms, FALSE AS x_renewed
  FROM (
    SELECT
      contract_no, _row, from_on, to_on, closed,
      CASE WHEN CONTAINS_ANY(kind, :land_words) THEN :land_years_max ELSE :years_max END AS limit_years
    FROM lease
  ) AS limited
  WHERE YEARS_FULL(from_on, to_on) >= limit_years
    AND NOT (YEAR(to_on) = YEAR(from_on) + limit_years AND MONTH(to_on) = MONTH(from_on) AND DAY(to_on) = DAY(from_on))
  UNION ALL
  SELECT
    l.contract_no, l._row, 3 AS place, '单位租金不到同县同类合同中位数的' || CAST(:low_percent AS VARCHAR) || '%' AS text,
    'its rent per area is under ' || CAST(:low_percent AS VARCHAR) || ' per cent of the median of its county and kind' AS text_en,
    [l._row] AS rows_seen, l.closed AS x_closed, COALESCE(l.special NOT IN (:empty_words), FALSE) AS x_special_terms, FALSE AS x_renewed
  FROM lease AS l
  JOIN peers AS p ON p.county = l.county AND p.kind = l.kind
  WHERE p.contracts >= :peers_min AND l.unit_rent * 100 < p.median_rent * :low_percent
),
kept AS (
  SELECT
    *,
    x_closed OR x_special_terms OR x_renewed AS excluded,
    BOOL_AND(x_closed OR x_special_terms OR x_renewed) OVER (PARTITION BY contract_no) AS all_excluded
  FROM reason
),
-- At most three texts; joined one by one because the order of an aggregated text is not the same everywhere.
found AS (
  SELECT
    contract_no,
    MAX(CASE WHEN place = 1 THEN text END) AS text_1,
    MAX(CASE WHEN place = 2 THEN text END) AS text_2,
    MAX(CASE WHEN place = 3 THEN text END) AS text_3,
    MAX(CASE WHEN place = 1 THEN text_en END) AS text_en_1,
    MAX(CASE WHEN place = 2 THEN text_en END) AS text_en_2,
    MAX(CASE WHEN place = 3 THEN text_en END) AS text_en_3,
    LIST_DISTINCT(FLATTEN(LIST(rows_seen))) AS evidence,
    BOOL_OR(x_closed) AS x_closed,
    BOOL_OR(x_special_terms) AS x_special_terms,
    BOOL_OR(x_renewed) AS x_renewed
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY contract_no
)
SELECT
  f.contract_no,
  ANY_VALUE(l.village_name) AS village_name,
  ANY_VALUE(l.asset) AS asset,
  ANY_VALUE(l.lessee_name) AS lessee_name,
  MIN(l.from_on) AS from_on,
  MAX(l.to_on) AS to_on,
  MAX(l.rent) AS rent,
  COALESCE(MAX(f.text_1), '')
    || CASE WHEN MAX(f.text_1) IS NOT NULL AND (MAX(f.text_2) IS NOT NULL OR MAX(f.text_3) IS NOT NULL) THEN '；' ELSE '' END
    || COALESCE(MAX(f.text_2), '')
    || CASE WHEN MAX(f.text_2) IS NOT NULL AND MAX(f.text_3) IS NOT NULL THEN '；' ELSE '' END
    || COALESCE(MAX(f.text_3), '') AS reasons,
  COALESCE(MAX(f.text_en_1), '')
    || CASE WHEN MAX(f.text_1) IS NOT NULL AND (MAX(f.text_2) IS NOT NULL OR MAX(f.text_3) IS NOT NULL) THEN '; ' ELSE '' END
    || COALESCE(MAX(f.text_en_2), '')
    || CASE WHEN MAX(f.text_2) IS NOT NULL AND MAX(f.text_3) IS NOT NULL THEN '; ' ELSE '' END
    || COALESCE(MAX(f.text_en_3), '') AS reasons_en,
  ANY_VALUE(f.evidence) AS evidence,
  BOOL_OR(f.x_closed) AS x_closed,
  BOOL_OR(f.x_special_terms) AS x_special_terms,
  BOOL_OR(f.x_renewed) AS x_renewed
FROM found AS f
JOIN lease AS l ON l.contract_no = f.contract_no
GROUP BY f.contract_no
