-- Sums over all rows, and how many ids were applied.
SELECT coalesce(sum(outbound), 0)::bigint, coalesce(sum(reserved), 0)::bigint, (SELECT count(*) FROM event) FROM on_hand
