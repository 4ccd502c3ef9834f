/*---
id: official_business
catalogue: 29
version: 1
core: true
title_zh: 公职人员经商办企业
title_en: An official holds a post or share in a company
strength: B
basis: [公务员法第五十九条第十六项, 公职人员政务处分法第三十六条, 规则目录第29条]
inputs:
  official_term: [person, name, unit, post, village_cadre, from_on, to_on]
  company_post: [person, company, company_name, role, role_zh, role_en, from_on, to_on, closed, dormant,
    stolen_identity, coop_member, listed_share, inherited, role_row, company_row]
optional:
  side_job: [person, company, approved_on]
subject:
  - person: person_id
  - company: uscc
exclusions:
  village_cadre: {title_zh: 村（社区）干部，不适用公务员经商禁令, title_en: "a village cadre, to whom the ban does not apply"}
  not_in_post: {title_zh: 任职期间并不持有（任职前已退出，或离任后才持有）, title_en: "not held while in post (given up before, or begun after)"}
  closed: {title_zh: 企业已注销或吊销, title_en: the company is closed}
  dormant: {title_zh: 已歇业, title_en: the company is dormant}
  stolen_identity: {title_zh: 被冒名登记，已撤销, title_en: "registered with a stolen identity, revoked"}
  listed_share: {title_zh: 上市公司流通股, title_en: traded shares of a listed company}
  inherited: {title_zh: 继承取得, title_en: inherited}
  coop_member: {title_zh: 仅为合作社普通成员, title_en: a plain member of a cooperative}
  approved: {title_zh: 经批准兼职, title_en: an approved outside post}
explanation_zh: "{name:name}（{person:person_id}，{unit}{post}）自{from_on:date}起在{company_name}（{company:uscc}）登记为{role_zh}；其公职任期自{in_post_since:date}起。"
explanation_en: "{name:name} ({person:person_id}, {post} of {unit}) has been registered as {role_en} of {company_name} ({company:uscc}) since {from_on:date}, and in post since {in_post_since:date}."
verify_zh: 登记是否本人所为、是否实际出资经营取酬？是否报告过、经过批准？
verify_en: Was the person registered knowingly, does he invest, run it or earn? Was it reported or approved?
clears_zh: 批准兼职的文件；继承、冒名登记、注销或已退出的证明；所持为上市公司流通股的凭证。
clears_en: An approval; proof of inheritance, stolen identity, closing or leaving; or that the shares are traded ones.
---*/
WITH approval AS (
  SELECT person, company, MIN(_row) AS _row FROM side_job GROUP BY person, company
),
held AS (
  SELECT
    t.person, t.name, t.unit, t.post, t.from_on AS in_post_since, t._row AS term_row,
    c.company, c.company_name, c.role, c.role_zh, c.role_en, c.from_on, c.role_row, c.company_row,
    COALESCE(a._row, c.role_row) AS approval_row,
    t.village_cadre AS x_village_cadre,
    c.to_on < t.from_on OR c.from_on > t.to_on AS x_not_in_post,
    c.closed AS x_closed,
    c.dormant AS x_dormant,
    c.stolen_identity AS x_stolen_identity,
    c.listed_share AS x_listed_share,
    c.inherited AS x_inherited,
    c.coop_member AS x_coop_member,
    a.person IS NOT NULL AS x_approved
  FROM official_term AS t
  JOIN company_post AS c ON c.person = t.person
  LEFT JOIN approval AS a ON a.person = t.person AND a.company = c.company
),
marked AS (
  SELECT
    *,
    x_village_cadre OR x_not_in_post OR x_closed OR x_dormant OR x_stolen_identity OR x_listed_share OR x_inherited
      OR x_coop_member OR x_approved AS excluded
  FROM held
),
-- When one post stands and another is excluded, only the one that stands makes the finding.
kept AS (
  SELECT m.*, MIN(m.excluded) OVER (PARTITION BY m.person, m.company) AS all_excluded FROM marked AS m
)
SELECT
  person,
  company,
  ANY_VALUE(name) AS name,
  ARG_MAX(unit, term_row) AS unit,
  ARG_MAX(post, term_row) AS post,
  ANY_VALUE(company_name) AS company_name,
  ARG_MIN(role, role_row) AS role,
  ARG_MIN(role_zh, role_row) AS role_zh,
  ARG_MIN(role_en, role_row) AS role_en,
  MIN(from_on) AS from_on,
  MIN(in_post_since) AS in_post_since,
  LIST_DISTINCT(
    LIST_CONCAT(LIST_CONCAT(LIST(term_row), LIST(role_row)), LIST_CONCAT(LIST(company_row), LIST(approval_row)))
  ) AS evidence,
  BOOL_OR(x_village_cadre) AS x_village_cadre,
  BOOL_OR(x_not_in_post) AS x_not_in_post,
  BOOL_OR(x_closed) AS x_closed,
  BOOL_OR(x_dormant) AS x_dormant,
  BOOL_OR(x_stolen_identity) AS x_stolen_identity,
  BOOL_OR(x_listed_share) AS x_listed_share,
  BOOL_OR(x_inherited) AS x_inherited,
  BOOL_OR(x_coop_member) AS x_coop_member,
  BOOL_OR(x_approved) AS x_approved
FROM kept
WHERE excluded = all_excluded
GROUP BY person, company
