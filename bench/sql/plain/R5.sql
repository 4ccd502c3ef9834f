SELECT upper(replace(id_no, ' ', '')) AS person, month, count(DISTINCT programme = '特困供养') AS n_prog, sum(amount) AS amount
FROM payments
WHERE programme IN ('农村低保', '城市低保', '特困供养')
GROUP BY 1, 2
HAVING count(DISTINCT programme = '特困供养') >= 2
