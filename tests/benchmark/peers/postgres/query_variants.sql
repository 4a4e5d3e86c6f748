-- All variants of a product at a location: product, location, organization, site.
SELECT color, size, inbound, outbound, reserved, inbound - outbound - reserved AS available
FROM on_hand
WHERE organization = $3::text AND product = $1::text AND site = $4::text AND location = $2::text
