-- Reserves one unit if as much of the product is available.
--   KEYS  the hash of ids, the product's total, the row
--   ARGV  id, mark of its content, field of the row's counter
-- Answers 1 reserved, now or when the id first came; 0 not enough; -1 the id has other content.
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then return before == ARGV[2] and 1 or -1 end
if tonumber(redis.call('GET', KEYS[2]) or '0') < 1 then return 0 end
redis.call('DECR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
return 1
