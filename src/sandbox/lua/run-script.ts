import { type EngineAnswer, type EngineLimits, failProgram, type ScriptPurpose } from '../evaluation.ts';
import { readEventData } from '../read-event-data.ts';
import { decodeTable } from './decode-table.ts';
import { encodeEvent } from './encode-event.ts';
import type { LuaEngine } from './load-lua-engine.ts';
import { type PreparedLua, prepareLua } from './prepare-lua.ts';

export interface AskedScript {
  program: string;
  data: string;
  purpose: ScriptPurpose;
}

const ok = 0;
const outOfMemory = 4;
const allResults = -1;
const noHandler = 0;

/** Where the prelude's functions lie on Lua's stack. */
const readEvent = 1;
const finish: Record<ScriptPurpose, number> = { filter: 2, transform: 3 };
const lastOfPrelude = 3;

/** Binary chunks begin with this; the engine would run them unchecked. gopher-lua does not know them. */
const binaryMark = '\u001b';

/**
 * Makes the function that runs scripts on event data, each in a Lua that nobody has used: its memory is, byte for byte, that of
 * one just started. Argo Events 1.9: the global `event` is the data; a filter passes when the last value returned is exactly
 * true; a transform returns a table. Throws where the engine ends otherwise than by an answer.
 */
export function createScriptRunner(engine: LuaEngine, limits: EngineLimits): (asked: AskedScript) => EngineAnswer {
  let ready: PreparedLua | undefined;
  return (asked) => {
    if (asked.data === '') return { ok: true, data: asked.purpose === 'filter' ? 'true' : '' };
    const read = readEventData(asked.data);
    if (!read.ok) return read;
    if (asked.program.startsWith(binaryMark)) {
      return failProgram("<string> line:1(column:1) near '\\27':   Invalid token\n");
    }
    const prepared = ready ?? prepareLua(engine, limits.memoryBytes);
    ready = undefined;
    const answer = evaluateWithin(prepared, asked, encodeEvent(read.object));
    if (prepared.restore()) ready = prepared;
    return answer.ok && asked.purpose === 'transform' ? finishTable(answer.data, limits) : answer;
  };
}

function finishTable(written: string, limits: EngineLimits): EngineAnswer {
  const data = decodeTable(written);
  return Buffer.byteLength(data) > limits.outputBytes ? { ok: false, reason: 'output' } : { ok: true, data };
}

function evaluateWithin(prepared: PreparedLua, asked: AskedScript, event: Buffer): EngineAnswer {
  try {
    return evaluate(prepared, asked, event);
  } catch (thrown) {
    if (prepared.isExhausted()) return { ok: false, reason: 'memory' };
    throw thrown;
  }
}

function evaluate(prepared: PreparedLua, { program, purpose }: AskedScript, event: Buffer): EngineAnswer {
  const { lua, state } = prepared;
  lua.lua_pushvalue(state, readEvent);
  lua.lua_pushstring(state, prepared.place(event));
  const given = lua.lua_pcall(state, 1, 0, noHandler);
  if (given !== ok) return fail(prepared, given);

  const ran = prepared.load(Buffer.from(program)) || lua.lua_pcall(state, 0, allResults, noHandler);
  if (ran !== ok) return fail(prepared, ran);
  const top = lua.lua_gettop(state);
  lua.lua_pushvalue(state, finish[purpose]);
  // Without a result the finisher itself is given: like nil, it is neither true nor a table.
  lua.lua_pushvalue(state, top === lastOfPrelude ? finish[purpose] : top);
  const finished = lua.lua_pcall(state, 1, 1, noHandler);
  if (finished !== ok) return fail(prepared, finished);
  return { ok: true, data: prepared.textAt(-1)?.toString('latin1') ?? '' };
}

function fail(prepared: PreparedLua, status: number): EngineAnswer {
  if (status === outOfMemory) return { ok: false, reason: 'memory' };
  return failProgram(prepared.textAt(-1)?.toString() ?? 'the script raised an error that is not a text');
}
