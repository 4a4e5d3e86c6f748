-- A sale of one unit: id, mark, product, location, colour, size, organization, site. Touches a row unless the id is
-- known.
WITH fresh AS (
  INSERT INTO event VALUES ($1::text, $2::bigint)
  ON CONFLICT DO NOTHING
  RETURNING id
), applied AS (
  INSERT INTO on_hand (organization, product, site, location, color, size, outbound)
  SELECT $7::text, $3::text, $8::text, $4::text, $5::text, $6::text, 1 FROM fresh
  ON CONFLICT (organization, product, site, location, color, size)
  DO UPDATE SET outbound = on_hand.outbound + EXCLUDED.outbound
)
SELECT count(*) FROM fresh
