/** Calls `action` once, so many milliseconds from now; the answer takes the appointment back. */
export type Schedule = (delayMs: number, action: () => void) => () => void;

/** Real timers. They do not keep the process alive: a stopping app does not wait for a retry. */
export const scheduleTimer: Schedule = (delayMs, action) => {
  const timer = setTimeout(action, Math.min(delayMs, 2_147_483_647));
  timer.unref();
  return () => clearTimeout(timer);
};
