/** Runs jobs so that those of the same key at the same time are one. */
export type RunOnce<Value> = (key: string, job: () => Promise<Value>) => Promise<Value>;

export function createRunOnce<Value>(): RunOnce<Value> {
  const running = new Map<string, Promise<Value>>();
  return (key, job) => {
    const known = running.get(key);
    if (known !== undefined) return known;
    const started = job().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
