/*---
id: training_aid_not_enrolled
catalogue: 54
version: 1
core: true
title_zh: 领取雨露计划补助而无职业院校学籍
title_en: Vocational training aid without enrolment
strength: A
basis: [关于加强雨露计划支持农村贫困家庭新成长劳动力接受职业教育的意见（国开办发〔2015〕19号）, 规则目录第54条]
inputs:
  paid: [fund, payee_name, person, amount, period, period_from]
  enrolment: [person, school, school_kind, entered_on, leaves_on, status]
parameters:
  funds:
    title_zh: 职业教育补助资金
    title_en: funds for vocational training
    type: list
    values: [{since: 2000-01-01, value: [雨露计划], basis: 样本口径}]
  kind_words:
    title_zh: 属于职业院校的字样
    title_en: words for vocational schools
    type: list
    values: [{since: 2000-01-01, value: [职业, 中职, 高职, 技工, 技师, 技术学校, 职高, 职专, 中专, 中等专业, 高等专科, 大专], basis: 国开办发〔2015〕19号；样本口径}]
  enrolled_words:
    title_zh: 在读的学籍状态
    title_en: words for being enrolled
    type: list
    values: [{since: 2000-01-01, value: [在读, 在校, 在籍, 注册, 正常, 实习], basis: 样本口径及常见写法}]
  not_enrolled_words:
    title_zh: 不在读的学籍状态
    title_en: words for not being enrolled
    type: list
    values: [{since: 2000-01-01, value: [不在, 未注册, 非正常, 退学, 休学, 毕业, 结业, 肄业, 开除, 转出, 注销], basis: 常见写法}]
  repeating_words:
    title_zh: 留级的字样
    title_en: words for repeating a year
    type: list
    values: [{since: 2000-01-01, value: [留级, 重读, 复读], basis: 样本口径}]
  spring_day:
    {title_zh: 春季学期核对的月日, title_en: "day on which the spring term is checked, MMDD", type: int, values: [{since: 2000-01-01, value: 301, basis: 样本口径}]}
  autumn_day:
    {title_zh: 秋季学期核对的月日, title_en: "day on which the autumn term is checked, MMDD", type: int, values: [{since: 2000-01-01, value: 901, basis: 样本口径}]}
  spring_until:
    {title_zh: 起始月份不晚于此月的为春季学期, title_en: terms that start by this month are spring terms, type: int, unit: 月, values: [{since: 2000-01-01, value: 7, basis: 学期安排}]}
subject:
  - person: "person_id!"
  - term: "text!"
exclusions:
  repeating: {title_zh: 留级重读，仍在籍, title_en: repeats a year and is still enrolled}
explanation_zh: "{payee_name:name}（{person:person_id}）领取{term}学期{fund}补助{amount:money}元；{checked_on:date}没有中职、高职或技工院校的在读学籍{note}。"
explanation_en: "{payee_name:name} ({person:person_id}) drew {amount:money} yuan of {fund} for the term {term}; on {checked_on:date} there was no enrolment in a vocational school."
verify_zh: 学生当学期实际在哪里就读？学籍证明由谁出具、由谁审核？
verify_en: Where did the student study that term? Who issued and who checked the certificate?
clears_zh: 学校出具的当学期学籍证明；外省就读的学籍；学籍系统登记滞后的说明。
clears_en: The school's certificate for the term, enrolment in another province, or proof that the register lagged.
---*/
WITH aid AS (
  SELECT
    person, period AS term, period_from // 100 AS year, period_from % 100 AS first, payee_name, fund, amount,
    period_from, _row
  FROM paid
  WHERE fund IN (:funds) AND period_from IS NOT NULL
),
checked AS (
  SELECT
    person, term, payee_name, fund, amount, period_from, _row,
    CASE
      WHEN first <= :spring_until THEN MAKE_DATE(year, :spring_day // 100, :spring_day % 100)
      ELSE MAKE_DATE(year, :autumn_day // 100, :autumn_day % 100)
    END AS checked_on
  FROM aid
),
drawn AS (
  SELECT
    person, term, checked_on, MIN(payee_name) AS payee_name, MIN(fund) AS fund, SUM(amount) AS amount,
    MIN(period_from) AS month, LIST(_row) AS paid_rows
  FROM checked
  GROUP BY person, term, checked_on
),
schooling AS (
  SELECT
    person, school, school_kind, status, _row,
    COALESCE(entered_on, DATE '1900-01-01') AS entered_on,
    COALESCE(leaves_on, DATE '9999-12-31') AS leaves_on,
    CONTAINS_ANY(COALESCE(school_kind, school), :kind_words) AS vocational,
    CONTAINS_ANY(status, :repeating_words) AS repeating,
    status IS NULL OR (CONTAINS_ANY(status, :enrolled_words) AND NOT CONTAINS_ANY(status, :not_enrolled_words))
      AS studying
  FROM enrolment
),
-- What the school register says of these people, eligible or not.
matched AS (
  SELECT
    d.person, d.term,
    BOOL_OR(s.vocational AND s.studying AND s.entered_on <= d.checked_on AND s.leaves_on >= d.checked_on) AS enrolled,
    BOOL_OR(s.vocational AND s.repeating AND s.entered_on <= d.checked_on AND s.leaves_on >= d.checked_on) AS repeating,
    MIN(CONCAT(COALESCE(s.school, ''), '，', COALESCE(s.school_kind, ''), '，', COALESCE(s.status, ''))) AS seen,
    LIST(s._row) AS school_rows
  FROM drawn AS d
  JOIN schooling AS s ON s.person = d.person
  GROUP BY d.person, d.term
)
SELECT
  d.person,
  d.term,
  d.payee_name,
  d.fund,
  d.amount,
  d.checked_on,
  d.month,
  CASE WHEN m.seen IS NULL THEN '（学籍库中查无此人）' ELSE CONCAT('（学籍库登记：', m.seen, '）') END AS note,
  LIST_CONCAT(d.paid_rows, COALESCE(m.school_rows, d.paid_rows)) AS evidence,
  COALESCE(m.repeating, FALSE) AS x_repeating
FROM drawn AS d
LEFT JOIN matched AS m ON m.person = d.person AND m.term = d.term
WHERE NOT COALESCE(m.enrolled, FALSE)
