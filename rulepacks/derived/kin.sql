/*---
table: kin
inputs:
  kin_seed: [person]
  spouse_link: [a, b, via, evidence]
  parent_link: [child, parent, via, row_a, row_b]
  kin_person: [person, household, county, relation, _row]
columns:
  a: BIGINT
  b: BIGINT
  relation: VARCHAR
  degree: INTEGER
  path: VARCHAR
  evidence: BIGINT[]
---*/
-- Near kin of the seeds, both directions: b is a's spouse, parent, child, sibling, grandparent or grandchild.
-- `path` says by which registers; `evidence` holds the rows that show it. Remoter kin are not composed.
WITH parent_of AS (
  SELECT s.person AS a, l.parent AS b, l.via, LIST_CONCAT(LIST(l.row_a), LIST(l.row_b)) AS evidence
  FROM kin_seed AS s JOIN parent_link AS l ON l.child = s.person
  GROUP BY s.person, l.parent, l.via
),
child_of AS (
  SELECT s.person AS a, l.child AS b, l.via, LIST_CONCAT(LIST(l.row_a), LIST(l.row_b)) AS evidence
  FROM kin_seed AS s JOIN parent_link AS l ON l.parent = s.person
  GROUP BY s.person, l.child, l.via
),
sibling AS (
  SELECT p.a, l.child AS b, ANY_VALUE(p.via) AS via,
    LIST_CONCAT(ANY_VALUE(p.evidence), LIST_CONCAT(LIST(l.row_a), LIST(l.row_b))) AS evidence
  FROM parent_of AS p JOIN parent_link AS l ON l.parent = p.b
  WHERE l.child <> p.a
  GROUP BY p.a, l.child
),
grandparent AS (
  SELECT p.a, l.parent AS b, ANY_VALUE(p.via) AS via,
    LIST_CONCAT(ANY_VALUE(p.evidence), LIST_CONCAT(LIST(l.row_a), LIST(l.row_b))) AS evidence
  FROM parent_of AS p JOIN parent_link AS l ON l.child = p.b
  GROUP BY p.a, l.parent
),
grandchild AS (
  SELECT c.a, l.child AS b, ANY_VALUE(c.via) AS via,
    LIST_CONCAT(ANY_VALUE(c.evidence), LIST_CONCAT(LIST(l.row_a), LIST(l.row_b))) AS evidence
  FROM child_of AS c JOIN parent_link AS l ON l.parent = c.b
  GROUP BY c.a, l.child
),
-- Siblings and grandparents that the household register names without naming the parents between.
stated AS (
  SELECT head.person AS x, m.person AS y, m.relation, LIST_CONCAT(LIST(head._row), LIST(m._row)) AS evidence
  FROM kin_person AS head
  JOIN kin_person AS m ON m.household = head.household AND m.county = head.county
  WHERE head.relation IN ('01', '02')
    AND (m.relation IN ('61', '62', '71', '73', '75', '77', '79') OR (m.relation >= '40' AND m.relation <= '49'))
  GROUP BY head.person, m.person, m.relation
),
stated_pair AS (
  SELECT x AS a, y AS b, evidence,
    CASE WHEN relation >= '70' THEN 'sibling' WHEN relation >= '60' THEN 'grandparent' ELSE 'grandchild' END AS relation
  FROM stated
  UNION ALL
  SELECT y AS a, x AS b, evidence,
    CASE WHEN relation >= '70' THEN 'sibling' WHEN relation >= '60' THEN 'grandchild' ELSE 'grandparent' END AS relation
  FROM stated
),
pair AS (
  SELECT l.a, l.b, 'spouse' AS relation, 1 AS degree, l.via AS path, l.evidence
  FROM spouse_link AS l JOIN kin_seed AS s ON s.person = l.a
  UNION ALL SELECT a, b, 'parent' AS relation, 1 AS degree, via AS path, evidence FROM parent_of
  UNION ALL SELECT a, b, 'child' AS relation, 1 AS degree, via AS path, evidence FROM child_of
  UNION ALL SELECT a, b, 'sibling' AS relation, 2 AS degree, CONCAT('common parent, ', via) AS path, evidence FROM sibling
  UNION ALL SELECT a, b, 'grandparent' AS relation, 2 AS degree, CONCAT('parent of parent, ', via) AS path, evidence
    FROM grandparent
  UNION ALL SELECT a, b, 'grandchild' AS relation, 2 AS degree, CONCAT('child of child, ', via) AS path, evidence
    FROM grandchild
  UNION ALL SELECT p.a, p.b, p.relation, 2 AS degree, 'household' AS path, p.evidence
    FROM stated_pair AS p JOIN kin_seed AS s ON s.person = p.a
)
SELECT a, b, MIN(relation) AS relation, MIN(degree) AS degree, ARG_MIN(path, degree) AS path,
  ARG_MIN(evidence, degree) AS evidence
FROM pair
WHERE a <> b
GROUP BY a, b
