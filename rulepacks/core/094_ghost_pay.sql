/*---
id: ghost_pay
catalogue: 94
version: 1
core: true
title_zh: 死亡、服刑或离职后仍发工资
title_en: Wages paid after death, in prison or after leaving
strength: A
basis: [公务员法第八十一条、第九十一条, 事业单位人事管理条例, 规则目录第94条]
inputs:
  payroll: [unit, name, person, item, gross, net, month]
  death_date: [person, died_on, died_month, cancelled, evidence]
optional:
  custody_term: [person, kind, from_on, from_month, to_month, acquitted]
  fiscal_staff: [person, unit, status, from_on, to_on]
parameters:
  grace_months:
    {title_zh: 死亡、离职当月之后容许发放的月数, title_en: months after death or leaving in which a wage is tolerated, type: int, unit: 月, values: [{since: 2000-01-01, value: 1, basis: 样本口径}]}
  left_words:
    title_zh: 表明已离开单位的人员状态
    title_en: staff states that mean the person left
    type: list
    values: [{since: 2000-01-01, value: [辞职, 辞退, 调出, 调离, 离职, 开除, 解聘, 解除, 除名], basis: 样本口径（辞职、调出），另加常见写法}]
  leave_words:
    title_zh: 按规定保留工资的人员状态
    title_en: staff states in which wages go on by rule
    type: list
    values: [{since: 2000-01-01, value: [借调, 抽调, 挂职, 病休, 病假, 脱产, 学习, 进修, 产假, 驻村], basis: 样本口径（借调、病休、脱产学习），另加常见写法}]
subject:
  - person: person_id
exclusions:
  death_cancelled: {title_zh: 死亡登记系误登，已撤销, title_en: the death entry was a mistake and is cancelled}
  acquitted: {title_zh: 无罪释放或撤销案件, title_en: acquitted or case withdrawn}
  on_leave: {title_zh: 借调、病休、脱产学习等按规定发放, title_en: "seconded, on sick leave or studying: wages go on by rule"}
explanation_zh: "据{register}，{name:name}（{person:person_id}）于{since:date}{what}，此后{first:month}至{last:month}仍由{unit}发放工资{count}笔，应发共{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) {what_en} on {since:date}; {unit} still paid wages {count} times for {first:month} to {last:month}, {amount:money} yuan gross in all."
verify_zh: 日期是否属实？减员手续何时办理？这些月份的工资由谁领取，是否已追回？
verify_en: Is the date right? When was the person struck off? Who drew these wages, and were they returned?
clears_zh: 借调、病休、脱产学习的批准文件；补发在岗月份工资的凭证；工资已退回的凭证；死亡或服刑登记有误的更正。
clears_en: An approval of secondment, sick leave or study; proof of arrears for months at work, of the return of the wages, or of a wrong register entry.
---*/
-- Each cause narrows the payroll by person before anything else.
WITH hit AS (
  SELECT
    p.person, p.name, p.unit, p.month, p.gross, p.net, p._row,
    'dead' AS cause, d.died_on AS since, '死亡' AS what, 'died' AS what_en, d.evidence AS cause_rows,
    d.cancelled AS x_death_cancelled, FALSE AS x_acquitted, FALSE AS x_on_leave
  FROM payroll AS p
  JOIN death_date AS d ON d.person = p.person
  WHERE p.item = 'wage' AND MONTH_DIFF(d.died_month, p.month) > :grace_months
  UNION ALL
  SELECT
    p.person, p.name, p.unit, p.month, p.gross, p.net, p._row,
    'prison' AS cause, c.from_on AS since, '入监服刑' AS what, 'went to prison' AS what_en, [c._row] AS cause_rows,
    FALSE AS x_death_cancelled, c.acquitted AS x_acquitted, FALSE AS x_on_leave
  FROM payroll AS p
  JOIN custody_term AS c ON c.person = p.person
  WHERE p.item = 'wage' AND c.kind = 'prison' AND p.month > c.from_month AND p.month < c.to_month
  UNION ALL
  SELECT
    p.person, p.name, p.unit, p.month, p.gross, p.net, p._row,
    'left' AS cause, s.to_on AS since, s.status AS what, 'left' AS what_en, [s._row] AS cause_rows,
    FALSE AS x_death_cancelled, FALSE AS x_acquitted, CONTAINS_ANY(s.status, :leave_words) AS x_on_leave
  FROM payroll AS p
  JOIN fiscal_staff AS s ON s.person = p.person
  -- A post still held makes the wage rightful: in this unit when it is this unit's wage, else in any other.
  LEFT JOIN fiscal_staff AS other
    ON other.person = p.person AND other._row <> s._row
    AND MONTH_OF(other.from_on) <= p.month
    AND (other.to_on IS NULL OR MONTH_DIFF(MONTH_OF(other.to_on), p.month) <= :grace_months)
    AND (other.unit = p.unit OR s.unit <> p.unit)
  WHERE p.item = 'wage'
    AND MONTH_DIFF(MONTH_OF(s.to_on), p.month) > :grace_months
    AND (CONTAINS_ANY(s.status, :left_words) OR CONTAINS_ANY(s.status, :leave_words))
    AND other._row IS NULL
),
marked AS (
  SELECT *, x_death_cancelled OR x_acquitted OR x_on_leave AS excluded FROM hit
),
kept AS (
  SELECT *, BOOL_AND(excluded) OVER (PARTITION BY person) AS all_excluded FROM marked
),
-- One wage may be hit by two causes; it counts once.
wage AS (
  SELECT
    person, _row,
    ANY_VALUE(name) AS name,
    ANY_VALUE(unit) AS unit,
    ANY_VALUE(month) AS month,
    ANY_VALUE(COALESCE(gross, net)) AS amount,
    MIN(since) AS since,
    ARG_MIN(what, since) AS what,
    ARG_MIN(what_en, since) AS what_en,
    ARG_MIN(cause, since) AS cause,
    FLATTEN(LIST(cause_rows)) AS cause_rows,
    BOOL_OR(x_death_cancelled) AS x_death_cancelled,
    BOOL_OR(x_acquitted) AS x_acquitted,
    BOOL_OR(x_on_leave) AS x_on_leave
  FROM kept
  WHERE excluded = all_excluded
  GROUP BY person, _row
)
SELECT
  person,
  MIN(name) AS name,
  MIN(unit) AS unit,
  MIN(since) AS since,
  ARG_MIN(what, since) AS what,
  ARG_MIN(what_en, since) AS what_en,
  CASE ARG_MIN(cause, since)
    WHEN 'dead' THEN '死亡登记' WHEN 'prison' THEN '服刑人员名单' ELSE '财政供养人员信息'
  END AS register,
  MIN(month) AS month,
  MIN(month) AS first,
  MAX(month) AS last,
  COUNT(*) AS count,
  SUM(amount) AS amount,
  LIST_DISTINCT(LIST_CONCAT(LIST(_row), FLATTEN(LIST(cause_rows)))) AS evidence,
  BOOL_OR(x_death_cancelled) AS x_death_cancelled,
  BOOL_OR(x_acquitted) AS x_acquitted,
  BOOL_OR(x_on_leave) AS x_on_leave
FROM wage
GROUP BY person
