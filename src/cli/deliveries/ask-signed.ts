import { z } from 'zod';
import { createOperatorSignature, operatorHeader } from '../../operator-api/operator-signature.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Terminal } from '../command.ts';
import { sendOf } from '../run/ask-app.ts';

export interface AskedApp {
  settings: Settings;
  terminal: Terminal;
  /** Where the running app is; undefined: on this machine, at the settings' port. */
  server: string | undefined;
}

export type Asked<Content> = { ok: true; content: Content } | { ok: false; reason: string };

const timeoutMs = 60_000;
const refusal = z.object({ error: z.string() });

/** Asks the running app, which alone can open its event store, with a request that the App's key signs. */
export async function askSigned<Content>(
  path: string,
  question: object,
  shape: z.ZodType<Content>,
  { settings, terminal, server }: AskedApp,
): Promise<Asked<Content>> {
  const base = server ?? `http://${hostOf(settings)}:${settings.port}`;
  const url = URL.parse(path, base);
  if (url === null) return { ok: false, reason: `${base.slice(0, 100)} is no address such as http://127.0.0.1:3000.` };
  const body = Buffer.from(JSON.stringify(question));
  const header = createOperatorSignature(settings.privateKey, terminal.now).sign({ path, body });
  try {
    const response = await sendOf(terminal)(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', [operatorHeader]: header },
      body,
    });
    const content: unknown = await response.json().catch(() => undefined);
    const read = shape.safeParse(content);
    if (response.ok && read.success) return { ok: true, content: read.data };
    const said = refusal.safeParse(content).data?.error ?? 'something else than argo-events-app does';
    return { ok: false, reason: `${url.origin} answered ${response.status}: ${said}` };
  } catch (thrown) {
    const reason = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : String(thrown);
    return { ok: false, reason: `${url.origin} was not reached (${reason}). --server names the running app.` };
  }
}

/** Where this machine reaches the app. */
function hostOf({ host }: Settings): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
