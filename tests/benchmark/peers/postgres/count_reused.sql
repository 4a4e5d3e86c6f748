-- How many of these ids (first array) are known with another mark than theirs (second array).
SELECT count(*) FROM unnest($1::text[], $2::bigint[]) AS sale (id, mark) JOIN event USING (id)
WHERE sale.mark <> event.mark
