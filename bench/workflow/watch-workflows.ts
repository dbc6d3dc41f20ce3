import type { Pool } from 'undici';

/** What the API server tells of a Workflow, as far as benchmarks look at it. */
export interface WatchedWorkflow {
  metadata?: { resourceVersion?: string; annotations?: Record<string, string> };
  spec?: { arguments?: { parameters?: { name: string; value?: string }[] } };
}

/** Tells of each Workflow that is created. The server ends watches as it likes; each is followed by another. Answers how to stop. */
export async function watchWorkflows(
  pool: Pool,
  { namespace, token }: { namespace: string; token: string },
  tell: (workflow: WatchedWorkflow) => void,
): Promise<() => void> {
  const stopping = new AbortController();
  let version = '';

  function read(line: string): void {
    const { type, object } = JSON.parse(line) as { type: string; object?: WatchedWorkflow };
    version = object?.metadata?.resourceVersion ?? version;
    if (type === 'ADDED' && object !== undefined) tell(object);
  }

  async function watch(): Promise<void> {
    const { body } = await pool.request({
      method: 'GET',
      path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?watch=1&resourceVersion=${version}`,
      headers: { authorization: `Bearer ${token}` },
      signal: stopping.signal,
      bodyTimeout: 0,
    });
    let rest = '';
    body.on('error', () => undefined);
    body.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line);
    });
    body.once('close', () => {
      if (stopping.signal.aborted) return;
      watch().catch((error: unknown) => {
        if (!stopping.signal.aborted) console.error(error);
      });
    });
  }

  await watch();
  return () => stopping.abort();
}
