WITH shared AS (SELECT account FROM payment GROUP BY account HAVING min(person) <> max(person)),
     drawn AS (SELECT account, person, count(*) AS n_pay, sum(amount) AS amount
               FROM payment WHERE account IN (SELECT account FROM shared)
               GROUP BY account, person)
SELECT account, count(*) AS n_ids, sum(n_pay) AS n_pay, sum(amount) AS amount
FROM drawn
GROUP BY account
HAVING count(*) >= 5
