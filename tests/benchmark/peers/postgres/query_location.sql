-- All products of a location: location, organization, site.
SELECT product, sum(inbound), sum(outbound), sum(reserved), sum(inbound - outbound - reserved) AS available
FROM on_hand
WHERE organization = $2::text AND site = $3::text AND location = $1::text
GROUP BY product
