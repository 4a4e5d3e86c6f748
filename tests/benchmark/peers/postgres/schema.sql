-- On-hand quantities in PostgreSQL, as a user would build them. Names are texts in the order of bytes (the cluster has
-- locale C); colour and size are '' where a product has no variants.

-- Rows. The counters are in no index, and pages keep room, so that an update stays on its page (HOT).
CREATE TABLE on_hand (
  organization text NOT NULL,
  product text NOT NULL,
  site text NOT NULL,
  location text NOT NULL,
  color text NOT NULL,
  size text NOT NULL,
  inbound bigint NOT NULL DEFAULT 0,
  outbound bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

-- Ids that were applied, each with a 64-bit mark of its content.
CREATE TABLE event (
  id text NOT NULL,
  mark bigint NOT NULL
);

-- What is available to reserve of a product as a whole. Its row is the lock that keeps a product from being oversold.
CREATE TABLE product_total (
  organization text NOT NULL,
  product text NOT NULL,
  available bigint NOT NULL
) WITH (fillfactor = 20);

-- Dated changes of supply, for available to promise.
CREATE TABLE schedule (
  organization text NOT NULL,
  product text NOT NULL,
  site text NOT NULL,
  location text NOT NULL,
  color text NOT NULL,
  size text NOT NULL,
  day date NOT NULL,
  change bigint NOT NULL
);

-- Reserves one unit of a row if as much of its product is available. 1 = reserved, now or when the id first came;
-- 0 = not enough; -1 = the id has other content. The product's row is locked last, and so as short as can be; when
-- nothing is left, nobody waits for it.
CREATE FUNCTION reserve_one(new_id text, new_mark bigint, of_organization text, of_product text, of_site text,
                            of_location text, of_color text, of_size text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  known_mark bigint;
BEGIN
  SELECT mark INTO known_mark FROM event WHERE id = new_id;
  IF FOUND THEN
    RETURN CASE WHEN known_mark = new_mark THEN 1 ELSE -1 END;
  END IF;
  PERFORM 1 FROM product_total WHERE organization = of_organization AND product = of_product AND available >= 1;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  INSERT INTO event VALUES (new_id, new_mark) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN  -- came on another connection at the same time
    SELECT mark INTO known_mark FROM event WHERE id = new_id;
    RETURN CASE WHEN known_mark = new_mark THEN 1 ELSE -1 END;
  END IF;
  UPDATE on_hand SET reserved = reserved + 1
    WHERE organization = of_organization AND product = of_product AND site = of_site AND location = of_location
      AND color = of_color AND size = of_size;
  UPDATE product_total SET available = available - 1
    WHERE organization = of_organization AND product = of_product AND available >= 1;
  IF NOT FOUND THEN  -- somebody took the last one meanwhile; a refused id is not remembered
    UPDATE on_hand SET reserved = reserved - 1
      WHERE organization = of_organization AND product = of_product AND site = of_site AND location = of_location
        AND color = of_color AND size = of_size;
    DELETE FROM event WHERE id = new_id;
    RETURN 0;
  END IF;
  RETURN 1;
END $$;
