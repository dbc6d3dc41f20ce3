/** The parts of WebAssembly that are used here; Node has it, but TypeScript describes it for browsers only. */
declare global {
  namespace WebAssembly {
    class Module {
      constructor(code: Uint8Array);
    }
    class Memory {
      readonly buffer: ArrayBuffer;
      grow(pages: number): number;
    }
    class Table {
      get(index: number): unknown;
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, (...values: number[]) => number>>);
      readonly exports: Record<string, unknown>;
    }
    let instantiate: (
      code: Uint8Array,
      imports: Record<string, Record<string, (...values: number[]) => number>>,
    ) => Promise<{ instance: Instance }>;
  }
}

export {};
