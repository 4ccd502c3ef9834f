/*---
table: spouse_link
inputs:
  kin_person: [person, household, county, relation, _row]
optional:
  marriage: [event, husband, wife, registered_on]
columns:
  a: BIGINT
  b: BIGINT
  via: VARCHAR
  evidence: BIGINT[]
---*/
-- Married couples among `kin_person`, both directions: by the household register (spouse of the head) unless the marriage register says
-- divorced, and by the marriage register when its last entry is a marriage. Codes of GB/T 4761: 01 and 02 head,
-- 10 to 12 spouse.
WITH last_event AS (
  SELECT husband, wife, ARG_MAX(event, registered_on) AS event, ARG_MAX(_row, registered_on) AS _row
  FROM marriage
  GROUP BY husband, wife
),
household_pair AS (
  SELECT head.person AS x, spouse.person AS y, LIST_CONCAT(LIST(head._row), LIST(spouse._row)) AS evidence
  FROM kin_person AS head
  JOIN kin_person AS spouse ON spouse.household = head.household AND spouse.county = head.county
  WHERE head.relation IN ('01', '02') AND spouse.relation IN ('10', '11', '12') AND head.person <> spouse.person
  GROUP BY head.person, spouse.person
),
-- Either may stand first in either register: pairs are compared in one order, by hash rather than one by one.
divorced AS (
  SELECT LEAST(husband, wife) AS first, GREATEST(husband, wife) AS second
  FROM last_event
  WHERE event = 'divorce'
  GROUP BY LEAST(husband, wife), GREATEST(husband, wife)
),
standing AS (
  SELECT p.x, p.y, 'household' AS via, p.evidence
  FROM household_pair AS p
  LEFT JOIN divorced AS d ON d.first = LEAST(p.x, p.y) AND d.second = GREATEST(p.x, p.y)
  WHERE d.first IS NULL
),
registered AS (
  SELECT husband AS x, wife AS y, 'marriage' AS via, LIST(_row) AS evidence
  FROM last_event
  WHERE event = 'marriage'
  GROUP BY husband, wife
),
both_ways AS (
  SELECT x AS a, y AS b, via, evidence FROM standing
  UNION ALL
  SELECT y AS a, x AS b, via, evidence FROM standing
  UNION ALL
  SELECT x AS a, y AS b, via, evidence FROM registered
  UNION ALL
  SELECT y AS a, x AS b, via, evidence FROM registered
)
SELECT a, b, MIN(via) AS via, ARG_MIN(evidence, via) AS evidence
FROM both_ways
GROUP BY a, b
