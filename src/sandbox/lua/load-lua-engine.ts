import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type EngineNames, readEngineNames } from './read-engine-names.ts';

/** Lua 5.1, compiled but not started. */
export interface LuaEngine {
  module: WebAssembly.Module;
  names: EngineNames;
}

/**
 * Loads Lua 5.1 from its package. Where the engine turns numbers into text by itself (`..`), it writes 16 digits instead of 14:
 * gopher-lua prints integers in full, and 14 digits cut large ids short.
 */
export function loadLuaEngine(): LuaEngine {
  const { resolve } = createRequire(import.meta.url);
  const code = readFileSync(resolve('lua-wasm-bindings/dist/glue/glue-lua-5.1.5.wasm'));
  const loader = readFileSync(resolve('lua-wasm-bindings/dist/glue/glue-lua-5.1.5.js'), 'utf8');
  return { module: new WebAssembly.Module(widenNumbers(code)), names: readEngineNames(loader) };
}

function widenNumbers(code: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const widened = Buffer.from(code);
  for (let at = widened.indexOf('%.14g\0'); at !== -1; at = widened.indexOf('%.14g\0', at + 1))
    widened.write('6', at + 3);
  return widened;
}
