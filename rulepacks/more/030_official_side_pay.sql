/*---
id: official_side_pay
catalogue: 30
version: 1
title_zh: 公职人员兼职取酬
title_en: An official insured as an employee of a company
strength: B
basis: [公务员法第四十四条, 规则目录第30条]
inputs:
  official_term: [person, name, unit, village_cadre, from_on, to_on]
  social_insurance: [person, company, company_name, from_on, to_on]
optional:
  side_job: [person, company, paid]
parameters:
  changeover_months:
    title_zh: 视为衔接的重叠月数
    title_en: common months that count as a change-over
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 1, basis: 样本口径}]
subject:
  - person: person_id
  - company: uscc
exclusions:
  village_cadre: {title_zh: 村（社区）干部，可以另有工作, title_en: a village cadre may have another job}
  changeover: {title_zh: 只在入职、离职当月衔接, title_en: only the month of entering or leaving office}
  approved_unpaid: {title_zh: 经批准兼职且不取酬, title_en: approved and unpaid}
  own_unit: {title_zh: 参保单位即本人工作单位, title_en: insured by the person's own unit}
explanation_zh: "{name:name}（{person:person_id}，{unit}）自{first:month}起由{company_name}（{company:uscc}）参加职工社会保险，与公职任期重叠{months}个月。"
explanation_en: "{company_name} ({company:uscc}) has insured {name:name} ({person:person_id}, {unit}) as an employee since {first:month}; {months} months fall into the term of office."
verify_zh: 是否在该企业任职、领取报酬，还是挂靠参保、未办停保？是否经批准？
verify_en: Does the person work and earn there, or was the insurance merely not ended? Was it approved?
clears_zh: 批准兼职且不取酬的文件；或企业漏办停保、被冒用身份参保的证明。
clears_en: An approval of unpaid work, or proof that the company failed to end the insurance or used the name.
---*/
WITH approval AS (
  SELECT person, company, BOOL_OR(paid IS NOT NULL AND NOT paid) AS unpaid, MIN(_row) AS _row
  FROM side_job
  GROUP BY person, company
),
spell AS (
  SELECT
    t.person, t.name, t.unit, t.village_cadre, t._row AS term_row, s.company, s.company_name, s._row,
    MONTH_OF(GREATEST(s.from_on, t.from_on)) AS first,
    MONTH_OF(LEAST(COALESCE(s.to_on, :as_of), t.to_on, :as_of)) AS last
  FROM social_insurance AS s
  JOIN official_term AS t ON t.person = s.person
),
overlap AS (
  SELECT
    s.*,
    MONTH_DIFF(s.first, s.last) + 1 AS months,
    COALESCE(a._row, s._row) AS approval_row,
    s.village_cadre AS x_village_cadre,
    MONTH_DIFF(s.first, s.last) + 1 <= :changeover_months AS x_changeover,
    COALESCE(a.unpaid, FALSE) AS x_approved_unpaid,
    COALESCE(s.company_name = s.unit, FALSE) AS x_own_unit
  FROM spell AS s
  LEFT JOIN approval AS a ON a.person = s.person AND a.company = s.company
  WHERE s.first <= s.last
),
marked AS (
  SELECT *, x_village_cadre OR x_changeover OR x_approved_unpaid OR x_own_unit AS excluded FROM overlap
),
-- When one spell stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person, m.company) AS all_excluded FROM marked AS m
)
SELECT
  person,
  company,
  ANY_VALUE(name) AS name,
  ARG_MAX(unit, months) AS unit,
  ANY_VALUE(company_name) AS company_name,
  ARG_MAX(first, months) AS first,
  ARG_MAX(last, months) AS last,
  MIN(first) AS month,
  MAX(months) AS months,
  LIST_DISTINCT(LIST_CONCAT(LIST_CONCAT(LIST(term_row), LIST(_row)), LIST(approval_row))) AS evidence,
  BOOL_OR(x_village_cadre) AS x_village_cadre,
  BOOL_OR(x_changeover) AS x_changeover,
  BOOL_OR(x_approved_unpaid) AS x_approved_unpaid,
  BOOL_OR(x_own_unit) AS x_own_unit
FROM kept
WHERE excluded = all_excluded
GROUP BY person, company
