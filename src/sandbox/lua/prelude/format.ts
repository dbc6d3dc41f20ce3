/** Lua: `string.format` with the verbs of Go's fmt, as gopher-lua has it; the engine's own integers have only 32 bits. */
export const format = String.raw`
local function pad(text, flags, width)
  local missing = (tonumber(width) or 0) - select(2, gsub(text, '[^\128-\191]', ''))
  if missing <= 0 then return text end
  if find(flags, '-', 1, true) then return text .. rep(' ', missing) end
  if find(flags, '0', 1, true) then
    local sign, digits = match(text, '^([+-]?)(.*)$')
    return sign .. rep('0', missing) .. digits
  end
  return rep(' ', missing) .. text
end

local function digitsOf(n, base)
  if base == 10 then return plainFormat('%.0f', n) end
  if n == 0 then return '0' end
  local digits = {}
  while n > 0 do
    local digit = n % base
    digits[#digits + 1] = sub('0123456789abcdef', digit + 1, digit + 1)
    n = floor(n / base)
  end
  return reverse(plainConcat(digits))
end

local bases = { d = 10, i = 10, o = 8, x = 16, X = 16, b = 2 }

local function formatInteger(n, verb, flags, width, precision)
  if n ~= n or n >= 2^63 or n < -2^63 then n = -2^63 end
  n = n < 0 and ceil(n) or floor(n)
  local digits = digitsOf(n < 0 and -n or n, bases[verb])
  if verb == 'X' then digits = upper(digits) end
  if precision ~= '' then
    digits = rep('0', (tonumber(sub(precision, 2)) or 0) - #digits) .. digits
    flags = gsub(flags, '0', '')
  end
  local sign = n < 0 and '-' or find(flags, '+', 1, true) and '+' or find(flags, ' ', 1, true) and ' ' or ''
  return pad(sign .. digits, flags, width)
end

local function cut(text, precision)
  if precision == '' then return text end
  local wanted, taken = tonumber(sub(precision, 2)) or 0, 0
  return (gsub(text, '[%z\1-\127\192-\255][\128-\191]*', function(character)
    taken = taken + 1
    return taken > wanted and '' or character
  end))
end

local function hexOf(text, verb, flags, precision)
  if precision ~= '' then text = sub(text, 1, tonumber(sub(precision, 2)) or 0) end
  local prefix = find(flags, '#', 1, true) and '0' .. verb or ''
  local between = find(flags, ' ', 1, true) and ' ' or ''
  local first = true
  text = gsub(text, '.', function(character)
    local digits = (first and prefix or between .. (between ~= '' and prefix or '')) .. plainFormat('%02x', byte(character))
    first = false
    return digits
  end)
  return verb == 'X' and upper(text) or text
end

local function formatNumber(n, verb, flags, width, precision)
  if bases[verb] then return formatInteger(n, verb, flags, width, precision) end
  if verb == 's' then return pad(cut(numberText(n), precision), flags, width) end
  if verb == 'q' then return pad('"' .. numberText(n) .. '"', flags, width) end
  if verb == 'v' then return pad(numberText(n), flags, width) end
  if verb == 'c' then
    if n < 128 then return pad(char(n), flags, width) end
    if n < 2048 then return pad(char(192 + floor(n / 64), 128 + n % 64), flags, width) end
    return pad(char(224 + floor(n / 4096) % 16, 128 + floor(n / 64) % 64, 128 + n % 64), flags, width)
  end
  if n ~= n or n == huge or n == -huge then return pad(floatText(n), gsub(flags, '0', ''), width) end
  if (verb == 'g' or verb == 'G') and precision == '' then
    local text = verb == 'G' and upper(shortest(n)) or shortest(n)
    if n >= 0 and find(flags, '+', 1, true) then text = '+' .. text end
    return pad(text, flags, width)
  end
  if find('eEfgG', verb, 1, true) then return plainFormat('%' .. flags .. width .. precision .. verb, n) end
  if verb == 'F' then return plainFormat('%' .. flags .. width .. precision .. 'f', n) end
  return '%!' .. verb .. '(lua.LNumber=' .. numberText(n) .. ')'
end

local escapes = { ['\a'] = '\\a', ['\b'] = '\\b', ['\f'] = '\\f', ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t', ['\v'] = '\\v', ['"'] = '\\"', ['\\'] = '\\\\' }

local function quoteByte(c)
  return escapes[c] or plainFormat('\\x%02x', byte(c))
end

local function formatOther(value, verb, flags, width, precision)
  local text = type(value) == 'string' and value or toText(value)
  if verb == 'q' then return pad('"' .. gsub(text, '[%c"\\]', quoteByte) .. '"', flags, width) end
  if type(value) == 'string' and (verb == 'd' or verb == 'i') then
    if tonumber(value) then return pad(value, flags, width) end
    return formatInteger(0, 'd', flags, width, precision)
  end
  if verb == 'x' or verb == 'X' then return pad(hexOf(text, verb, flags, precision), flags, width) end
  if verb == 't' and type(value) == 'boolean' then return pad(text, flags, width) end
  local isNamed = type(value) == 'string' or verb == 's' or verb == 'v'
  text = pad(isNamed and cut(text, precision) or text, flags, width)
  if verb == 's' or verb == 'v' then return text end
  if value == nil then return '&{}' end
  return '%!' .. verb .. '(' .. (type(value) == 'string' and 'string' or 'lua.LBool') .. '=' .. text .. ')'
end

string.format = function(pattern, ...)
  if type(pattern) == 'number' then pattern = numberText(pattern) end
  if type(pattern) ~= 'string' then error('bad argument #1 to format (string expected, got ' .. type(pattern) .. ')', 2) end
  local values, count, used = { ... }, select('#', ...), 0
  return (gsub(pattern, '%%([-+ #0]*)(%d*)(%.?%d*)(.?)', function(flags, width, precision, verb)
    if verb == '%' then return '%' end
    if verb == '' then return '%!(NOVERB)' end
    used = used + 1
    if used > count then return '%!' .. verb .. '(MISSING)' end
    if #width > 6 or #precision > 7 then error('width or precision too large', 0) end
    local value = values[used]
    if type(value) == 'number' then return formatNumber(value, verb, flags, width, precision) end
    return formatOther(value, verb, flags, width, precision)
  end))
end
`;
