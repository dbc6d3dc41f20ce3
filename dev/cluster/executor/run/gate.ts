/** Lets pass while it is open; those who come while it is closed wait. */
export interface Gate {
  isOpen(): boolean;
  open(): void;
  close(): void;
  pass(): Promise<void>;
}

export function createGate(): Gate {
  let isOpen = true;
  let waiting: (() => void)[] = [];
  return {
    isOpen: () => isOpen,
    open() {
      isOpen = true;
      const released = waiting;
      waiting = [];
      for (const release of released) release();
    },
    close() {
      isOpen = false;
    },
    pass() {
      if (isOpen) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
