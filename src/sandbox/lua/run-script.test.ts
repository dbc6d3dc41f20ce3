import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../sandbox-limits.ts';
import { loadLuaEngine } from './load-lua-engine.ts';
import { createScriptRunner } from './run-script.ts';

const engine = loadLuaEngine();
const runScript = createScriptRunner(engine, defaultLimits);
const data =
  '{"x":5,"big":12345678901,"huge":9007199254740993,"f":1.5,"s":{"k":"v"},"list":["a",null,"b",[1],{"q":null}],"str":"Héllo"}';

function transform(program: string, given = data) {
  return runScript({ program, data: given, purpose: 'transform' });
}

describe('a script that transforms', () => {
  // What gopher-lua and Argo Events' conversion of tables answered to the same script and data.
  it.each([
    ['event.x={} return event.x', '{}'],
    ['return event.s', '{"k":"v"}'],
    ['return {list=event.list}', '{"list":["a","b",{}]}'],
    ['return {1,nil,3}', '[1,null,3]'],
    ['return {nil,nil}', '{}'],
    ['local t={} t[5]=1 return t', '[null,null,null,null,1]'],
    ['return {[2]="b"}', '[null,"b"]'],
    ['return {"a","b",k="v"}', '["a","b"]'],
    ['return {[0]="z",["0"]="y"}', '{"0":"z"}'],
    ['return {[1.5]="x",[-1]="y",[1e20]="z"}', '{"-1":"y","1.5":"x","1e+20":"z"}'],
    ['return setmetatable({},{__is_array=true})', '[]'],
    ['return setmetatable({a=1},{__is_array=true})', '[]'],
    ['return setmetatable({},{__metatable="locked",__is_array=true})', '[]'],
    ['return {t=setmetatable({},{__is_array=1})}', '{"t":{}}'],
    ['return setmetatable({a=1},{__index={b=2}})', '{"a":1}'],
    ['return 1,{a=2}', '{"a":2}'],
    [
      'return {a=1,b=1.5,c=1e21,d=2^53,e=-0.5,f=1e-7,g=5e-324}',
      '{"a":1,"b":1.5,"c":1e+21,"d":9007199254740992,"e":-0.5,"f":1e-7,"g":5e-324}',
    ],
    ["return {a='<&>'}", '{"a":"\\u003c\\u0026\\u003e"}'],
    ["return {a='\\255', b='\\226\\130x'}", '{"a":"\\ufffd","b":"\\ufffd\\ufffdx"}'],
    ['return {event.str:sub(1,2)}', '["H\\ufffd"]'],
    ["return {['\\0']='a\\0b'}", '{"\\u0000":"a\\u0000b"}'],
    ['return {d=event.str:reverse():reverse(), n=#event.str}', '{"d":"Héllo","n":6}'],
  ])('answers %s with %s', (script, expected) => {
    expect(transform(script)).toEqual({ ok: true, data: expected });
  });

  it.each([
    ['tostring(event.huge)', '9007199254740992'],
    ['event.big .. ""', '12345678901'],
    ['tostring(1e15)', '1000000000000000'],
    ['tostring(1234567.5)', '1.2345675e+06'],
    ['tostring(1/3)', '0.3333333333333333'],
    ['tostring(0.1+0.2)', '0.30000000000000004'],
    ['tostring(1e-5)', '1e-05'],
    ['tostring(1e20)', '1e+20'],
    ['tostring(0/0)', 'NaN'],
    ['tostring(1/0)', '+Inf'],
    ['table.concat({1,2.5,1e15,"x"},",")', '1,2.5,1000000000000000,x'],
    ['string.format("%d %x %X %o", event.big, event.big, 255, 8)', '12345678901 2dfdc1c35 FF 10'],
    ['string.format("%5d|%-5d|%05d|%+d|% d",1,2,3,4,5)', '    1|2    |00003|+4| 5'],
    ['string.format("%.3f %8.3f %e %.2e",1.5,1.5,12345.678,12345.678)', '1.500    1.500 1.234568e+04 1.23e+04'],
    ['string.format("%g %g %G %.3g",0.1+0.2,1e6,1e-10,1234.5)', '0.30000000000000004 1e+06 1E-10 1.23e+03'],
    ['string.format("%s %s %s",true,nil,1.5)', 'true nil 1.5'],
    ['string.format("%s")', '%!s(MISSING)'],
    ['string.format("%d %d","5","x")', '5 0'],
    ['string.format("%c%c",233,0x4e2d)', 'é中'],
    ['string.format("%5s|%-7s|%.2s","é","é","héé")', '    é|é      |hé'],
    ['string.format("%10.3s|%.2s", 1000, 1000)', '       100|10'],
    ['string.format("%x|%X|% x|%#x|%10x|%.1x","hi","é","hi","a","a","é")', '6869|C3A9|68 69|0x61|        61|c3'],
    [
      'string.format("%e|%5.2f|%5c|%o","a","abc","x",true)',
      '%!e(string=a)|%!f(string=   ab)|%!c(string=    x)|%!o(lua.LBool=true)',
    ],
    ['string.format("%t|%5d|%+d",true,"x","x")', 'true|    0|+0'],
    ['tostring(math.huge)', '1.7976931348623157e+308'],
    ['select("#", string.match("a", "b")) .. select("#", string.match("a", "(a)()"))', '02'],
  ])('writes %s as gopher-lua does', (expression, expected) => {
    expect(transform(`return {a=${expression}}`)).toEqual({ ok: true, data: JSON.stringify({ a: expected }) });
  });

  it.each([
    ["'-5'", -5],
    ["'0x1F'", 31],
    ["'ff',16", 255],
    ["'1.5'", 1.5],
    ["' 12 '", 12],
    ["'1e3'", undefined],
    ["'inf'", undefined],
    ["'nan'", undefined],
    ["'0x'", undefined],
    ["'-0x10'", undefined],
    ["''", undefined],
    ['{}', undefined],
    ['true', undefined],
  ])('reads tonumber(%s) as gopher-lua does', (given, expected) => {
    expect(transform(`return {a=tonumber(${given})}`)).toEqual({ ok: true, data: JSON.stringify({ a: expected }) });
  });

  it.each([
    ["return 'x'", 'transformation script output type is not of lua table'],
    ['return nil', 'transformation script output type is not of lua table'],
    ['return {a=1},nil', 'transformation script output type is not of lua table'],
    ['', 'transformation script output type is not of lua table'],
    ['return {a=print}', 'json: unsupported type: lua.LGFunction'],
    ['return {a=0/0}', 'json: unsupported value: NaN'],
    ['return {a=-1/0}', 'json: unsupported value: -Inf'],
    ["error('x')", '<string>:1: x'],
    ['error({a=1})', 'the script raised an error that is not a text'],
    ['local t={} t.t=t return t', 'the table that the script returned is nested too deep, or holds itself'],
  ])('fails at %s', (script, message) => {
    expect(transform(script)).toEqual({ ok: false, reason: 'program', message });
  });

  it.each([
    'os',
    'io',
    'load',
    'loadstring',
    'loadfile',
    'dofile',
    'require',
    'package',
    'module',
    'debug',
    'gcinfo',
    'string.dump',
  ])('has no %s', (name) => {
    expect(transform(`return {type(${name})}`)).toEqual({ ok: true, data: '["nil"]' });
  });

  it('does not take compiled code', () => {
    expect(transform('\u001bLuaQ\u0000\u0001')).toMatchObject({ ok: false, reason: 'program' });
  });

  it('cannot reach the functions that convert, whatever it takes away', () => {
    const script = `local all = _G for name in pairs(all) do if name ~= 'event' then all[name] = nil end end return {a={1,'x'},b=event.x}`;
    expect(transform(script)).toEqual({ ok: true, data: '{"a":[1,"x"],"b":5}' });
  });

  it('leaves nothing behind for the next script', () => {
    transform(
      `left = 1 getmetatable('').__index = function() return 'left' end string.upper = nil math.pi = 3 return {}`,
    );

    const script = 'return {type(left), ("x").left == nil, type(string.upper), math.pi > 3.1}';
    expect(transform(script)).toEqual({ ok: true, data: '["nil",true,"function",true]' });
  });

  it('runs in memory that is as new, also after one that used much or failed', () => {
    const script = 'return {tostring({}), tostring(print), math.random()}';
    const first = createScriptRunner(engine, defaultLimits)({ program: script, data, purpose: 'transform' });
    for (const other of [
      'return {("x"):rep(1e6)}',
      'return {("x"):rep(5e7)}',
      'error({})',
      'return return',
      'math.random() x = {} return x',
    ]) {
      transform(other);
      expect(transform(script)).toEqual(first);
    }
  });

  it('gives the same random numbers for the same script', () => {
    const script = 'return {math.random(), math.random(1000), tostring({})}';
    expect(transform(script)).toEqual(transform(script));
  });

  it.each([
    ['', { ok: true, data: '' }],
    ['null', { ok: true, data: '{}' }],
  ])('takes the data "%s"', (given, expected) => {
    expect(transform('return event', given)).toEqual(expected);
  });

  it('stops at the memory limit', () => {
    expect(transform('return {string.rep("x", 1e9)}')).toEqual({ ok: false, reason: 'memory' });
  });

  it('stops at the output limit', () => {
    const limits = { ...defaultLimits, outputBytes: 10 };
    const asked = { program: 'return {a="123456789"}', data, purpose: 'transform' as const };
    expect(createScriptRunner(engine, limits)(asked)).toEqual({ ok: false, reason: 'output' });
  });
});

describe('a script that filters', () => {
  it.each([
    ['return true', 'true'],
    ['return false, true', 'true'],
    ['return true, false', 'false'],
    ["return 'x'", 'false'],
    ['return 1', 'false'],
    ['return {}', 'false'],
    ['local a = 1', 'false'],
    ['return event.x == 5', 'true'],
    ['return event.list[2] == "b" and #event.list == 3', 'true'],
  ])('%s lets pass: %s', (program, expected) => {
    expect(runScript({ program, data, purpose: 'filter' })).toEqual({
      ok: true,
      data: expected,
    });
  });

  it('lets an event without data pass', () => {
    const asked = { program: 'return false', data: '', purpose: 'filter' as const };
    expect(runScript(asked)).toEqual({ ok: true, data: 'true' });
  });
});
