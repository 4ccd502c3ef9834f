/*---
id: $rule_id
catalogue: $catalogue
version: $version
title_zh: $title_zh
title_en: $title_en
strength: C
basis: [请写明法律法规或政策条款]
inputs:
  death: [person, name, died_on]
  travel_claim: [claim_no, person, from_on, amount]
parameters:
  grace_days:
    title_zh: 死亡之后容许的天数
    title_en: days after death that are tolerated
    type: int
    unit: 天
    values: [{since: 2000-01-01, value: 3, basis: 请写明口径}]
subject:
  - claim_no: ref
exclusions:
  not_paid: {title_zh: 报销金额为零，未付款, title_en: the claim is for nothing and was not paid}
explanation_zh: "{name:name}（{person:person_id}）于{died_on:date}死亡，报销单{claim_no:ref}却报销其{from_on:date}的差旅费{amount:money}元。"
explanation_en: "{name:name} ({person:person_id}) died on {died_on:date}; claim {claim_no:ref} asks {amount:money} yuan for a trip on {from_on:date}."
verify_zh: 死亡日期是否属实？款项由谁领取？
verify_en: Is the date of death right? Who received the money?
clears_zh: 身份证号填写错误的更正，或死亡登记有误的证明。
clears_en: A correction of the id number, or proof that the death entry is wrong.
---*/
SELECT
  t.claim_no,
  ANY_VALUE(d.name) AS name,
  ANY_VALUE(t.person) AS person,
  MIN(t.from_on) AS from_on,
  MIN(d.died_on) AS died_on,
  SUM(t.amount) AS amount,
  LIST_CONCAT(LIST(t._row), LIST(d._row)) AS evidence,
  SUM(t.amount) = 0 AS x_not_paid
FROM travel_claim AS t
JOIN death AS d ON d.person = t.person
WHERE DAYS_BETWEEN(d.died_on, t.from_on) > PARAM('grace_days', t._county)
GROUP BY t.claim_no
