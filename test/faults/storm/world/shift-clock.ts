/** Loaded before the app (`node --import`): its clock is `CLOCK_SHIFT_MS` milliseconds ahead of the machine's, or behind it. */
const shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const SystemDate = Date;

/** Without arguments the shifted time, else what it is told, as the real one. */
function construct(...given: unknown[]): Date {
  if (given.length === 0) return new SystemDate(SystemDate.now() + shiftMs);
  return Reflect.construct(SystemDate, given);
}

globalThis.Date = new Proxy(SystemDate, {
  construct: (_target, given: unknown[]) => construct(...given),
  apply: () => construct().toString(),
  get(target, property, receiver) {
    if (property === 'now') return () => SystemDate.now() + shiftMs;
    return Reflect.get(target, property, receiver);
  },
});
