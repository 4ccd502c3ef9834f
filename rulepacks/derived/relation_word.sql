/*---
table: relation_word
inputs: {}
columns:
  relation: VARCHAR
  zh: VARCHAR
---*/
-- What the relations of `kin` are called in Chinese: b is a's …
SELECT 'spouse' AS relation, '配偶' AS zh
UNION ALL SELECT 'parent' AS relation, '父母' AS zh
UNION ALL SELECT 'child' AS relation, '子女' AS zh
UNION ALL SELECT 'sibling' AS relation, '兄弟姐妹' AS zh
UNION ALL SELECT 'grandparent' AS relation, '祖父母或外祖父母' AS zh
UNION ALL SELECT 'grandchild' AS relation, '孙子女或外孙子女' AS zh
