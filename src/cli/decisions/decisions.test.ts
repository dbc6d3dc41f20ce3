import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { noteDecision } from '../../flow/operator/latest-decisions.ts';
import { makeOperatorEvent } from '../../flow/operator/read-source-delivery.ts';
import { createOperatorApi } from '../../operator-api/create-operator-api.ts';
import { createOperatorSignature } from '../../operator-api/operator-signature.ts';
import { problem } from '../../problem/problem.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import type { Decision } from '../../sensor/decision.ts';
import type { Settings } from '../../settings/settings.ts';
import { createHttpServer } from '../../webhook/create-http-server.ts';
import { closeServer, listen } from '../../webhook/listen.ts';
import { runCommand } from '../run-command.ts';
import { createDecisions } from './decisions.ts';

const newKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const privateKey = newKey();
const now = () => 1_800_000_000_000;
const records = createMemoryRecords();
let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
  close = undefined;
});

async function run(argv: string[], key = privateKey) {
  const log = { error: () => undefined, warn: () => undefined };
  const bus = { records, find: async () => undefined };
  const signature = createOperatorSignature(privateKey, now);
  const server = createHttpServer([createOperatorApi({ bus, signature, log })], log);
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  close = () => closeServer(server, 0);
  const settings = { privateKey: key, host: '127.0.0.1', port: listening.port, argoNamespace: 'ci' } as Settings;
  let written = '';
  let complained = '';
  const exitCode = await runCommand(['decisions', ...argv], [createDecisions(async () => settings)], {
    write: (text) => {
      written += text;
    },
    complain: (text) => {
      complained += text;
    },
    readFile: async () => '',
    environment: {},
    now,
  });
  return { exitCode, written, complained };
}

const decision: Decision = {
  ...{ sensor: 'one', firings: [], arrivals: [], problems: [] },
  trace: {
    dependencies: [
      {
        ...{ dependency: 'a', outcome: 'filtered' },
        filters: [{ kind: 'data', subject: 'body.a', seen: '1', expected: 'is 2', outcome: 'rejected' }],
      },
    ],
    triggers: [{ trigger: 'run', conditions: 'a', outcome: 'not-fired', remembered: [], waitingFor: [] }],
  },
};

describe('argo-events-app decisions', () => {
  it('has nothing to say before there was an event', async () => {
    expect(await run([])).toMatchObject({
      exitCode: 0,
      written: '',
      complained: 'no Sensor of ci was asked about an event yet\n',
    });
  });

  it('says what every filter saw, and what became of each trigger', async () => {
    const event = makeOperatorEvent({
      ...{ source: 'hooks', name: 'push', type: 'webhook', id: 'e-1' },
      data: '{}',
      occurredAt: 0,
    });
    const refused = problem('run.name-taken', { name: 'fixed', prefix: 'fixed-' });
    const firings = [{ trigger: 'other', outcome: 'refused' as const, problems: [refused] }];
    await noteDecision({ namespace: 'ci', event, decision, firings }, { records, now });
    const { exitCode, written } = await run([]);

    expect(exitCode).toBe(0);
    expect(written).toContain('Sensor one: hooks/push e-1 (2027-01-15T08:00:00.000Z)\n  run: does not run\n');
    expect(written).toContain('✗ data body.a is 1: is 2');
    expect(written).toContain('  other: refused\n    run.name-taken: ');
    expect((await run(['--namespace', 'elsewhere'])).written).toBe('');
  });

  it('is told nothing without the App’s key', async () => {
    const { exitCode, complained } = await run([], newKey());
    expect(exitCode).toBe(1);
    expect(complained).toContain('401');
  });
});
