-- Sums of a product's rows by variant.
--   KEYS[1]  the set of the product's row keys
-- Answers {variant, in, out, reserved, variant, …}.
local sums = {}
for _, row in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local fields = redis.call('HGETALL', row)
  for i = 1, #fields, 2 do
    sums[fields[i]] = (sums[fields[i]] or 0) + fields[i + 1]
  end
end
local variants = {}
for field in pairs(sums) do variants[string.match(field, '^(.*)|')] = true end
local answer = {}
for variant in pairs(variants) do
  answer[#answer + 1] = variant
  answer[#answer + 1] = sums[variant .. '|in'] or 0
  answer[#answer + 1] = sums[variant .. '|out'] or 0
  answer[#answer + 1] = sums[variant .. '|reserved'] or 0
end
return answer
