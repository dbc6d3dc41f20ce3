import { createRequire } from 'node:module';
import { emitterEventNames } from '@octokit/webhooks';
import { describe, expect, it } from 'vitest';
import { treatmentOf } from '../../scripts/github-events/github-events.ts';
import type { Delivery } from '../../src/bus/event-bus.ts';
import type { CommandTools } from '../../src/command/command-tools.ts';
import { handleCommand } from '../../src/command/handle-command.ts';
import { setStage } from '../../src/flow/testing/stage.ts';
import { commit, makeDelivery, parent, repository } from '../../src/run/testing/deliveries.ts';

type Body = Record<string, unknown>;

interface Definition {
  name: string;
  examples: Body[];
}

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as Definition[];
const withActions = new Set(emitterEventNames.filter((each) => each.includes('.')).map((each) => each.split('.')[0]));
/** Every action of every event, as `event.action`; events without actions as they are. */
const all = emitterEventNames
  .filter((each) => each.includes('.') || !withActions.has(each))
  .map((each) => {
    const [event = '', action] = each.split('.');
    return { name: each, event, action };
  });

/** About another App than this one. */
const foreign = { id: 1 };
const own = { id: 9 };

/** GitHub's own example of this action, or else of another one with this action in it. */
function bodyOf(event: string, action: string | undefined): Body {
  const examples = definitions.find(({ name }) => name === event)?.examples ?? [];
  const example = examples.find((each) => each.action === action) ?? examples[0] ?? {};
  return { ...example, ...(action === undefined ? {} : { action }) };
}

/** The example, in the repository of the stage and with the fields that tell what it is about. */
function deliver(event: string, action: string | undefined, app: object, id = 'd-1'): Delivery {
  const body = bodyOf(event, action);
  return makeDelivery(event, { ...body, repository, installation: { id: 7 }, ...subjectOf(event, body, app) }, { id });
}

function subjectOf(event: string, body: Body, app: object): Body {
  switch (event) {
    case 'push':
      return { ref: 'refs/heads/main', before: parent, after: commit, deleted: false };
    case 'check_run':
    case 'check_suite':
      return { sender: { login: 'ada', type: 'User' }, [event]: { ...Object(body[event]), app } };
    default:
      return body.pull_request === undefined ? {} : { pull_request: inside(Object(body.pull_request)) };
  }
}

/** A pull request of this repository, whoever the example is about. */
function inside(pullRequest: Body): Body {
  const base = { ...Object(pullRequest.base), ref: 'main', repo: repository };
  return { ...pullRequest, base, head: { ...Object(pullRequest.head), ref: 'topic', sha: commit, repo: repository } };
}

/** Listens to this event alone. */
function fileFor(event: string): Record<string, string> {
  const source = {
    resource: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { generateName: 'all-' },
      spec: { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'alpine', command: ['true'] } }] },
    },
  };
  const sensor = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'all' },
    spec: {
      dependencies: [{ name: 'any', eventSourceName: 'github', eventName: event }],
      triggers: [{ template: { name: 'run', argoWorkflow: { operation: 'submit', source } } }],
    },
  };
  return { '.argo-events.yaml': JSON.stringify(sensor) };
}

/** GitHub and the cluster in memory, with every call of GitHub written down. */
function setUp(files: Record<string, string>) {
  const stage = setStage({ installations: gone });
  for (const each of ['HEAD', commit]) stage.commit(files, each);
  // Whatever commit or ref the examples name holds the same file.
  const known = stage.github.files.get('HEAD');
  stage.github.files.get = (expression) => (known === undefined ? undefined : { ...known, commit: hexOf(expression) });
  const people = new Proxy({} as Record<string, unknown>, {
    get: (_target, name) => async () => {
      stage.github.calls.push(String(name));
      return { ok: true, value: name === 'readPermission' ? 'none' : name === 'listLatestChecks' ? [] : undefined };
    },
  });
  const github = { ...stage.tools.github, readPermission: people.readPermission, react: people.react };
  const more = { reply: people.reply, hasReply: people.hasReply, isOnBranch: people.isOnBranch };
  const tools = {
    ...stage.tools,
    github: { ...github, ...more, listLatestChecks: people.listLatestChecks },
    findDelivery: async () => undefined,
  } as unknown as CommandTools;
  return {
    ...stage,
    calls: () => stage.github.calls,
    /** As the app hands on what comes from its webhook. */
    async handle(delivery: Delivery) {
      return (await handleCommand(delivery, tools)) ?? (await stage.handle(delivery));
    },
  };
}

/** The App is nowhere any more, so that what takes it away is believed. */
const gone = {
  isActive: async () => ({ ok: true as const, value: false }),
  findInstallation: async () => ({ ok: true as const, value: undefined }),
};

function hexOf(expression: string): string {
  return /^[0-9a-f]{40}$/.test(expression) ? expression : commit;
}

const push = makeDelivery(
  'push',
  { ref: 'refs/heads/main', before: parent, after: 'e'.repeat(40), deleted: false },
  { id: 'd-0' },
);

describe('every action of every event that GitHub has', () => {
  it.each(all)('$name where the file names it', async ({ event, action }) => {
    const { handle, runs, calls } = setUp(fileFor(event));
    await handle(push);
    const before = { runs: runs().length, calls: calls().length };
    expect(await handle(deliver(event, action, own))).toEqual({ kind: 'done' });
    const started = runs().length - before.runs;
    const asked = calls().slice(before.calls);
    switch (treatmentOf(event, action)) {
      case 'commit':
      case 'known-commit':
        expect(asked).toEqual([expect.stringMatching(/^files ([0-9a-f]{40}|refs\/)/)]);
        expect(started).toBe(1);
        break;
      case 'default-branch':
        expect(asked).toEqual(['files HEAD']);
        expect(started).toBe(1);
        break;
      case 'comment':
        expect(started).toBeLessThanOrEqual(1);
        break;
      case 'command':
        expect(asked[0]).toBe('readPermission');
        expect(started).toBe(0);
        break;
      default:
        expect([asked, started]).toEqual([[], 0]);
    }
  });

  it.each(all)('$name where the file does not name it', async ({ event, action }) => {
    const { handle, runs, calls } = setUp(fileFor('nothing_at_all'));
    await handle(push);
    const before = calls().length;
    expect(await handle(deliver(event, action, foreign))).toEqual({ kind: 'done' });
    expect(calls().slice(before)).toHaveLength(treatmentOf(event, action) === 'commit' ? 1 : 0);
    expect(runs()).toEqual([]);
  });

  it.each(all)('$name without anything in it', async ({ event, action }) => {
    const { handle, runs, calls } = setUp(fileFor(event));
    const body = action === undefined ? {} : { action };
    const empty = { ...makeDelivery(event), body: Buffer.from(JSON.stringify(body)) };
    expect(['done', 'give-up']).toContain((await handle(empty)).kind);
    const bare = makeDelivery(event, body, { id: 'd-2' });
    expect(['done', 'give-up']).toContain((await handle(bare)).kind);
    expect(calls().filter((each) => !each.startsWith('files '))).toEqual([]);
    expect(runs().length).toBeLessThanOrEqual(1);
  });

  it.each(['time_travel', '__proto__', 'constructor', 'Push', ''])('%j, which it has not', async (event) => {
    const { handle, calls, runs } = setUp(fileFor('nothing_at_all'));
    await handle(push);
    const before = calls().length;
    expect(await handle(makeDelivery(event, { action: 'toString' }))).toEqual({ kind: 'done' });
    expect(calls().slice(before)).toEqual([]);
    expect(runs()).toEqual([]);
  });
});
