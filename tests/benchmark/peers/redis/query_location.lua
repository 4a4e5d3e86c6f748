-- Sums of each product of a location over its variants.
--   KEYS[1]  the set of the location's row keys
-- Answers {row key, in, out, reserved, row key, …}.
local answer = {}
for i, row in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local sums = {['in'] = 0, out = 0, reserved = 0}
  local fields = redis.call('HGETALL', row)
  for k = 1, #fields, 2 do
    local measure = string.match(fields[k], '[^|]*$')
    sums[measure] = sums[measure] + fields[k + 1]
  end
  answer[4 * i - 3] = row
  answer[4 * i - 2] = sums['in']
  answer[4 * i - 1] = sums.out
  answer[4 * i] = sums.reserved
end
return answer
