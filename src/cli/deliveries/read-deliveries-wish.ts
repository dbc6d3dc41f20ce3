import { redeliverableMs } from '../../sweep/sweep-deliveries.ts';
import { parseDuration } from '../../time/parse-duration.ts';
import type { CommandInput } from '../command.ts';

export type DeliveriesWish =
  | { kind: 'failed' | 'unknown'; sinceMs: number; server: string | undefined }
  | { kind: 'redeliver'; ids: string[] };

export type ReadDeliveriesWish = { ok: true; value: DeliveriesWish } | { ok: false; reason: string };

export function readDeliveriesWish({ positionals, options }: CommandInput): ReadDeliveriesWish {
  if (options.redeliver === true) return readIds(positionals);
  if (positionals.length > 0) return fail('Ids are taken with --redeliver only.');
  const { since, server } = options;
  const sinceMs = typeof since === 'string' ? parseDuration(since) : redeliverableMs;
  if (sinceMs === undefined) return fail('--since takes a duration such as 90m or 2d.');
  return {
    ok: true,
    value: {
      kind: options.unknown === true ? 'unknown' : 'failed',
      sinceMs: Math.min(sinceMs, redeliverableMs),
      server: typeof server === 'string' ? server : undefined,
    },
  };
}

function readIds(ids: string[]): ReadDeliveriesWish {
  if (ids.length === 0) return fail('--redeliver takes the ids of deliveries, as they are listed.');
  const wrong = ids.find((id) => !/^\d{1,20}$/.test(id));
  if (wrong !== undefined)
    return fail(`${wrong.slice(0, 60)} is no id of a delivery: those are numbers, as they are listed first.`);
  return { ok: true, value: { kind: 'redeliver', ids: [...new Set(ids)] } };
}

function fail(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
