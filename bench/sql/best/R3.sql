SELECT o.person, c.company, o.unit
FROM public_official AS o JOIN company AS c ON c.legal_rep = o.person
WHERE c.status = 'active'
