WITH car AS (SELECT owner, max(price) AS car_value FROM vehicle WHERE price > 10000000 GROUP BY owner),
     home AS (SELECT owner, count(*) AS n_home FROM real_estate WHERE usage = '住宅' GROUP BY owner HAVING count(*) >= 2),
     rich AS (SELECT coalesce(c.owner, h.owner) AS owner, c.car_value, h.n_home
              FROM car AS c FULL JOIN home AS h ON h.owner = c.owner),
     aid AS (SELECT person, count(*) AS n_pay, sum(amount) AS amount
             FROM payment
             WHERE fund IN ('农村低保', '城市低保', '特困供养') AND person IN (SELECT owner FROM rich)
             GROUP BY person)
SELECT aid.person, aid.n_pay, aid.amount, rich.car_value, rich.n_home
FROM aid JOIN rich ON rich.owner = aid.person
