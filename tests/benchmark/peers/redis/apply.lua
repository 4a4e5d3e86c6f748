-- Applies sales of one unit each. An id counts once; one that comes again with other content is refused.
--   KEYS[1]       the hash of ids
--   KEYS[2..n+1]  the row key of each sale
--   ARGV          for each sale: id, mark of its content, field of the row's counter
-- Answers {applied, repeated, refused}.
local count = #KEYS - 1
local ids = {}
for i = 1, count do ids[i] = ARGV[3 * i - 2] end
local known = redis.call('HMGET', KEYS[1], unpack(ids))

local fresh, fresh_count = {}, 0
local seen = {}
local units = {}
local repeated, refused = 0, 0
for i = 1, count do
  local id, mark = ids[i], ARGV[3 * i - 1]
  local before = known[i] or seen[id]
  if not before then
    seen[id] = mark
    fresh[fresh_count + 1] = id
    fresh[fresh_count + 2] = mark
    fresh_count = fresh_count + 2
    local fields = units[KEYS[i + 1]]
    if not fields then
      fields = {}
      units[KEYS[i + 1]] = fields
    end
    local field = ARGV[3 * i]
    fields[field] = (fields[field] or 0) + 1
  elseif before == mark then
    repeated = repeated + 1
  else
    refused = refused + 1
  end
end

if fresh_count > 0 then redis.call('HSET', KEYS[1], unpack(fresh)) end
for row, fields in pairs(units) do
  for field, sold in pairs(fields) do
    if redis.call('HINCRBY', row, field, sold) == sold then
      -- The first sale: perhaps the row is new.
      local place, product = string.match(row, '^row:(.*)|([^|]*)$')
      redis.call('SADD', 'places:' .. product, row)
      redis.call('SADD', 'products:' .. place, row)
    end
  end
end
return {fresh_count / 2, repeated, refused}
