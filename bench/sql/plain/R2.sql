WITH ben AS (SELECT upper(replace(id_no, ' ', '')) AS id_no, count(*) AS n_pay, sum(amount) AS total
             FROM payments WHERE programme IN ('农村低保', '城市低保', '特困供养') GROUP BY 1),
     car AS (SELECT upper(replace(owner_id, ' ', '')) AS id_no, max(value) AS car_value
             FROM vehicles WHERE value > 10000000 GROUP BY 1),
     home AS (SELECT upper(replace(owner_id, ' ', '')) AS id_no, count(*) AS n_home
              FROM properties WHERE usage = '住宅' GROUP BY 1 HAVING count(*) >= 2)
SELECT ben.id_no AS person, ben.n_pay, ben.total AS amount, car.car_value, home.n_home
FROM ben LEFT JOIN car ON ben.id_no = car.id_no LEFT JOIN home ON ben.id_no = home.id_no
WHERE car.car_value IS NOT NULL OR home.n_home IS NOT NULL
