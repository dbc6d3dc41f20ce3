import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { type ConnectedGithub, connectGithub } from '../github/connect-github.ts';
import { createFollower } from './follow-checks.ts';
import { planScenario, readSample, repository, type Step } from './scenario.ts';
import { type StartedProcess, startProcess } from './start-process.ts';

/**
 * The whole product on one machine: stand-ins for GitHub and for the cluster, and the app, as three processes. `--stay` keeps
 * them up at the end and prints addresses to open. Exit code 0 when every check run concluded as expected.
 */
const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '../..');
const directory = await mkdtemp(join(tmpdir(), 'argo-events-app-demo-'));
const processes: StartedProcess[] = [];
const webhookSecret = crypto.randomUUID();
const webhookPath = '/api/github/webhooks';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function start(
  name: string,
  script: string,
  options: Omit<Parameters<typeof startProcess>[0], 'name' | 'script' | 'logFile'>,
) {
  const startedAt = performance.now();
  const started = await startProcess({
    ...options,
    name,
    script: join(root, script),
    logFile: join(directory, `${name}.log`),
  });
  processes.unshift(started);
  const took = Math.round(performance.now() - startedAt);
  print(`  ${name.padEnd(8)} ${styleText('dim', `${started.address} (${took} ms)`)}`);
  return started;
}

async function startAll(): Promise<ConnectedGithub> {
  print(styleText('bold', 'Starting a stand-in for GitHub, one for the cluster, and the app'));
  const kubeconfig = join(directory, 'kubeconfig');
  const [standIn] = await Promise.all([
    start('github', 'dev/github/main.ts', {
      args: ['--directory', join(directory, 'repositories'), '--until-stdin-ends'],
      ready: /^github ready (\S+)/,
    }),
    start('cluster', 'dev/cluster/main.ts', {
      args: [
        '--workspace',
        join(directory, 'pods'),
        '--kubeconfig',
        kubeconfig,
        '--namespace',
        'ci',
        '--exit-with-stdin',
      ],
      ready: /^cluster ready (\S+)/,
    }),
  ]);
  const github = connectGithub(standIn.address);
  const created = await github.createApp({ owner: 'acme', webhookSecret });
  const app = await start('app', 'src/main.ts', {
    environment: {
      APP_ID: String(created.id),
      PRIVATE_KEY: created.privateKey,
      WEBHOOK_SECRET: webhookSecret,
      GHE_HOST: github.host,
      GHE_PROTOCOL: 'http',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      EVENT_BUS: `sqlite:${join(directory, 'events.db')}`,
      KUBECONFIG: kubeconfig,
      ARGO_NAMESPACE: 'ci',
    },
    ready: /"port":(\d+)/,
  });
  await github.setWebhook({ url: `http://127.0.0.1:${app.address}${webhookPath}` });
  return github;
}

async function play(step: Step, github: ConnectedGithub, follow: ReturnType<typeof createFollower>): Promise<boolean> {
  print(`\n${styleText('bold', step.title)}`);
  const sha = await step.act(github);
  const { name, conclusion } = step.expected;
  const run = await follow((each) => each.headSha === sha && each.name === name && each.status === 'completed', 20_000);
  if (run.conclusion === conclusion) return true;
  print(`    expected ${conclusion}, got ${run.conclusion}\n${run.summary ?? ''}`);
  return false;
}

async function playAll(github: ConnectedGithub): Promise<number> {
  const sample = await readSample(join(root, 'dev/demo/sample'));
  await github.createRepository({ repository, files: sample });
  await github.installApp({ account: 'acme' });
  const follow = createFollower(github, print);
  const steps = planScenario(sample);
  let good = 0;
  for (const step of steps) if (await play(step, github, follow)) good += 1;
  const bad = steps.length - good;
  if (bad > 0) throw new Error(`${bad} of ${steps.length} check runs did not conclude as expected`);
  return good;
}

async function stay(github: ConnectedGithub): Promise<void> {
  print(
    `\nStays up; open ${styleText('underline', github.url)} to see the repository and its check runs. Ctrl-C ends it.`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

let failure: unknown;
try {
  const github = await startAll();
  const good = await playAll(github);
  print(`\n${styleText('green', `demo ok: ${good} check runs concluded as expected`)}`);
  if (values.stay) await stay(github);
} catch (error) {
  failure = error;
} finally {
  for (const each of processes) await each.stop();
}
if (failure === undefined) {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
} else {
  print(`demo failed: ${failure instanceof Error ? failure.message : String(failure)}\nLogs are in ${directory}`);
  process.exitCode = 1;
}
