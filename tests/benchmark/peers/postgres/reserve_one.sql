-- Id, mark, product, location, colour, size, organization, site. See schema.sql.
SELECT reserve_one($1::text, $2::bigint, $7::text, $3::text, $8::text, $4::text, $5::text, $6::text)
