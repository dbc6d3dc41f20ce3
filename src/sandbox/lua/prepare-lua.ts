import type { LuaEngine } from './load-lua-engine.ts';
import { prelude } from './prelude/prelude.ts';
import { type LuaFunctions, startLua } from './start-lua.ts';

/** A Lua on whose stack the prelude's three functions lie, and nothing else. */
export interface PreparedLua {
  lua: LuaFunctions;
  state: number;
  /** Copies bytes into the engine's memory, with a zero after them; answers where they are. */
  place(bytes: Buffer): number;
  /** Reads a chunk of Lua onto the stack; answers the engine's status. */
  load(chunk: Buffer): number;
  /** The text at a place of the stack, if there is one. */
  textAt(index: number): Buffer | undefined;
  /** True once more memory was asked for than is allowed. */
  isExhausted(): boolean;
  /**
   * Makes the memory what it was before the script, byte for byte. False where it has grown, or would
   * have beyond the limit: this Lua is of no further use.
   */
  restore(): boolean;
}

/** Starts Lua with its libraries and runs the prelude, once for many scripts. */
export function prepareLua(engine: LuaEngine, memoryBytes: number): PreparedLua {
  const { lua, memory } = startLua(engine, memoryBytes);
  const state = lua.luaL_newstate();

  function place(bytes: Buffer): number {
    const address = lua._malloc(bytes.length + 1);
    if (address === 0) throw new RangeError('the engine has no memory for its input');
    bytes.copy(memory.bytes(), address);
    memory.bytes().writeUInt8(0, address + bytes.length);
    return address;
  }
  /** Lua takes the name of a chunk that begins with `=` as it is; gopher-lua calls a script `<string>`. */
  function load(chunk: Buffer): number {
    return lua.luaL_loadbuffer(state, place(chunk), chunk.length, place(Buffer.from('=<string>')));
  }
  function textAt(index: number): Buffer | undefined {
    const lengthAt = place(Buffer.alloc(4));
    const address = lua.lua_tolstring(state, index, lengthAt);
    if (address === 0) return undefined;
    return Buffer.from(memory.bytes().subarray(address, address + memory.readWord(lengthAt)));
  }

  for (const open of [lua.luaopen_base, lua.luaopen_math, lua.luaopen_table, lua.luaopen_string, lua.luaopen_debug]) {
    open(state);
  }
  lua.lua_settop(state, 0);
  const allResults = -1;
  const status = load(prelude) || lua.lua_pcall(state, 0, allResults, 0);
  if (status !== 0) throw new Error(`the prelude of scripts: ${textAt(-1)}`);

  const size = memory.bytes().length;
  const stack = lua.stackSave();
  const before = copyUsed(memory.bytes());
  return {
    lua,
    state,
    place,
    load,
    textAt,
    isExhausted: () => memory.isExhausted(),
    restore() {
      if (memory.bytes().length !== size || memory.isExhausted()) return false;
      memory.bytes().set(before);
      memory.bytes().fill(0, before.length);
      lua.stackRestore(stack);
      return true;
    },
  };
}

/** The memory up to its last byte that is not zero. */
function copyUsed(memory: Buffer): Buffer {
  let end = memory.length;
  while (end > 0 && memory[end - 1] === 0) end--;
  return Buffer.from(memory.subarray(0, end));
}
