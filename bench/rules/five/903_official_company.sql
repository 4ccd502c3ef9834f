/*---
id: bench_official_company
catalogue: 903
version: 1
title_zh: 公职人员担任存续企业法定代表人
title_en: Officials who legally represent a live company
strength: A
basis: [reference/matching.md R3]
inputs:
  public_official: [person, name, unit, post]
  company: [company, name, status, legal_rep]
parameters:
  live: {title_zh: 存续, title_en: live, type: text, values: [{since: 2000-01-01, value: active}]}
subject:
  - person: person_id
  - company: uscc
explanation_zh: "{name:name}（{person:person_id}）在{unit}任{post}，同时是存续企业{company_name}（{company:uscc}）的法定代表人。"
explanation_en: "{name:name} ({person:person_id}), {post} at {unit}, legally represents the live company {company_name} ({company:uscc})."
verify_zh: 是否为本人登记？是否已报告并获批准？
verify_en: Did the person register it? Was it reported and approved?
clears_zh: 被冒名登记的证明，或批准兼职的文件。
clears_en: Proof of a misused identity, or an approval.
---*/
SELECT
  o.person,
  c.company,
  ANY_VALUE(o.name) AS name,
  ANY_VALUE(o.unit) AS unit,
  ANY_VALUE(o.post) AS post,
  ANY_VALUE(c.name) AS company_name,
  LIST_CONCAT(LIST(o._row), LIST(c._row)) AS evidence
FROM public_official AS o
JOIN company AS c ON c.legal_rep = o.person
WHERE c.status = :live
GROUP BY o.person, c.company
