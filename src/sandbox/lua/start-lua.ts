import type { LuaEngine } from './load-lua-engine.ts';
import { type LuaMemory, wrapMemory } from './lua-memory.ts';

/** The functions of Lua's C interface that are used; states, addresses and stack places are numbers. */
export interface LuaFunctions {
  luaL_newstate(): number;
  luaL_loadbuffer(state: number, text: number, bytes: number, name: number): number;
  luaopen_base(state: number): void;
  luaopen_math(state: number): void;
  luaopen_table(state: number): void;
  luaopen_string(state: number): void;
  luaopen_debug(state: number): void;
  lua_gettop(state: number): number;
  lua_settop(state: number, index: number): void;
  lua_pushvalue(state: number, index: number): void;
  lua_pushstring(state: number, text: number): number;
  lua_pcall(state: number, values: number, results: number, handler: number): number;
  lua_tolstring(state: number, index: number, lengthAt: number): number;
  _malloc(bytes: number): number;
  stackSave(): number;
  stackRestore(address: number): void;
}

export interface StartedLua {
  lua: LuaFunctions;
  memory: LuaMemory;
}

type EngineFunction = (...values: number[]) => number;

/** What the engine throws to leave C functions, and what it throws when it can only end itself. */
const jump = Symbol('longjmp');
const badFile = 8;

/** The engine's own parts, which what it calls outside works on. */
interface EngineParts {
  memory: LuaMemory;
  table: WebAssembly.Table;
  call: (name: string, ...values: number[]) => number;
}

/**
 * Starts Lua anew: its own memory, shared with nothing. What it gets from outside can grow that memory up to the limit and jump
 * back after an error; clocks, files, the environment and the shell are not there, whatever a script finds a way to call.
 */
export function startLua(engine: LuaEngine, memoryBytes: number): StartedLua {
  let parts: EngineParts | undefined;
  const known = knownImports(() => {
    if (parts === undefined) throw new TypeError('the Lua engine calls before it has started');
    return parts;
  });
  const imports = [...engine.names.imports].map(([short, name]) => [short, known[name] ?? refuse] as const);
  const { exports } = new WebAssembly.Instance(engine.module, { a: Object.fromEntries(imports) });

  const functions = Object.fromEntries([...engine.names.exports].map(([name, short]) => [name, exports[short]]));
  const memory = Object.values(exports).find((part) => part instanceof WebAssembly.Memory);
  const table = Object.values(exports).find((part) => part instanceof WebAssembly.Table);
  if (memory === undefined || table === undefined) throw new TypeError('the Lua engine has no memory or no table');
  const call: EngineParts['call'] = (name, ...values) => (functions[name] as EngineFunction)(...values);
  parts = { memory: wrapMemory(memory, memoryBytes), table, call };
  call('___wasm_call_ctors');
  return { lua: functions as unknown as LuaFunctions, memory: parts.memory };
}

function refuse(): number {
  return -1;
}

function knownImports(engine: () => EngineParts): Record<string, EngineFunction> {
  let high = 0;
  return {
    _emscripten_longjmp() {
      throw jump;
    },
    invoke_vii(index = 0, ...values) {
      const { table, call } = engine();
      const before = call('stackSave');
      try {
        return (table.get(index) as EngineFunction)(...values);
      } catch (thrown) {
        call('stackRestore', before);
        if (thrown !== jump) throw thrown;
        return call('_setThrew', 1, 0);
      }
    },
    _emscripten_resize_heap: (bytes = 0) => Number(engine().memory.grow(bytes >>> 0)),
    _emscripten_memcpy_big(to = 0, from = 0, bytes = 0) {
      engine()
        .memory.bytes()
        .copyWithin(to, from, from + bytes);
      return to;
    },
    _getTempRet0: () => high,
    _setTempRet0(value = 0) {
      high = value;
      return 0;
    },
    _exit() {
      throw new Error('Lua ended itself');
    },
    _fd_write: () => badFile,
    _fd_read: () => badFile,
    _fd_seek: () => badFile,
    _fd_close: () => badFile,
    _time: () => 0,
    _clock: () => 0,
  };
}
