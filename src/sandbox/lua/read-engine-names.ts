/** How the engine's WebAssembly abbreviates the names of what it needs and offers. */
export interface EngineNames {
  /** Short name of an import → the C function it stands for, such as `_emscripten_resize_heap`. */
  imports: Map<string, string>;
  /** C function, such as `lua_settop` → its short name among the exports. */
  exports: Map<string, string>;
}

/**
 * Reads the names from the text of the package's loader. The loader itself is not run: it would hook the process's error handlers
 * and give `os.execute` a shell.
 */
export function readEngineNames(loader: string): EngineNames {
  const [, table = ''] = /asmLibraryArg=\{([^}]*)\}/.exec(loader) ?? [];
  const imports = [...table.matchAll(/"([\w$]+)":([\w$]+)/g)].map(
    ([, short = '', name = '']) => [short, name] as const,
  );
  const exports = [...loader.matchAll(/Module\["([\w$]+)"\]=asm\["([\w$]+)"\]/g)].map(
    ([, name = '', short = '']) => [name.replace(/^_(?=lua)/, ''), short] as const,
  );
  return { imports: new Map(imports), exports: new Map(exports) };
}
