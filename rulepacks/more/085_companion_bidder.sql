/*---
id: companion_bidder
catalogue: 85
version: 1
title_zh: 多次投标从未中标且总与同一家企业同投
title_en: Many bids, no win, nearly always beside one companion
strength: B
basis: [招标投标法第三十二条, 规则目录第85条]
inputs:
  bid: [section, opened_on, bidder, bidder_name, won]
optional:
  company: [company, founded_on]
parameters:
  bids_min:
    {title_zh: 至少投标几个标段, title_en: sections bid for at least, type: int, unit: 个, values: [{since: 2000-01-01, value: 8, basis: 样本口径}]}
  share_percent:
    {title_zh: 与同一家同投的比例至少, title_en: share of sections with one companion at least, type: int, unit: "%", values: [{since: 2000-01-01, value: 80, basis: 样本口径}]}
  young_days:
    {title_zh: 末次投标时成立不足多少天视为新设, title_en: days since founding at the last bid below which a company is new, type: int, unit: 天, values: [{since: 2000-01-01, value: 365, basis: 样本口径}]}
subject:
  - bidder: uscc
exclusions:
  new_entrant: {title_zh: 新设企业首年参与投标, title_en: a company in its first year}
explanation_zh: "{bidder_name}（{bidder:uscc}）{first_on:date}至{last_on:date}投标{bids}个标段均未中标，其中{together}个与{companion_name}（{companion:uscc}）同投。"
explanation_en: "{bidder_name} ({bidder:uscc}) bid for {bids} sections from {first_on:date} to {last_on:date} and won none; in {together} of them {companion_name} ({companion:uscc}) bid as well."
verify_zh: 两家企业是何关系？历次标书由谁编制、保证金由谁支付、报价如何确定？
verify_en: How are the two related? Who prepared the bids, paid the deposits and set the prices?
clears_zh: 独立编制标书、独立缴纳保证金的材料；同类企业少、经常同场竞争的说明。
clears_en: Proof of independent bids and deposits, or that few companies of the kind exist so that they meet often.
---*/
WITH entered AS (
  SELECT bidder, section, MAX(opened_on) AS opened_on, ANY_VALUE(bidder_name) AS bidder_name,
    BOOL_OR(COALESCE(won, FALSE)) AS won, LIST(_row) AS rows_seen
  FROM bid
  GROUP BY bidder, section
),
loser AS (
  SELECT bidder, COUNT(*) AS bids, MIN(opened_on) AS first_on, MAX(opened_on) AS last_on
  FROM entered
  GROUP BY bidder
  HAVING COUNT(*) >= :bids_min AND NOT BOOL_OR(won)
),
together AS (
  SELECT
    l.bidder, c.bidder AS companion, COUNT(*) AS together,
    ANY_VALUE(c.bidder_name) AS companion_name,
    FLATTEN(LIST(c.rows_seen)) AS rows_seen
  FROM loser AS l
  JOIN entered AS o ON o.bidder = l.bidder
  JOIN entered AS c ON c.section = o.section AND c.bidder <> l.bidder
  GROUP BY l.bidder, c.bidder
),
-- The most frequent companion; of equals the one with the lowest key.
closest AS (
  SELECT
    *, ROW_NUMBER() OVER (PARTITION BY bidder ORDER BY together DESC, companion) AS place
  FROM together
),
founded AS (
  SELECT company, MAX(founded_on) AS founded_on, LIST(_row) AS rows_seen FROM company GROUP BY company
),
own_rows AS (
  SELECT e.bidder, ANY_VALUE(e.bidder_name) AS bidder_name, FLATTEN(LIST(e.rows_seen)) AS rows_seen
  FROM entered AS e
  JOIN loser AS l ON l.bidder = e.bidder
  GROUP BY e.bidder
)
SELECT
  l.bidder,
  o.bidder_name,
  l.bids,
  l.first_on,
  l.last_on,
  MONTH_OF(l.first_on) AS month,
  c.companion,
  c.companion_name,
  c.together,
  LIST_CONCAT(
    CASE WHEN f.company IS NULL THEN o.rows_seen ELSE LIST_CONCAT(o.rows_seen, f.rows_seen) END, c.rows_seen
  ) AS evidence,
  COALESCE(DAYS_BETWEEN(f.founded_on, l.last_on) < :young_days, FALSE) AS x_new_entrant
FROM loser AS l
JOIN own_rows AS o ON o.bidder = l.bidder
JOIN closest AS c ON c.bidder = l.bidder AND c.place = 1
LEFT JOIN founded AS f ON f.company = l.bidder
WHERE c.together * 100 >= l.bids * :share_percent
