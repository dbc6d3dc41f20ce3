import { type EngineAnswer, type EngineLimits, failProgram, type ScriptPurpose } from '../evaluation.ts';
import { readEventData } from '../read-event-data.ts';
import { decodeTable } from './decode-table.ts';
import { encodeEvent } from './encode-event.ts';
import type { LuaEngine } from './load-lua-engine.ts';
import { prelude } from './prelude/prelude.ts';
import { type StartedLua, startLua } from './start-lua.ts';

const ok = 0;
const outOfMemory = 4;
const allResults = -1;
const notFound = 0;

/** Where the prelude's functions lie on Lua's stack. */
const readEvent = 1;
const finish: Record<ScriptPurpose, number> = { filter: 2, transform: 3 };
const firstResult = 4;

/** Binary chunks begin with this; the engine would run them unchecked. gopher-lua does not know them. */
const binaryMark = '\u001b';

/**
 * Runs a script on event data in a Lua of its own. Argo Events 1.9: the global `event` is the data; a filter passes when the last
 * value returned is exactly true; a transform returns a table.
 */
export function runScript(
  engine: LuaEngine,
  asked: { program: string; data: string; purpose: ScriptPurpose },
  limits: EngineLimits,
): EngineAnswer {
  if (asked.data === '') return { ok: true, data: asked.purpose === 'filter' ? 'true' : '' };
  const read = readEventData(asked.data);
  if (!read.ok) return read;
  if (asked.program.startsWith(binaryMark))
    return failProgram("<string> line:1(column:1) near '\\27':   Invalid token\n");
  const started = startLua(engine, limits.memoryBytes);
  let answer: EngineAnswer;
  try {
    answer = evaluate(started, asked, encodeEvent(read.object));
  } catch (thrown) {
    if (started.memory.isExhausted()) return { ok: false, reason: 'memory' };
    throw thrown;
  }
  if (!answer.ok || asked.purpose === 'filter') return answer;
  const data = decodeTable(answer.data);
  return Buffer.byteLength(data) > limits.outputBytes ? { ok: false, reason: 'output' } : { ok: true, data };
}

function evaluate(
  started: StartedLua,
  asked: { program: string; purpose: ScriptPurpose },
  event: Buffer,
): EngineAnswer {
  const { lua } = started;
  const state = lua.luaL_newstate();
  for (const open of [lua.luaopen_base, lua.luaopen_math, lua.luaopen_table, lua.luaopen_string, lua.luaopen_debug]) {
    open(state);
  }
  lua.lua_settop(state, 0);
  loadChunk(started, state, prelude);
  const prepared = lua.lua_pcall(state, 0, allResults, notFound);
  if (prepared !== ok) throw new Error(textAt(started, state, -1).toString());
  lua.lua_pushvalue(state, readEvent);
  lua.lua_pushstring(state, place(started, event));
  const given = lua.lua_pcall(state, 1, 0, notFound);
  if (given !== ok) return failed(started, state, given);
  return runChunk(started, state, asked);
}

function runChunk(
  started: StartedLua,
  state: number,
  asked: { program: string; purpose: ScriptPurpose },
): EngineAnswer {
  const { lua } = started;
  const loaded = loadChunk(started, state, Buffer.from(asked.program));
  if (loaded !== ok) return failed(started, state, loaded);
  const ran = lua.lua_pcall(state, 0, allResults, notFound);
  if (ran !== ok) return failed(started, state, ran);
  const top = lua.lua_gettop(state);
  lua.lua_pushvalue(state, finish[asked.purpose]);
  // Without a result the finisher itself is given: like nil, it is neither true nor a table.
  lua.lua_pushvalue(state, top < firstResult ? finish[asked.purpose] : top);
  const finished = lua.lua_pcall(state, 1, 1, notFound);
  if (finished !== ok) return failed(started, state, finished);
  return { ok: true, data: textAt(started, state, -1).toString('latin1') };
}

function failed(started: StartedLua, state: number, status: number): EngineAnswer {
  if (status === outOfMemory) return { ok: false, reason: 'memory' };
  return failProgram(textAt(started, state, -1).toString());
}

/** Lua takes the name of a chunk that begins with `=` as it is; gopher-lua calls a script `<string>`. */
function loadChunk(started: StartedLua, state: number, text: Buffer): number {
  const name = place(started, Buffer.from('=<string>'));
  return started.lua.luaL_loadbuffer(state, place(started, text), text.length, name);
}

/** Copies bytes into the engine's memory, with a zero after them. */
function place({ lua, memory }: StartedLua, bytes: Buffer): number {
  const address = lua._malloc(bytes.length + 1);
  if (address === 0) throw new Error('the engine has no memory for its input');
  bytes.copy(memory.bytes(), address);
  memory.bytes().writeUInt8(0, address + bytes.length);
  return address;
}

function textAt({ lua, memory }: StartedLua, state: number, index: number): Buffer {
  const lengthAt = lua._malloc(4);
  const address = lua.lua_tolstring(state, index, lengthAt);
  if (address === 0) return Buffer.from('the script raised an error that is not a text');
  return Buffer.from(memory.bytes().subarray(address, address + memory.readWord(lengthAt)));
}
