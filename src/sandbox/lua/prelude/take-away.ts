/**
 * Lua: keeps what the prelude needs in locals and takes away what can load code, leave the sandbox, or is not in gopher-lua, where
 * `math.huge` is the largest number and a text that does not match has no result at all.
 */
export const takeAway = `
local getmetatable, setmetatable, type, next, rawget, error = debug.getmetatable, setmetatable, type, next, rawget, error
local plainTostring, tonumber, select, ipairs = tostring, tonumber, select, ipairs
local find, sub, byte, gsub, rep, plainFormat = string.find, string.sub, string.byte, string.gsub, string.rep, string.format
local match, reverse, char, upper = string.match, string.reverse, string.char, string.upper
local plainConcat, floor, ceil, huge = table.concat, math.floor, math.ceil, math.huge

for _, name in ipairs({ 'debug', 'load', 'loadstring', 'loadfile', 'dofile', 'gcinfo' }) do _G[name] = nil end
string.dump, table.foreach, table.foreachi, table.setn = nil, nil, nil, nil
string.__index = string
_GOPHER_LUA_VERSION = 'GopherLua 0.1'
print, collectgarbage = function() end, function() end
math.huge = 1.7976931348623157e308
string.match = function(...)
  if match(...) ~= nil then return match(...) end
end
`;
