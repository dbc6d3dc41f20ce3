/**
 * What deciding costs: one push against one pipeline of the short form, and against 1,000 Sensors with three filters each,
 * beside what reading the same payload with JSON.parse costs. Each event is new to the Sensors, which stay: paths are read anew.
 *
 *     npm run bench -- decide [--short]
 */

import type { ConfiguredSensor } from '../src/config/configuration.ts';
import { readConfiguration } from '../src/config/read-configuration.ts';
import type { GithubEvent } from '../src/event/event.ts';
import { readGithubDelivery } from '../src/event/read-github-delivery.ts';
import { askSensor } from '../src/flow/decide/ask-sensor.ts';
import { median, printTable } from './print-table.ts';

const pipeline = `
pipelines:
  ci:
    on: { push: { branches: [main, "release/**"] } }
    if: github.sender != "dependabot[bot]"
    workflow: .argo/ci.yaml
`;

function makePush(number: number): GithubEvent {
  const commits = Array.from({ length: 10 }, (_, index) => ({
    id: index.toString(16).padStart(40, '0'),
    message: `Change number ${number}.${index}\n\nWith a few words about why it was made.`,
    timestamp: '2026-11-22T10:00:00+01:00',
    url: `https://github.com/acme/shop/commit/${index.toString(16).padStart(40, '0')}`,
    author: { name: 'Grace Example', email: 'grace@example.com', username: 'grace' },
    committer: { name: 'Grace Example', email: 'grace@example.com', username: 'grace' },
    added: [`src/page-${index}.ts`],
    removed: [],
    modified: ['README.md', `src/list-${index}.ts`],
  }));
  const body = {
    ref: 'refs/heads/main',
    before: '1'.repeat(40),
    after: '2'.repeat(40),
    deleted: false,
    repository: {
      id: 1,
      name: 'shop',
      full_name: 'acme/shop',
      owner: { login: 'acme' },
      html_url: 'https://github.com/acme/shop',
      clone_url: 'https://github.com/acme/shop.git',
      default_branch: 'main',
      private: true,
    },
    installation: { id: 7 },
    sender: { login: 'grace' },
    commits,
  };
  const read = readGithubDelivery({
    source: 'github',
    tenant: '',
    id: `d-${number}`,
    name: 'push',
    receivedAt: Date.UTC(2026, 0, 31),
    headers: { 'X-Github-Event': ['push'] },
    body: Buffer.from(JSON.stringify(body)),
  });
  if (!read.ok || read.kind !== 'event') throw new Error('The push cannot be read.');
  // Making the text is no part of deciding.
  return { ...read.event, data: flatten(read.event.data) };
}

/** A text that was put together is copied into one piece when it is first read. */
function flatten(text: string): string {
  return Buffer.from(text).toString();
}

function makeSensor(number: number): ConfiguredSensor {
  const data = [
    { path: 'body.ref', type: 'string' as const, value: ['^refs/heads/main$'] },
    { path: 'body.repository.id', type: 'number' as const, value: [String(number % 2)] },
  ];
  const exprs = [
    {
      expr: "sender != 'dependabot[bot]' && count > 2",
      fields: [
        { path: 'body.sender.login', name: 'sender' },
        { path: 'body.commits.#', name: 'count' },
      ],
    },
  ];
  const dependency = { name: 'pushed', eventSourceName: 'github', eventName: 'push', filters: { data, exprs } };
  const sensor: ConfiguredSensor['sensor'] = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: `sensor-${number}` },
    spec: { dependencies: [dependency], triggers: [{ template: { name: 'run' } }] },
  };
  return { sensor, origin: 'sensor', position: { line: 1, column: 1 }, githubEvents: { pushed: ['push'] }, runs: {} };
}

/** Time of the processor: a shared machine is never the same for long. */
function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function measure(events: readonly GithubEvent[], sensors: readonly ConfiguredSensor[]): Promise<number> {
  const startedAt = cpuMicroseconds();
  let fired = 0;
  for (const event of events) {
    for (const sensor of sensors) fired += (await askSensor(sensor, event)).firings.length;
  }
  const took = cpuMicroseconds() - startedAt;
  if (fired === 0) throw new Error('Nothing fired.');
  return took / events.length;
}

function measureParsing(events: readonly GithubEvent[]): number {
  const startedAt = cpuMicroseconds();
  for (const event of events) JSON.parse(event.data);
  return (cpuMicroseconds() - startedAt) / events.length;
}

/** What one round costs in microseconds: reading the JSON, one pipeline, 1,000 Sensors. */
interface Round {
  parse: number;
  one: number;
  many: number;
}

async function main({ rounds, maxMs }: { rounds: number; maxMs: number }): Promise<void> {
  const [one] = readConfiguration({ path: '.argo-events.yaml', text: pipeline }).sensors;
  if (one === undefined) throw new Error('The pipeline cannot be read.');
  const thousand = Array.from({ length: 1000 }, (_, number) => makeSensor(number));
  const costs: Round[] = [];
  const startedAt = performance.now();
  for (let round = 0; round < rounds && performance.now() - startedAt < maxMs; round += 1) {
    const pushes = Array.from({ length: 500 }, (_, number) => makePush(round * 1000 + number));
    const anew = pushes.slice(0, 20).map((each) => ({ ...each }));
    costs.push({
      parse: measureParsing(pushes),
      one: await measure(pushes, [one]),
      many: await measure(anew, thousand),
    });
  }
  const of = (what: keyof Round): number => median(costs.map((each) => each[what]));
  const ratio = (what: keyof Round): string => `${median(costs.map((each) => each[what] / each.parse)).toFixed(1)} ×`;
  const bytes = Buffer.byteLength(makePush(0).data);
  printTable(`Deciding a push of ${bytes} bytes: processor time, the median of ${costs.length} rounds`, [
    ['', 'cost', 'JSON.parse', 'wanted'],
    ['JSON.parse of it', `${of('parse').toFixed(1)} µs`, '1.0 ×', ''],
    ['one pipeline', `${of('one').toFixed(1)} µs`, ratio('one'), '< 100 µs'],
    ['1,000 Sensors, three filters each', `${(of('many') / 1000).toFixed(2)} ms`, ratio('many'), '< 10 ms'],
  ]);
}

await main(process.argv.includes('--short') ? { rounds: 5, maxMs: 12_000 } : { rounds: 25, maxMs: 120_000 });
