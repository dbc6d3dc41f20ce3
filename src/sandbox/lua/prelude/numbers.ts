/** Lua: numbers as text the way Go prints them: integers in full, others with the fewest digits that read back; and text as numbers. */
export const numbers = String.raw`
local function shortest(n)
  local digits = 1
  while digits < 17 and tonumber(plainFormat('%.' .. digits .. 'g', n)) ~= n do digits = digits + 1 end
  local sign, first, rest, exponent = match(plainFormat('%.' .. (digits - 1) .. 'e', n), '^(-?)(%d)%.?(%d*)e(.*)$')
  exponent = tonumber(exponent)
  if exponent < -4 or exponent >= 6 then
    return sign .. first .. (rest == '' and '' or '.' .. rest) .. plainFormat('e%s%02d', exponent < 0 and '-' or '+', exponent < 0 and -exponent or exponent)
  end
  return plainFormat('%.' .. (digits - 1 - exponent > 0 and digits - 1 - exponent or 0) .. 'f', n)
end

local function floatText(n)
  if n ~= n then return 'NaN' end
  if n == huge then return '+Inf' end
  if n == -huge then return '-Inf' end
  return shortest(n)
end

local function numberText(n)
  if n == 0 then return '0' end
  if n == floor(n) and n >= -2^63 and n < 2^63 then return plainFormat('%.0f', n) end
  return floatText(n)
end

local function toText(...)
  local value = ...
  if type(value) == 'number' then return numberText(value) end
  return plainTostring(...)
end

tostring = toText

-- Whole numbers in a base, or a decimal with a point; neither exponents without one nor names such as inf.
_G.tonumber = function(...)
  local value, base = ...
  if type(value) ~= 'string' then
    if type(value) ~= 'number' and select('#', ...) > 0 then return nil end
    return tonumber(...)
  end
  local text = match(value, '^[ \n\t]*(.-)[ \n\t]*$')
  if find(text, '.', 1, true) then
    if find(text, '[xXnN\r\v\f]') then return nil end
    return tonumber(text)
  end
  local sign, digits = match(text, '^([+-]?)(%w+)$')
  if digits == nil then return nil end
  if base == nil then
    if find(digits, '^0[xX]') and sign == '' then return tonumber(sub(digits, 3), 16) end
    if find(digits, '%D') then return nil end
  end
  local number = tonumber(digits, base or 10)
  if number ~= nil and sign == '-' then return -number end
  return number
end

table.concat = function(list, ...)
  if type(list) ~= 'table' then return plainConcat(list, ...) end
  local texts = {}
  local count = 0
  for at, value in next, list do
    texts[at] = type(value) == 'number' and numberText(value) or value
    if type(at) == 'number' and at > count then count = at end
  end
  local separator, first, last = ...
  return plainConcat(texts, separator or '', first or 1, last or count)
end
`;
