/*---
id: double_registration
catalogue: 12
version: 1
title_zh: 户籍重复，一人两证
title_en: One person registered under two numbers
strength: C
basis: [户口登记条例第六条, 规则目录第12条]
inputs:
  person: [person, name, sex, birth, father, mother, cancelled_on]
parameters:
  twin_name_distance:
    title_zh: 姓名相差不超过几个字时列为双胞胎比对
    title_en: characters by which two names may differ to be looked at as twins
    type: int
    unit: 字
    values: [{since: 2000-01-01, value: 1, basis: 口径}]
subject:
  - first: person_id
  - second: person_id
exclusions:
  twins: {title_zh: 双胞胎，姓名不同, title_en: twins with different names}
  already_cancelled: {title_zh: 其中一个户口已注销, title_en: one of the two entries is already cancelled}
explanation_zh: "{name:name}（{first:person_id}）与{second_name:name}（{second:person_id}）出生日期同为{birth:date}，父或母相同，却有两个身份证号。"
explanation_en: "{name:name} ({first:person_id}) and {second_name:name} ({second:person_id}) were both born on {birth:date} to the same parent, under two numbers."
verify_zh: 是同一个人还是两个人？若为同一人，两个号码分别领取过哪些待遇？
verify_en: One person or two? If one, what was drawn under each number?
clears_zh: 双胞胎出生医学证明；或其中一个户口已作重复注销的证明。
clears_en: Birth certificates of twins, or proof that one entry was cancelled as a duplicate.
---*/
-- Parent and day of birth first, on numbers; names are compared within those few groups only.
WITH child AS (
  SELECT person, father AS parent, birth FROM person WHERE father IS NOT NULL AND birth IS NOT NULL
  UNION ALL
  SELECT person, mother AS parent, birth FROM person WHERE mother IS NOT NULL AND birth IS NOT NULL
),
same_day AS (
  SELECT parent, birth FROM child GROUP BY parent, birth HAVING MIN(person) <> MAX(person)
),
born AS (
  SELECT c.person, c.parent, c.birth
  FROM child AS c JOIN same_day AS s ON s.parent = c.parent AND s.birth = c.birth
),
pair AS (
  SELECT a.person AS first, b.person AS second
  FROM born AS a JOIN born AS b ON b.parent = a.parent AND b.birth = a.birth
  WHERE a.person < b.person
  GROUP BY a.person, b.person
),
seen AS (
  SELECT
    pair.first, pair.second, a.name, b.name AS second_name, a.birth, a._row AS first_row, b._row AS second_row,
    a.name <> b.name AS twins,
    a.cancelled_on IS NOT NULL OR b.cancelled_on IS NOT NULL AS already_cancelled
  FROM pair
  JOIN person AS a ON a.person = pair.first
  JOIN person AS b ON b.person = pair.second
  WHERE a.sex = b.sex
)
SELECT
  first,
  second,
  ANY_VALUE(name) AS name,
  ANY_VALUE(second_name) AS second_name,
  ANY_VALUE(birth) AS birth,
  LIST_DISTINCT(LIST_CONCAT(LIST(first_row), LIST(second_row))) AS evidence,
  BOOL_AND(twins) AS x_twins,
  BOOL_OR(already_cancelled) AS x_already_cancelled
FROM seen
WHERE NOT twins OR NAME_DISTANCE(name, second_name) <= :twin_name_distance
GROUP BY first, second
