-- A product over all locations, by colour and size: product, organization.
SELECT color, size, sum(inbound), sum(outbound), sum(reserved), sum(inbound - outbound - reserved) AS available
FROM on_hand
WHERE organization = $2::text AND product = $1::text
GROUP BY color, size
