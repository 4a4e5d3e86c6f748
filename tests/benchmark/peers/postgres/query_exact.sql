-- One row: product, location, colour, size, organization, site.
SELECT inbound, outbound, reserved, inbound - outbound - reserved AS available
FROM on_hand
WHERE organization = $5::text AND product = $1::text AND site = $6::text AND location = $2::text
  AND color = $3::text AND size = $4::text
