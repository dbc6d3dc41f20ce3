import type { ConfiguredSensor } from '../../config/configuration.ts';
import { printSensor } from '../../config/print-sensor.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { withChangedFiles } from '../../event/learned/with-changed-files.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { askSensor } from '../../flow/decide/ask-sensor.ts';
import { createEventEvaluators } from '../../flow/decide/event-evaluators.ts';
import { isRecord } from '../../json/is-record.ts';
import { hasErrors } from '../../problem/problem.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { type Command, type CommandInput, exitCodes, type Terminal } from '../command.ts';
import { describeProblem } from '../describe-problem.ts';
import { judgeByPolicy, policyOptions, policyUsage } from '../judge-by-policy.ts';
import { readRepositoryFile } from '../read-repository-file.ts';
import { describeDecision } from './describe-decision.ts';
import { describeSchedules } from './describe-schedules.ts';

/** Decides one event as the app would, without a network, and tells why. */
export const explain: Command = {
  name: 'explain',
  summary: 'tell what a .argo-events.yaml does with an event, and why; or print its Sensors',
  usage: [
    '--event NAME --payload FILE [--changed PATH]… [FILE]',
    '               [--policy FILE --repository OWNER/NAME]',
    '       explain --sensor [FILE]',
    '',
    'Reads FILE (default: .argo-events.yaml of this directory) and decides the event of a webhook, offline.',
    '',
    '  --event NAME     GitHub’s name of the event (X-GitHub-Event): push, pull_request, …',
    '  --payload FILE   the webhook’s JSON body',
    '  --changed PATH   a file that changed, for filters on paths; may be repeated',
    '  --sensor         print the Sensors that the pipelines of the file mean, instead of deciding',
    ...policyUsage,
    '',
    'Exit code 0: decided. 1: the file has errors, or the payload is none. 2: something cannot be read.',
  ].join('\n'),
  options: {
    event: { type: 'string' },
    payload: { type: 'string' },
    changed: { type: 'string', multiple: true },
    sensor: { type: 'boolean' },
    ...policyOptions,
  },
  async run(input, terminal) {
    const read = await readRepositoryFile(input.positionals[0], terminal);
    if (!read.ok) return read.exitCode;
    const { sensors, cronWorkflows, problems: own } = readConfiguration(read.file);
    const judged = await judgeByPolicy(cronWorkflows, read.file.path, input, terminal);
    if (!judged.ok) return judged.exitCode;
    const problems = [...own, ...judged.problems];
    for (const each of problems) terminal.complain(`${describeProblem(each)}\n`);
    const code = hasErrors(problems) ? exitCodes.failed : exitCodes.fine;
    if (input.options.sensor === true) {
      terminal.write(sensors.map(({ sensor }) => printSensor(sensor)).join('---\n'));
      return code;
    }
    const event = await readEvent(input, terminal);
    if (typeof event === 'number') return event;
    const told = await tellDecisions(sensors, event, terminal);
    terminal.write(describeSchedules(cronWorkflows, event, terminal.now()));
    return Math.max(code, told);
  },
};

async function tellDecisions(
  sensors: readonly ConfiguredSensor[],
  event: GithubEvent,
  terminal: Terminal,
): Promise<number> {
  const sandbox = createSandbox();
  try {
    const evaluators = createEventEvaluators(sandbox, event);
    for (const configured of sensors) {
      const decision = await askSensor(configured, event, configured.sensor, evaluators);
      terminal.write(describeDecision(configured, decision));
    }
    if (sensors.length === 0) terminal.write('The file has no Sensor or pipeline that could be asked.\n');
    return exitCodes.fine;
  } finally {
    await sandbox.close();
  }
}

/** The event that the options describe, or the exit code when they describe none. */
async function readEvent({ options }: CommandInput, terminal: Terminal): Promise<GithubEvent | number> {
  const { event: name, payload: path, changed } = options;
  if (typeof name !== 'string' || typeof path !== 'string') {
    terminal.complain('--event and --payload are needed, or --sensor.\n');
    return exitCodes.misused;
  }
  const body = await readPayload(path, terminal);
  if (body === undefined) return exitCodes.misused;
  const read = readGithubDelivery({
    source: name === 'manual' ? 'manual' : 'github',
    ...{ tenant: '', id: 'explain', name, body, receivedAt: terminal.now() },
    headers: { 'X-Github-Event': [name] },
  });
  if (!read.ok) {
    terminal.complain(`${describeProblem(read.problem)}\n`);
    return exitCodes.failed;
  }
  if (read.kind !== 'event') {
    terminal.complain(`The event ${name} is about no repository: no file decides it.\n`);
    return exitCodes.failed;
  }
  const paths = Array.isArray(changed) ? changed.map(String) : [];
  const none = { added: [], removed: [], renamed: [] };
  return paths.length === 0 ? read.event : withChangedFiles(read.event, { ...none, modified: paths, all: paths });
}

/** Payloads that were saved by hand often lack the installation, which says nothing about the decision. */
async function readPayload(path: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  try {
    const text = await terminal.readFile(path);
    const parsed: unknown = JSON.parse(text);
    const isComplete = !isRecord(parsed) || 'installation' in parsed;
    return Buffer.from(isComplete ? text : JSON.stringify({ ...parsed, installation: { id: 0 } }));
  } catch (thrown) {
    terminal.complain(`${path} is no JSON that can be read: ${thrown instanceof Error ? thrown.message : thrown}\n`);
    return undefined;
  }
}
