SELECT upper(replace(o.id_no, ' ', '')) AS person, c.uscc AS company, o.org AS unit
FROM officials AS o JOIN companies AS c ON upper(replace(o.id_no, ' ', '')) = upper(replace(c.legal_rep_id, ' ', ''))
WHERE c.status = '存续'
