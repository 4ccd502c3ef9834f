/*---
table: kin_seed
inputs: {}
optional:
  public_official: [person]
  fiscal_staff: [person]
  village_cadre: [person]
  handler: [person]
  payment: [person, payee_name, holder, holder_name, account]
columns:
  person: BIGINT
---*/
-- People whose kin a rule may ask about: office holders, handlers, and people who share an account or whose money goes
-- to somebody else's. Kin of everybody else is never computed: it watches public power, not citizens.
WITH shared AS (
  SELECT account FROM payment
  WHERE account IS NOT NULL
  GROUP BY account
  HAVING MIN(person) <> MAX(person)
),
seed AS (
  SELECT person FROM public_official
  UNION ALL SELECT person FROM fiscal_staff
  UNION ALL SELECT person FROM village_cadre
  UNION ALL SELECT person FROM handler
  UNION ALL SELECT person FROM payment WHERE holder <> person
  UNION ALL SELECT holder AS person FROM payment WHERE holder <> person
  -- where the file gives no number of the holder, another name says that the money goes elsewhere
  UNION ALL SELECT person FROM payment WHERE holder IS NULL AND holder_name <> payee_name
  UNION ALL SELECT p.person FROM payment AS p JOIN shared ON shared.account = p.account
)
SELECT DISTINCT person FROM seed WHERE person IS NOT NULL
