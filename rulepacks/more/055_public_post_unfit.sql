/*---
id: public_post_unfit
catalogue: 55
version: 2
title_zh: 公益性岗位补贴对象死亡、办企业、财政供养或超龄
title_en: Public-welfare post paid to somebody dead, in business, on the payroll or over age
strength: B
basis: [就业补助资金管理办法, 规则目录第55条]
inputs:
  paid: [fund, payee_name, person, work_unit, amount, period_from, period_to]
  person: [person, sex, birth]
optional:
  death_date: [person, died_on, died_month, cancelled, evidence]
  company_post: [person, company_name, role, from_on, to_on, closed, dormant, stolen_identity, role_row, company_row]
  staff_term: [person, unit, low_paid_post, from_month, to_month]
parameters:
  funds:
    title_zh: 适用资金
    title_en: funds concerned
    type: list
    values: [{since: 2000-01-01, value: [公益性岗位补贴], basis: 样本口径}]
  grace_months:
    {title_zh: 死亡当月之后容许发放的月数, title_en: months after the month of death that are tolerated, type: int, unit: 月, values: [{since: 2000-01-01, value: 1, basis: 样本口径}]}
  age_men:
    {title_zh: 男性到龄退出的年龄, title_en: age at which men leave, type: int, unit: 岁, values: [{since: 2000-01-01, value: 60, basis: 样本口径}]}
  age_women:
    {title_zh: 女性到龄退出的年龄, title_en: age at which women leave, type: int, unit: 岁, values: [{since: 2000-01-01, value: 55, basis: 样本口径}]}
subject:
  - person: person_id
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  dormant: {title_zh: 所办企业、个体户已歇业, title_en: the business is dormant}
  closed: {title_zh: 所办企业已注销或吊销, title_en: the business is closed or revoked}
  stolen_identity: {title_zh: 身份被冒用，登记已撤销, title_en: the identity was misused and the entry revoked}
  low_paid_post: {title_zh: 仅为村级组织人员或公益性岗位人员, title_en: only a village post or a public-welfare post}
explanation_zh: "{payee_name:name}（{person:person_id}）在{first:month}至{last:month}领取{fund}{count}笔、{amount:money}元（用工单位：{work_unit}），期间{reason}。"
explanation_en: "{payee_name:name} ({person:person_id}) was paid {fund} {count} times from {first:month} to {last:month}, {amount:money} yuan (employer: {work_unit}), although {reason_en}."
verify_zh: 岗位是否真实、由谁在岗、由谁领款？录用和续聘时资格由谁审核？
verify_en: Is the post real, who works in it and who draws the money? Who checked the conditions?
clears_zh: 死亡或企业登记有误的更正；当地放宽年龄的文件；企业无经营的税务证明。
clears_en: A corrected death or company entry, a local rule on age, or tax proof that the business does not trade.
---*/
WITH job AS (
  SELECT person, payee_name, fund, work_unit, amount, period_from, period_to, _row
  FROM paid
  WHERE fund IN (:funds)
),
reached AS (
  SELECT
    p.person, MAX(p.birth) AS birth, ARG_MAX(p.sex, p.birth) AS sex, ARG_MAX(p._row, p.birth) AS _row
  FROM person AS p
  JOIN (SELECT person FROM job GROUP BY person) AS j ON j.person = p.person
  WHERE p.birth IS NOT NULL AND p.sex IS NOT NULL
  GROUP BY p.person
),
flawed AS (
  SELECT
    j._row, 1 AS kind, CONCAT('已于', CAST(d.died_on AS VARCHAR), '死亡') AS reason,
    CONCAT('died on ', CAST(d.died_on AS VARCHAR)) AS reason_en, d.evidence AS rows_seen,
    0 AS seen_row,
    d.cancelled AS x_death_cancelled, FALSE AS x_dormant, FALSE AS x_closed, FALSE AS x_stolen_identity,
    FALSE AS x_low_paid_post
  FROM job AS j
  JOIN death_date AS d ON d.person = j.person
  WHERE MONTH_DIFF(d.died_month, j.period_from) > :grace_months
  UNION ALL
  SELECT
    j._row, 2 AS kind, CONCAT('系', c.company_name, '法定代表人（经营者）') AS reason,
    CONCAT('in charge of ', c.company_name) AS reason_en, [c.role_row, c.company_row] AS rows_seen,
    c.role_row AS seen_row,
    FALSE AS x_death_cancelled, c.dormant AS x_dormant, c.closed AS x_closed, c.stolen_identity AS x_stolen_identity,
    FALSE AS x_low_paid_post
  FROM job AS j
  JOIN company_post AS c ON c.person = j.person
  WHERE c.role IN ('legal_rep', 'owner')
    AND MONTH_OF(c.from_on) <= j.period_to AND MONTH_OF(c.to_on) >= j.period_from
  UNION ALL
  SELECT
    j._row, 3 AS kind, CONCAT('系', COALESCE(s.unit, ''), '财政供养人员') AS reason,
    CONCAT('on the payroll of ', COALESCE(s.unit, '')) AS reason_en, [s._row] AS rows_seen,
    s._row AS seen_row,
    FALSE AS x_death_cancelled, FALSE AS x_dormant, FALSE AS x_closed, FALSE AS x_stolen_identity,
    s.low_paid_post AS x_low_paid_post
  FROM job AS j
  JOIN staff_term AS s ON s.person = j.person
  WHERE s.from_month <= j.period_to AND s.to_month >= j.period_from
  UNION ALL
  SELECT
    j._row, 4 AS kind, CONCAT('已超过退出年龄（', CAST(r.birth AS VARCHAR), '出生）') AS reason,
    CONCAT('over age (born ', CAST(r.birth AS VARCHAR), ')') AS reason_en, [r._row] AS rows_seen,
    r._row AS seen_row,
    FALSE AS x_death_cancelled, FALSE AS x_dormant, FALSE AS x_closed, FALSE AS x_stolen_identity,
    FALSE AS x_low_paid_post
  FROM job AS j
  JOIN reached AS r ON r.person = j.person
  WHERE MONTH_DIFF(MONTH_OF(r.birth), j.period_from) > 12 * CASE WHEN r.sex = 'M' THEN :age_men ELSE :age_women END
),
hit AS (
  SELECT
    j.person, j.payee_name, j.fund, j.work_unit, j.amount, j.period_from, j.period_to, j._row, f.kind, f.reason,
    f.reason_en, f.rows_seen, f.seen_row, f.x_death_cancelled, f.x_dormant, f.x_closed, f.x_stolen_identity, f.x_low_paid_post,
    f.x_death_cancelled OR f.x_dormant OR f.x_closed OR f.x_stolen_identity OR f.x_low_paid_post AS excluded
  FROM job AS j
  JOIN flawed AS f ON f._row = j._row
),
kept AS (
  SELECT *, BOOL_AND(excluded) OVER (PARTITION BY person) AS all_excluded FROM hit
),
-- Of several flaws, two companies say, the sentence names the one that comes first in an order of its own.
placed AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person ORDER BY kind, seen_row, _row) AS place
  FROM kept
  WHERE excluded = all_excluded
),
-- A payment with several flaws counts once.
once AS (
  SELECT
    person, _row, MIN(payee_name) AS payee_name, MIN(fund) AS fund, MIN(work_unit) AS work_unit,
    MIN(amount) AS amount, MIN(period_from) AS period_from, MIN(period_to) AS period_to,
    ARG_MIN(reason, place) AS reason, ARG_MIN(reason_en, place) AS reason_en, MIN(place) AS place,
    FLATTEN(LIST(rows_seen)) AS rows_seen,
    BOOL_OR(x_death_cancelled) AS x_death_cancelled, BOOL_OR(x_dormant) AS x_dormant, BOOL_OR(x_closed) AS x_closed,
    BOOL_OR(x_stolen_identity) AS x_stolen_identity, BOOL_OR(x_low_paid_post) AS x_low_paid_post
  FROM placed
  GROUP BY person, _row
)
SELECT
  person,
  MIN(payee_name) AS payee_name,
  MIN(fund) AS fund,
  COALESCE(MIN(work_unit), '') AS work_unit,
  MIN(period_from) AS first,
  MAX(period_to) AS last,
  MIN(period_from) AS month,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  ARG_MIN(reason, place) AS reason,
  ARG_MIN(reason_en, place) AS reason_en,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(rows_seen)))) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_dormant) AS x_dormant,
  BOOL_OR(x_closed) AS x_closed,
  BOOL_OR(x_stolen_identity) AS x_stolen_identity,
  BOOL_OR(x_low_paid_post) AS x_low_paid_post
FROM once
GROUP BY person
