/** Lua: writes what a script returned as JSON with one character for each byte, by Argo Events' rules for tables. */
export const writeTable = String.raw`
local maxDepth, maxIndex = 200, 67108864

local function escapeByte(c)
  return plainFormat('\\u%04x', byte(c))
end

local function quote(text)
  return '"' .. gsub(text, '[^%w _./:+-]', escapeByte) .. '"'
end

local function largestIndex(list)
  local largest = 0
  for key in next, list do
    if type(key) == 'number' and key > largest and key < maxIndex and key == floor(key) then largest = key end
  end
  return largest
end

local function isMarkedArray(list)
  local metatable = getmetatable(list)
  return metatable ~= nil and rawget(metatable, '__is_array') == true
end

local writeValue

local function writeList(list, length, out, depth)
  out[#out + 1] = '['
  for index = 1, length do
    if index > 1 then out[#out + 1] = ',' end
    writeValue(rawget(list, index), out, depth + 1)
  end
  out[#out + 1] = ']'
end

local function writeMembers(map, out, depth, areTexts)
  for key, value in next, map do
    if (type(key) == 'string') == areTexts then
      if out[#out] ~= '{' then out[#out + 1] = ',' end
      out[#out + 1] = quote(areTexts and key or toText(key))
      out[#out + 1] = ':'
      writeValue(value, out, depth + 1)
    end
  end
end

writeValue = function(value, out, depth)
  local kind = type(value)
  if kind == 'string' then
    out[#out + 1] = quote(value)
  elseif kind == 'number' then
    if value ~= value or value == huge or value == -huge then error('json: unsupported value: ' .. floatText(value), 0) end
    out[#out + 1] = plainFormat('%.17g', value)
  elseif kind == 'boolean' then
    out[#out + 1] = value and 'true' or 'false'
  elseif kind == 'nil' then
    out[#out + 1] = 'null'
  elseif kind == 'table' then
    if depth > maxDepth then error('the table that the script returned is nested too deep, or holds itself', 0) end
    local length = largestIndex(value)
    if length > 0 or isMarkedArray(value) then return writeList(value, length, out, depth) end
    out[#out + 1] = '{'
    writeMembers(value, out, depth, true)
    writeMembers(value, out, depth, false)
    out[#out + 1] = '}'
  elseif kind == 'function' then
    error('json: unsupported type: lua.LGFunction', 0)
  else
    error('json: unsupported type: ' .. kind, 0)
  end
end

local function readEvent(text)
  event = readValue(text, 1)
end

local function finishFilter(value)
  return value == true and 'true' or 'false'
end

local function finishTransform(value)
  if type(value) ~= 'table' then error('transformation script output type is not of lua table', 0) end
  local out = {}
  writeValue(value, out, 1)
  return plainConcat(out)
end

return readEvent, finishFilter, finishTransform
`;
