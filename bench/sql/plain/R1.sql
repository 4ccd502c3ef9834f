SELECT upper(replace(p.id_no, ' ', '')) AS person, min(d.death_date) AS died_on, count(*) AS n_pay,
       sum(p.amount) AS amount, min(p.pay_date) AS first_paid, max(p.pay_date) AS last_paid
FROM payments AS p JOIN deaths AS d ON upper(replace(p.id_no, ' ', '')) = upper(replace(d.id_no, ' ', ''))
WHERE p.pay_date > d.death_date
GROUP BY 1
