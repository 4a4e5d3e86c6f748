-- What can be promised of a row for each of the next 180 days: the least that will be there from that day on. Product,
-- location, colour, size, organization, site.
WITH stock AS (
  SELECT inbound - outbound AS on_hand
  FROM on_hand
  WHERE organization = $5::text AND product = $1::text AND site = $6::text AND location = $2::text
    AND color = $3::text AND size = $4::text
), changes AS (
  SELECT day, change
  FROM schedule
  WHERE organization = $5::text AND product = $1::text AND site = $6::text AND location = $2::text
    AND color = $3::text AND size = $4::text AND day >= current_date AND day < current_date + 180
), projected AS (
  SELECT current_date + number AS day,
         coalesce((SELECT on_hand FROM stock), 0) + coalesce(sum(change) OVER (ORDER BY number), 0) AS quantity
  FROM generate_series(0, 179) AS number LEFT JOIN changes ON day = current_date + number
)
SELECT day, min(quantity) OVER (ORDER BY day DESC) AS promise FROM projected ORDER BY day
