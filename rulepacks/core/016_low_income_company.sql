/*---
id: low_income_company
catalogue: 16
version: 1
core: true
title_zh: 低保家庭成员经营或持股企业
title_en: Minimum living allowance in a household that runs or owns a company
strength: B
basis: [社会救助暂行办法第九条, 规则目录第16条]
inputs:
  low_income_household: [payee, payee_name, last_month, member, member_name, evidence]
  company_post: [person, company, company_name, role, role_zh, role_en, from_on, to_on, closed, dormant,
    stolen_identity, coop_member, role_row, company_row]
subject:
  - payee: person_id
  - company: uscc
exclusions:
  closed: {title_zh: 企业已注销或吊销, title_en: the company is closed}
  dormant: {title_zh: 已歇业, title_en: the company is dormant}
  stolen_identity: {title_zh: 被冒名登记，已撤销, title_en: "registered with a stolen identity, revoked"}
  coop_member: {title_zh: 仅为合作社普通成员, title_en: a plain member of a cooperative}
  began_after: {title_zh: 最后一次领取低保之后才任职或持股, title_en: the post or share began after the last allowance}
explanation_zh: "{payee_name:name}（{payee:person_id}）领取低保至{last_month:month}，同户{member_name:name}（{member:person_id}）自{from_on:date}起在{company_name}（{company:uscc}）登记为{role_zh}。"
explanation_en: "{payee_name:name} ({payee:person_id}) drew the allowance until {last_month:month}; {member_name:name} ({member:person_id}) of the household has been registered as {role_en} of {company_name} ({company:uscc}) since {from_on:date}."
verify_zh: 企业是否实际经营、有无收入？登记是否本人所为？纳入时是否申报？
verify_en: Does the company trade, does it earn? Was the person registered knowingly? Was it declared when the case was opened?
clears_zh: 注销、歇业或冒名登记撤销的证明；或经营收入已计入核算仍低于标准的材料。
clears_en: Proof of closing, dormancy or a stolen identity, or a computation with that income below the line.
---*/
-- Posts held today: a post given up is no property.
WITH held AS (
  SELECT
    h.payee, h.payee_name, h.last_month, h.member, h.member_name, h.evidence,
    c.company, c.company_name, c.role, c.role_zh, c.role_en, c.from_on, c.role_row, c.company_row,
    c.closed AS x_closed,
    c.dormant AS x_dormant,
    c.stolen_identity AS x_stolen_identity,
    c.coop_member AS x_coop_member,
    MONTH_OF(c.from_on) > h.last_month AS x_began_after
  FROM low_income_household AS h
  JOIN company_post AS c ON c.person = h.member
  WHERE c.to_on >= :as_of OR c.closed
),
marked AS (
  SELECT *, x_closed OR x_dormant OR x_stolen_identity OR x_coop_member OR x_began_after AS excluded FROM held
),
-- When one post stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.payee, m.company) AS all_excluded FROM marked AS m
)
SELECT
  payee,
  company,
  ANY_VALUE(payee_name) AS payee_name,
  ANY_VALUE(last_month) AS last_month,
  MIN(member) AS member,
  ARG_MIN(member_name, member) AS member_name,
  ANY_VALUE(company_name) AS company_name,
  ARG_MIN(role, member) AS role,
  ARG_MIN(role_zh, member) AS role_zh,
  ARG_MIN(role_en, member) AS role_en,
  ARG_MIN(from_on, member) AS from_on,
  LIST_DISTINCT(
    LIST_CONCAT(LIST_CONCAT(LIST(role_row), LIST(company_row)), FLATTEN(LIST(evidence)))
  ) AS evidence,
  BOOL_OR(x_closed) AS x_closed,
  BOOL_OR(x_dormant) AS x_dormant,
  BOOL_OR(x_stolen_identity) AS x_stolen_identity,
  BOOL_OR(x_coop_member) AS x_coop_member,
  BOOL_OR(x_began_after) AS x_began_after
FROM kept
WHERE excluded = all_excluded
GROUP BY payee, company
