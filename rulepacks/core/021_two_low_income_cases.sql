/*---
id: two_low_income_cases
catalogue: 21
version: 1
core: true
title_zh: 一人在两户低保名单中
title_en: One person in the lists of two low-income households
strength: A
basis: [社会救助暂行办法第十条, 规则目录第21条]
inputs:
  low_income_member: [case_no, fund, head_name, head, member_name, member, from_month, to_month]
optional:
  marriage: [event, husband, wife, registered_on]
parameters:
  changeover_months:
    title_zh: 视为衔接的重叠月数
    title_en: common months that count as a change-over
    type: int
    unit: 月
    values: [{since: 2000-01-01, value: 1, basis: 样本口径}]
subject:
  - member: person_id
exclusions:
  changeover: {title_zh: 只在转户的衔接月重叠, title_en: only the month of moving from one household to the other}
  month_of_marriage: {title_zh: 结婚当月由娘家（原）户转入新户, title_en: moved from one household to the other in the month of marriage}
explanation_zh: "{member_name:name}（{member:person_id}）在{head_name:name}、{other_head_name:name}两户低保的成员名单中，{first:month}至{last:month}重叠{months}个月。"
explanation_en: "{member_name:name} ({member:person_id}) is listed in the low-income households of {head_name:name} and {other_head_name:name}; the lists overlap for {months} months, {first:month} to {last:month}."
verify_zh: 该人实际与哪一户共同生活？何时应从另一户核减？
verify_en: With which household does the person live? When should the other have been reduced?
clears_zh: 其中一户已核减的审批表；或名单录入错误（同名、号码录错）的证明。
clears_en: The approval that took the person off one list, or proof of a slip in the list.
---*/
-- A list without an end lasts as long as the lists at hand, not until the day somebody happens to look.
WITH horizon AS (
  SELECT LEAST(MONTH_OF(:as_of), MAX(GREATEST(COALESCE(from_month, 190001), COALESCE(to_month, 190001)))) AS month
  FROM low_income_member
),
listed AS (
  SELECT
    case_no, head_name, head, member_name, member, _row,
    COALESCE(from_month, 190001) AS from_month,
    COALESCE(to_month, (SELECT month FROM horizon)) AS to_month
  FROM low_income_member
),
twice AS (
  SELECT member FROM listed GROUP BY member HAVING MIN(case_no) <> MAX(case_no)
),
-- Two cases of one head are another matter (urban and rural allowance at once).
pair AS (
  SELECT
    a.member, a.member_name, a.head_name, b.head_name AS other_head_name, a._row AS row_a, b._row AS row_b,
    GREATEST(a.from_month, b.from_month) AS common_from,
    LEAST(a.to_month, b.to_month) AS common_to
  FROM listed AS a
  JOIN twice AS t ON t.member = a.member
  JOIN listed AS b ON b.member = a.member
  WHERE a.case_no < b.case_no AND a.head <> b.head
    AND a.from_month <= b.to_month AND b.from_month <= a.to_month
),
wedding AS (
  SELECT husband AS person, MONTH_OF(registered_on) AS month, _row FROM marriage WHERE event = 'marriage'
  UNION ALL
  SELECT wife AS person, MONTH_OF(registered_on) AS month, _row FROM marriage WHERE event = 'marriage'
),
judged AS (
  SELECT
    p.*,
    w._row AS wedding_row,
    MONTH_DIFF(p.common_from, p.common_to) + 1 AS months,
    MONTH_DIFF(p.common_from, p.common_to) + 1 <= :changeover_months AS x_changeover
  FROM pair AS p
  LEFT JOIN wedding AS w ON w.person = p.member AND w.month >= p.common_from AND w.month <= p.common_to
),
-- When one pair of lists stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT j.*, MIN(j.x_changeover) OVER (PARTITION BY j.member) AS all_excluded FROM judged AS j
)
SELECT
  member,
  ANY_VALUE(member_name) AS member_name,
  ARG_MAX(head_name, months) AS head_name,
  ARG_MAX(other_head_name, months) AS other_head_name,
  MIN(common_from) AS first,
  MAX(common_to) AS last,
  MIN(common_from) AS month,
  MAX(months) AS months,
  LIST_DISTINCT(
    LIST_CONCAT(
      LIST_CONCAT(LIST(row_a), LIST(row_b)),
      COALESCE(LIST(wedding_row) FILTER (WHERE wedding_row IS NOT NULL), LIST(row_a))
    )
  ) AS evidence,
  BOOL_OR(x_changeover) AS x_changeover,
  BOOL_OR(x_changeover AND wedding_row IS NOT NULL) AS x_month_of_marriage
FROM kept
WHERE x_changeover = all_excluded
GROUP BY member
