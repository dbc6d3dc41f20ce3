import { z } from 'zod';
import { maxIds, unknownDeliveriesPath } from '../../operator-api/create-operator-api.ts';
import { createOperatorSignature, operatorHeader } from '../../operator-api/operator-signature.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Terminal } from '../command.ts';
import { sendOf } from '../run/ask-app.ts';

export type Unknown = { ok: true; ids: Set<string> } | { ok: false; reason: string };

const timeoutMs = 60_000;
const answer = z.object({ unknown: z.array(z.string()) });
const refusal = z.object({ error: z.string() });

/** Asks the running app, which alone can open its event store, for the deliveries among these that it never saw. */
export async function askUnknown(
  ids: readonly string[],
  { settings, terminal, server }: { settings: Settings; terminal: Terminal; server: string | undefined },
): Promise<Unknown> {
  const base = server ?? `http://${hostOf(settings)}:${settings.port}`;
  const url = URL.parse(unknownDeliveriesPath, base);
  if (url === null) return { ok: false, reason: `${base.slice(0, 100)} is no address such as http://127.0.0.1:3000.` };
  const signature = createOperatorSignature(settings.privateKey, terminal.now);
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += maxIds) {
    const body = Buffer.from(JSON.stringify({ ids: ids.slice(from, from + maxIds) }));
    const header = signature.sign({ path: unknownDeliveriesPath, body });
    const asked = await ask({ url, body, header }, terminal);
    if (!asked.ok) return asked;
    for (const id of asked.ids) found.add(id);
  }
  return { ok: true, ids: found };
}

/** Where this machine reaches the app. */
function hostOf({ host }: Settings): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function ask(
  { url, body, header }: { url: URL; body: Uint8Array<ArrayBuffer>; header: string },
  terminal: Terminal,
): Promise<Unknown> {
  try {
    const response = await sendOf(terminal)(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', [operatorHeader]: header },
      body,
    });
    const content: unknown = await response.json().catch(() => undefined);
    const read = answer.safeParse(content);
    if (response.ok && read.success) return { ok: true, ids: new Set(read.data.unknown) };
    const said = refusal.safeParse(content).data?.error ?? 'something else than argo-events-app does';
    return { ok: false, reason: `${url.origin} answered ${response.status}: ${said}` };
  } catch (thrown) {
    const reason = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : String(thrown);
    return { ok: false, reason: `${url.origin} was not reached (${reason}). --server names the running app.` };
  }
}
