SELECT account, count(DISTINCT upper(replace(id_no, ' ', ''))) AS n_ids, count(*) AS n_pay, sum(amount) AS amount
FROM payments
GROUP BY account
HAVING count(DISTINCT upper(replace(id_no, ' ', ''))) >= 5
