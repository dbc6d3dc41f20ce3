/** Lua: reads the event as encode-event.ts writes it. */
export const readEvent = String.raw`
local function unescapeByte(c)
  return c == '\2' and '\0' or '\1'
end

local function readText(text, at)
  local colon = find(text, ':', at, true)
  local last = colon + tonumber(sub(text, at + 1, colon - 1))
  local value = sub(text, colon + 1, last)
  if find(value, '\1', 1, true) then value = gsub(value, '\1(.)', unescapeByte) end
  return value, last + 1
end

local readers = {}

local function readValue(text, at)
  return readers[byte(text, at)](text, at)
end

readers[115] = readText
readers[116] = function(_, at) return true, at + 1 end
readers[102] = function(_, at) return false, at + 1 end
readers[110] = function(text, at)
  local stop = find(text, ';', at, true)
  return tonumber(sub(text, at + 1, stop - 1)), stop + 1
end
readers[123] = function(text, at)
  local map, key = {}, nil
  at = at + 1
  while byte(text, at) ~= 125 do
    key, at = readText(text, at)
    map[key], at = readValue(text, at)
  end
  return map, at + 1
end
readers[91] = function(text, at)
  local list, count = {}, 0
  at = at + 1
  while byte(text, at) ~= 93 do
    count = count + 1
    list[count], at = readValue(text, at)
  end
  return list, at + 1
end
`;
