-- Sales of one unit each: ids, marks, products, locations, colours, sizes as arrays; organization and site. Answers how
-- many ids were new. An id that comes twice in the arrays counts once.
WITH incoming AS (
  SELECT DISTINCT ON (id) *
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS sale (id, mark, product, location, color, size)
  ORDER BY id
), fresh AS (
  INSERT INTO event SELECT id, mark FROM incoming
  ON CONFLICT DO NOTHING
  RETURNING id
), sums AS (
  SELECT product, location, color, size, count(*) AS units
  FROM incoming JOIN fresh USING (id)
  GROUP BY product, location, color, size
  ORDER BY product, location, color, size  -- one order for all, so that no two batches wait for each other
), applied AS (
  INSERT INTO on_hand (organization, product, site, location, color, size, outbound)
  SELECT $7::text, product, $8::text, location, color, size, units FROM sums
  ON CONFLICT (organization, product, site, location, color, size)
  DO UPDATE SET outbound = on_hand.outbound + EXCLUDED.outbound
)
SELECT count(*) FROM fresh
