/*---
id: disability_no_certificate
catalogue: 23
version: 2
core: true
title_zh: 无有效残疾人证领取残疾人两项补贴
title_en: Disability allowances without a valid certificate
strength: A
basis: [国发〔2015〕52号, 规则目录第23条]
inputs:
  paid: [person, payee_name, fund, amount, period_from, period_to]
  disability: [person, issued_on, valid_to, status, remark]
parameters:
  funds: {title_zh: 适用资金, title_en: funds concerned, type: list, values: [{since: 2000-01-01, value: [残疾两项补贴]}]}
  valid_statuses: {title_zh: 视为有效的证件状态, title_en: statuses of a valid certificate, type: list, values: [{since: 2000-01-01, value: [有效, 正常, 在用], basis: 样本口径及常见写法}]}
  renewal_word: {title_zh: 换证字样, title_en: word for a renewal, type: text, values: [{since: 2000-01-01, value: 换证, basis: 样本口径}]}
  in_hand_word: {title_zh: 办理中字样, title_en: word for in hand, type: text, values: [{since: 2000-01-01, value: 办理中, basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  renewal_pending: {title_zh: 证件到期，换证办理中, title_en: the certificate is being renewed}
explanation_zh: "{payee_name:name}（{person:person_id}）{first:month}至{last:month}领取残疾人两项补贴{count}笔，共{amount:money}元，其间查无有效且在有效期内的残疾人证。"
explanation_en: "{payee_name:name} ({person:person_id}) drew disability allowances {count} times for {first:month} to {last:month}, {amount:money} yuan in all, without a certificate valid at the time."
verify_zh: 是否持有其他地方核发的残疾人证？证件何时到期、注销，是否已申请换证？
verify_en: Is there a certificate issued elsewhere? When did it expire, was a renewal applied for?
clears_zh: 当时有效的残疾人证，或到期前已申请换证的受理单。
clears_en: A certificate valid at the time, or the receipt of a renewal applied for before it expired.
---*/
WITH due AS (
  SELECT person, payee_name, amount, period_from, period_to, _row FROM paid WHERE fund IN (:funds)
),
certificate AS (
  SELECT
    person, _row,
    COALESCE(MONTH_OF(issued_on), 190001) AS from_month,
    COALESCE(MONTH_OF(valid_to), 999912) AS to_month,
    status IS NULL OR status IN (:valid_statuses) AS valid,
    CONTAINS(said, :renewal_word) OR CONTAINS(said, :in_hand_word) AS renewing
  FROM (
    SELECT person, issued_on, valid_to, status, CONCAT(COALESCE(status, ''), COALESCE(remark, '')) AS said, _row
    FROM disability
  ) AS d
),
-- A certificate good for any month of the period is enough.
uncovered AS (
  SELECT d.person, d.payee_name, d.amount, d.period_from, d.period_to, d._row
  FROM due AS d
  LEFT JOIN certificate AS c
    ON c.person = d.person AND c.valid AND c.from_month <= d.period_to AND c.to_month >= d.period_from
  WHERE c.person IS NULL
),
spell AS (
  SELECT
    person,
    ANY_VALUE(payee_name) AS payee_name,
    MIN(period_from) AS first,
    MAX(period_to) AS last,
    COUNT(*) AS count,
    SUM(amount) AS amount,
    LIST(_row) AS rows_paid
  FROM uncovered
  GROUP BY person
),
held AS (
  SELECT person, BOOL_OR(renewing) AS renewing, LIST(_row) AS rows_held FROM certificate GROUP BY person
)
SELECT
  s.person,
  s.payee_name,
  s.first,
  s.last,
  s.first AS month,
  s.count,
  s.amount,
  LIST_CONCAT(s.rows_paid, COALESCE(h.rows_held, s.rows_paid)) AS evidence,
  COALESCE(h.renewing, FALSE) AS x_renewal_pending
FROM spell AS s
LEFT JOIN held AS h ON h.person = s.person
