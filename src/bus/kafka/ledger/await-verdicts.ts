/** What became of an entry that this process has appended; it is known only once the entry has been read back. */
export interface Verdicts<Verdict> {
  /** Appends by `append` and resolves with the verdict; rejects when the entry was not stored, or not read back in time. */
  appendAndWait(append: (entryId: string) => Promise<unknown>): Promise<Verdict>;
  settle(entryId: string | undefined, verdict: Verdict): void;
}

const patienceMs = 10_000;

export function awaitVerdicts<Verdict>(writer: string): Verdicts<Verdict> {
  const waiting = new Map<string, (verdict: Verdict) => void>();
  let count = 0;
  return {
    async appendAndWait(append) {
      count += 1;
      const entryId = `${writer}-${count}`;
      let timer: NodeJS.Timeout | undefined;
      const verdict = new Promise<Verdict>((resolve) => waiting.set(entryId, resolve));
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('What was stored could not be read back in time.')), patienceMs);
      });
      // Appending alone may take longer than that.
      late.catch(() => undefined);
      try {
        await append(entryId);
        return await Promise.race([verdict, late]);
      } finally {
        clearTimeout(timer);
        waiting.delete(entryId);
      }
    },
    settle(entryId, verdict) {
      if (entryId !== undefined) waiting.get(entryId)?.(verdict);
    },
  };
}
