import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRecords } from '../report/testing/memory-records.ts';
import { createHttpServer } from '../webhook/create-http-server.ts';
import { closeServer, listen } from '../webhook/listen.ts';
import { createOperatorApi, maxIds, unknownDeliveriesPath } from './create-operator-api.ts';
import { createOperatorSignature, operatorHeader } from './operator-signature.ts';

const minute = 60_000;
const newKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = newKey();

let now: number;
let isBroken: boolean;
let close: () => Promise<void>;
let url: string;

beforeEach(async () => {
  [now, isBroken] = [1_800_000_000_000, false];
  const bus = {
    async find(_source: string, _tenant: string, id: string) {
      if (isBroken) throw new Error('broker away');
      return id.startsWith('known') ? ({} as never) : undefined;
    },
  };
  const records = createMemoryRecords();
  const log = { error: () => undefined, warn: () => undefined };
  const signature = createOperatorSignature(key, () => now);
  const server = createHttpServer([createOperatorApi({ bus: { ...bus, records }, signature, log })], log);
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  url = `http://127.0.0.1:${listening.port}${unknownDeliveriesPath}`;
  close = () => closeServer(server, 0);
});

afterEach(() => close());

interface Asking {
  body?: string;
  signedBody?: string;
  privateKey?: string;
  at?: number;
  header?: string;
}

async function ask({ body = '{"ids":[]}', signedBody = body, privateKey = key, at = now, header }: Asking = {}) {
  const signature = createOperatorSignature(privateKey, () => at);
  const signed = signature.sign({ path: unknownDeliveriesPath, body: Buffer.from(signedBody) });
  const response = await fetch(url, { method: 'POST', body, headers: { [operatorHeader]: header ?? signed } });
  return { status: response.status, content: await response.json() };
}

describe('the question for unknown deliveries', () => {
  it('is answered with those that the bus does not have, in order', async () => {
    const body = JSON.stringify({ ids: ['new-2', 'known-1', 'new-1', 'known-2'] });
    expect(await ask({ body })).toEqual({ status: 200, content: { unknown: ['new-2', 'new-1'] } });
  });

  it.each<[string, Asking]>([
    ['not signed', { header: '' }],
    ['signed with nonsense', { header: 'v1.1800000000000.AAAA' }],
    ['signed by another App', { privateKey: newKey() }],
    ['signed for another body', { signedBody: '{"ids":["x"]}' }],
    ['signed too long ago', { at: 1_800_000_000_000 - 6 * minute }],
    ['signed for a time that is far off', { at: 1_800_000_000_000 + 6 * minute }],
  ])('is refused when it is %s', async (_what, asking) => {
    expect((await ask(asking)).status).toBe(401);
  });

  it('bears clocks that differ a little', async () => {
    expect((await ask({ at: now - 4 * minute })).status).toBe(200);
  });

  it.each([
    ['no JSON', '{'],
    ['no ids', '{}'],
    ['too many', JSON.stringify({ ids: Array.from({ length: maxIds + 1 }, () => 'a') })],
    ['ids that are none', '{"ids":[1]}'],
  ])('is refused when it holds %s', async (_what, body) => {
    expect((await ask({ body })).status).toBe(400);
  });

  it('is refused when it is too large, by whoever sends it', async () => {
    expect((await ask({ body: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it('is answered 503 when the bus cannot say', async () => {
    isBroken = true;
    expect((await ask({ body: '{"ids":["a"]}' })).status).toBe(503);
  });

  it('is a POST', async () => {
    expect((await fetch(url)).status).toBe(405);
  });
});
