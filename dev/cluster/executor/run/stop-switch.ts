/** Why something running has to end. */
export type StopReason =
  | { kind: 'shutdown'; strategy: 'Stop' | 'Terminate' }
  | { kind: 'deadline' }
  | { kind: 'pod-deadline' }
  | { kind: 'pod-deleted' }
  | { kind: 'removed' }
  | { kind: 'closed' };

/** Says once that something has to end, and why; those below it are stopped with it. */
export interface StopSwitch {
  reason(): StopReason | undefined;
  stop(reason: StopReason): void;
  /** Calls back at once when it is stopped already; returns how to stop listening. */
  onStop(listener: (reason: StopReason) => void): () => void;
}

export function createStopSwitch(above?: StopSwitch): StopSwitch {
  const listeners = new Set<(reason: StopReason) => void>();
  let given: StopReason | undefined;
  const self: StopSwitch = {
    reason: () => given,
    stop(reason) {
      if (given !== undefined) return;
      given = reason;
      for (const listener of [...listeners]) listener(reason);
      listeners.clear();
    },
    onStop(listener) {
      if (given !== undefined) {
        listener(given);
        return () => undefined;
      }
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  above?.onStop((reason) => self.stop(reason));
  return self;
}

/** Waits for the promise, but not longer than until the stop; then undefined. */
export function unlessStopped<Value>(promise: Promise<Value>, stop: StopSwitch): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const forget = stop.onStop(() => resolve(undefined));
    promise.then(resolve, reject).finally(forget);
  });
}

/** Resolves after the time, or at the stop. */
export function waitUnlessStopped(ms: number, stop: StopSwitch): Promise<void> {
  const elapsed = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.onStop(() => clearTimeout(timer));
  });
  return unlessStopped(elapsed, stop);
}

/** What a pod's node says that was ended for this reason. */
export function podMessage(reason: StopReason): string {
  switch (reason.kind) {
    case 'shutdown':
      return `workflow shutdown with strategy:  ${reason.strategy}`;
    case 'pod-deadline':
      return 'Pod was active on the node longer than the specified deadline';
    case 'pod-deleted':
      return 'pod deleted';
    default:
      return 'Step exceeded its deadline';
  }
}

/** What any other node says that was ended, or never begun, for this reason. */
export function nodeMessage(reason: StopReason): string {
  return reason.kind === 'shutdown' ? `Stopped with strategy '${reason.strategy}'` : 'Step exceeded its deadline';
}
