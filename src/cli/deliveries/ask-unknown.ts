import { z } from 'zod';
import { maxIds, unknownDeliveriesPath } from '../../operator-api/create-operator-api.ts';
import { type AskedApp, askSigned } from './ask-signed.ts';

export type Unknown = { ok: true; ids: Set<string> } | { ok: false; reason: string };

const answer = z.object({ unknown: z.array(z.string()) });

/** Asks the running app for the deliveries among these that it never saw. */
export async function askUnknown(ids: readonly string[], asked: AskedApp): Promise<Unknown> {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += maxIds) {
    const question = { ids: ids.slice(from, from + maxIds) };
    const told = await askSigned(unknownDeliveriesPath, question, answer, asked);
    if (!told.ok) return told;
    for (const id of told.content.unknown) found.add(id);
  }
  return { ok: true, ids: found };
}
