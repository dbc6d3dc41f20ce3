import type { Server } from 'node:http';
import { describeFailure } from '../bus/describe-failure.ts';
import { type Problem, problem } from '../problem/problem.ts';

export type Listening = { ok: true; port: number } | { ok: false; problem: Problem };

/** Listens; port 0 takes a free one. Problem: `app.cannot-listen`. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<Listening> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (thrown) {
    const reason = describeFailure(thrown);
    return { ok: false, problem: problem('app.cannot-listen', { host, port, reason, setting: 'PORT' }) };
  }
  const address = server.address();
  return { ok: true, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** A connection that was busy when the server closed stays open for its idle time unless it is looked for again. */
const lookForIdleMs = 50;

/** Takes no more connections, lets what is under way finish for `graceMs`, and then hangs up. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const looking = setInterval(() => server.closeIdleConnections(), lookForIdleMs);
  const hangUp = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(looking);
  clearTimeout(hangUp);
}
