/*---
id: same_project_manager
catalogue: 80
version: 1
title_zh: 同一标段两家投标的项目经理是同一人
title_en: Two bids of one section name the same project manager
strength: A
basis: [招标投标法实施条例第四十条第（三）项, 规则目录第80条]
inputs:
  bid: [section, project, opened_on, bidder, bidder_name, manager, manager_name]
subject:
  - section: ref
  - bidder_a: uscc
  - bidder_b: uscc
explanation_zh: "标段{section:ref}（{project}）{opened_on:date}开标，{name_a}（{bidder_a:uscc}）与{name_b}（{bidder_b:uscc}）填报的项目经理同为{manager_name:name}（{manager:person_id}）。"
explanation_en: "In section {section:ref} (opened {opened_on:date}) {name_a} ({bidder_a:uscc}) and {name_b} ({bidder_b:uscc}) both name {manager_name:name} ({manager:person_id}) as project manager."
verify_zh: 开标时此人在哪家企业任职、参保？是否知道被两家同时填报？
verify_en: At which company was the person employed and insured at the opening? Did the person know of both bids?
clears_zh: 身份证号填写错误的更正；证书被冒用的证明。
clears_en: A correction of the id number, or proof that the certificate was misused.
---*/
SELECT
  a.section,
  a.bidder AS bidder_a,
  b.bidder AS bidder_b,
  ANY_VALUE(a.bidder_name) AS name_a,
  ANY_VALUE(b.bidder_name) AS name_b,
  ANY_VALUE(a.project) AS project,
  MIN(a.opened_on) AS opened_on,
  MONTH_OF(MIN(a.opened_on)) AS month,
  MIN(a.manager) AS manager,
  ARG_MIN(a.manager_name, a.manager) AS manager_name,
  LIST_DISTINCT(LIST_CONCAT(LIST(a._row), LIST(b._row))) AS evidence
FROM bid AS a
JOIN bid AS b ON b.section = a.section AND b.manager = a.manager AND a.bidder < b.bidder
GROUP BY a.section, a.bidder, b.bidder
