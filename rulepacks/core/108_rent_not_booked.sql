/*---
id: rent_not_booked
catalogue: 108
version: 1
core: true
title_zh: 集体资产租金到期未入账
title_en: Rent of a village asset due but not in the books
strength: B
basis: [农村集体经济组织法, 村集体经济组织财务制度, 规则目录第108条]
inputs:
  village_contract: [contract_no, village, village_name, asset, lessee_name, from_on, to_on, rent, due_day, status, waiver]
  ledger: [voucher, village, booked_on, summary, direction, amount, contract_no, payee_name]
parameters:
  grace_days:
    {title_zh: 应缴日之后的宽限天数, title_en: days of grace after the due day, type: int, unit: 天, values: [{since: 2000-01-01, value: 30, basis: 样本口径}]}
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
  - year: year
exclusions:
  waived: {title_zh: 经民主决议减免, title_en: waived by a resolution}
  several_years_at_once: {title_zh: 另有一笔收入不少于两年租金，可能含本年度, title_en: one receipt of two years' rent or more may cover this year}
  receipt_without_number: {title_zh: 同村有同名同额收入，合同编号漏填或填错, title_en: a receipt of the same payer and sum lacks the contract number or has an unknown one}
explanation_zh: "{village_name}合同{contract_no:ref}（{asset}，承租人{lessee_name:name}）{year}年度租金{amount:money}元应于{due_on:date}缴纳，至{as_of:date}账上未见该合同该年度的收入。"
explanation_en: "Under contract {contract_no:ref} of {village_name} ({asset}, lessee {lessee_name:name}) the rent of {amount:money} yuan for {year} was due on {due_on:date}; the books show no receipt for that contract and year until {as_of:date}."
verify_zh: 该年度租金是否已收、由谁收取、存入何处？如未收取，村里是否催缴？
verify_en: Was the rent collected, by whom, and where was it put? If not, did the village demand it?
clears_zh: 已入账凭证（含漏填合同编号的）；减免决议；承租人欠缴及催缴记录。
clears_en: A voucher booked under another number, a resolution to waive it, or a record that the lessee owes it and was dunned.
---*/
WITH receipt AS (
  SELECT
    contract_no, village, summary, amount, payee_name, _row, YEAR(booked_on) AS year,
    COALESCE(
      CONTAINS(summary, CAST(YEAR(booked_on) - 3 AS VARCHAR)) OR CONTAINS(summary, CAST(YEAR(booked_on) - 2 AS VARCHAR))
        OR CONTAINS(summary, CAST(YEAR(booked_on) - 1 AS VARCHAR)) OR CONTAINS(summary, CAST(YEAR(booked_on) AS VARCHAR))
        OR CONTAINS(summary, CAST(YEAR(booked_on) + 1 AS VARCHAR)),
      FALSE
    ) AS names_year
  FROM ledger
  WHERE direction = 'income'
),
-- Only years for which the books of the county hold rents at all: no books, no question.
booked_year AS (
  SELECT village // 1000000 AS county, year FROM receipt WHERE contract_no IS NOT NULL GROUP BY village // 1000000, year
),
-- The due day as month and day: 09-30, 9月30日, 每年9.30前, 2020-09-30.
plain_day AS (
  SELECT
    contract_no, village, village_name, asset, lessee_name, from_on, to_on, rent, waiver, _row,
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
      due_day, '每年', ''), '年', '-'), '月', '-'), '.', '-'), '/', '-'), '日', ''), '号', ''), '前', ''), ' ', '') AS day_text
  FROM village_contract
  WHERE rent > 0 AND NOT CONTAINS_ANY(status, :closed_words)
),
short_day AS (
  SELECT
    *,
    CASE
      WHEN LENGTH(day_text) >= 8 AND STARTS_WITH(day_text, '20') THEN SUBSTRING(day_text, 6)
      ELSE day_text
    END AS month_day
  FROM plain_day
),
-- Without a readable due day the rent is due by the end of the year.
numbered AS (
  SELECT
    *,
    COALESCE(INT_OF(LEFT(month_day, GREATEST(STRPOS(month_day, '-') - 1, 0))), 12) AS due_month,
    COALESCE(INT_OF(SUBSTRING(month_day, STRPOS(month_day, '-') + 1)), 31) AS due_date
  FROM short_day
),
due AS (
  SELECT
    c.contract_no, c.village, c.village_name, c.asset, c.lessee_name, c.from_on, c.to_on, c.rent, c.waiver, c._row,
    y.year,
    MAKE_DATE(
      y.year, c.due_month, LEAST(c.due_date, DAY(MONTH_END(y.year * 100 + c.due_month)))
    ) AS due_on
  FROM numbered AS c
  JOIN booked_year AS y ON y.county = c.village // 1000000
  WHERE c.due_month >= 1 AND c.due_month <= 12 AND c.due_date >= 1
),
owed AS (
  SELECT
    *,
    COALESCE(
      waiver NOT IN (:empty_words)
        AND (
          CONTAINS(waiver, CAST(year AS VARCHAR))
          OR NOT (CONTAINS(waiver, CAST(year - 1 AS VARCHAR)) OR CONTAINS(waiver, CAST(year + 1 AS VARCHAR)))
        ),
      FALSE
    ) AS x_waived
  FROM due
  WHERE due_on >= from_on AND (to_on IS NULL OR due_on <= to_on) AND DAYS_BETWEEN(due_on, :as_of) > :grace_days
),
-- A receipt is for the year its summary names, else for the year in which it was booked.
by_number AS (
  SELECT
    o.contract_no, o.year,
    BOOL_OR(CASE WHEN r.names_year THEN CONTAINS(r.summary, CAST(o.year AS VARCHAR)) ELSE r.year = o.year END) AS received,
    BOOL_OR(r.amount >= 2 * o.rent) AS in_bulk,
    LIST(r._row) AS rows_seen
  FROM owed AS o
  JOIN receipt AS r ON r.contract_no = o.contract_no
  GROUP BY o.contract_no, o.year
),
by_payer AS (
  SELECT o.contract_no, o.year, LIST(r._row) AS rows_seen
  FROM owed AS o
  JOIN receipt AS r ON r.village = o.village AND r.amount = o.rent AND r.payee_name = o.lessee_name
  LEFT JOIN village_contract AS known ON known.contract_no = r.contract_no
  WHERE known.contract_no IS NULL AND CASE WHEN r.names_year THEN CONTAINS(r.summary, CAST(o.year AS VARCHAR)) ELSE r.year = o.year END
  GROUP BY o.contract_no, o.year
)
SELECT
  o.contract_no,
  o.year,
  ANY_VALUE(o.village_name) AS village_name,
  ANY_VALUE(o.asset) AS asset,
  ANY_VALUE(o.lessee_name) AS lessee_name,
  MIN(o.due_on) AS due_on,
  MONTH_OF(MIN(o.due_on)) AS month,
  :as_of AS as_of,
  MAX(o.rent) AS amount,
  LIST_DISTINCT(FLATTEN(LIST(LIST_CONCAT(
    CASE WHEN n.contract_no IS NULL THEN [o._row] ELSE LIST_CONCAT([o._row], n.rows_seen) END,
    CASE WHEN p.contract_no IS NULL THEN [o._row] ELSE p.rows_seen END
  )))) AS evidence,
  BOOL_OR(o.x_waived) AS x_waived,
  BOOL_OR(COALESCE(n.in_bulk, FALSE)) AS x_several_years_at_once,
  BOOL_OR(p.contract_no IS NOT NULL) AS x_receipt_without_number
FROM owed AS o
LEFT JOIN by_number AS n ON n.contract_no = o.contract_no AND n.year = o.year
LEFT JOIN by_payer AS p ON p.contract_no = o.contract_no AND p.year = o.year
WHERE NOT COALESCE(n.received, FALSE)
GROUP BY o.contract_no, o.year
