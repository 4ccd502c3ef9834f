WITH destitute AS (SELECT DISTINCT person FROM payment WHERE fund = '特困供养'),
     both_rolls AS (SELECT DISTINCT person FROM payment
                    WHERE fund IN ('农村低保', '城市低保') AND person IN (SELECT person FROM destitute))
SELECT person, period_from AS month, sum(amount) AS amount
FROM payment
WHERE fund IN ('农村低保', '城市低保', '特困供养') AND person IN (SELECT person FROM both_rolls)
GROUP BY person, period_from
HAVING bool_or(fund = '特困供养') AND bool_or(fund <> '特困供养')
