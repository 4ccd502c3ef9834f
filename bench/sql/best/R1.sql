SELECT p.person, min(d.died_on) AS died_on, count(*) AS n_pay, sum(p.amount) AS amount,
       min(p.paid_on) AS first_paid, max(p.paid_on) AS last_paid
FROM payment AS p JOIN death AS d ON d.person = p.person
WHERE p.paid_on > d.died_on
GROUP BY p.person
