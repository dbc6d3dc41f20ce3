import type { z } from 'zod';
import { hasErrors, type Problem } from '../problem/problem.ts';
import type { BusSettings } from './bus-settings.ts';
import { type GivenVariables, unreadableFile, wrongVariable } from './describe-variable.ts';
import { environmentSchema, type Variables } from './environment-schema.ts';
import { findConflicts } from './find-conflicts.ts';
import { githubAddresses } from './github-addresses.ts';
import { readKafkaBus } from './kafka/read-kafka-bus.ts';
import { readNatsBus } from './nats/read-nats-bus.ts';
import type { Settings } from './settings.ts';
import { type SettingName, settingsTable } from './settings-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Text of a file; throws where it cannot be read. */
export type ReadFile = (path: string) => string;

/** `warnings` do not stop the start. */
export type SettingsResult = { ok: true; settings: Settings; warnings: Problem[] } | { ok: false; problems: Problem[] };

/**
 * The settings of an environment, or everything that is wrong with it at once, in the order of the table. A variable that is set
 * to nothing counts as not set. Reads the files of private keys, and looks whether KUBECONFIG can be read. No problem holds the value
 * of a secret. Codes: `settings.*`.
 */
export function readSettings(environment: Environment, parts: { readFile: ReadFile }): SettingsResult {
  const given = takeGiven(environment);
  const keyFiles = readKeyFiles(given, parts.readFile);
  const parsed = environmentSchema.safeParse({ ...given, ...keyFiles.given });
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [
    ...issues.map((issue) => describeIssue(issue, given)),
    ...keyFiles.problems,
    ...findConflicts(given, parts.readFile),
  ];
  const inOrder = problems.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (!parsed.success || hasErrors(inOrder)) {
    return { ok: false, problems: inOrder };
  }
  const settings = toSettings(parsed.data, parts.readFile);
  if (settings === undefined) {
    throw new Error('A required variable is missing, and no problem says so.');
  }
  return { ok: true, settings, warnings: inOrder };
}

const names: readonly string[] = [...settingsTable.map((row) => row.name), 'KUBERNETES_SERVICE_HOST'];

/** A line break at the end is what a file leaves behind that was made into a variable; it is no part of a secret. */
function takeGiven(environment: Environment): GivenVariables {
  const entries = names.map((name) => [name, environment[name]?.replace(/[\r\n]+$/, '')] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value.trim() !== ''));
}

/** Keys that may be given as files, too. */
const keys = [
  ['PRIVATE_KEY', 'PRIVATE_KEY_PATH'],
  ['PRIVATE_KEY_PREVIOUS', 'PRIVATE_KEY_PREVIOUS_PATH'],
] as const;

function readKeyFiles(given: GivenVariables, readFile: ReadFile): { given: GivenVariables; problems: Problem[] } {
  const texts: [string, string][] = [];
  const problems: Problem[] = [];
  for (const [name, pathName] of keys) {
    const file = given[pathName];
    if (given[name] !== undefined || file === undefined) continue;
    try {
      texts.push([name, readFile(file)]);
    } catch (error) {
      problems.push(unreadableFile(pathName, file, error));
    }
  }
  return { given: Object.fromEntries(texts), problems };
}

function describeIssue(issue: z.core.$ZodIssue, given: GivenVariables): Problem {
  const name = nameOf(issue);
  const pathName = keys.find(([key]) => key === name)?.[1];
  if (pathName !== undefined && given[name] === undefined) {
    return wrongVariable(pathName, given[pathName] ?? '', `a file with ${issue.message}`);
  }
  return wrongVariable(name, given[name] ?? '', issue.message);
}

function nameOf(issue: z.core.$ZodIssue): SettingName {
  const row = settingsTable.find((each) => each.name === issue.path[0]);
  if (row === undefined) {
    throw new Error(`The table of settings lacks ${String(issue.path[0])}.`);
  }
  return row.name;
}

/** Problems name their variable first, except that of the cluster. */
function rankOf(problem: Problem): number {
  const rank = names.indexOf(problem.message.split(' ', 1)[0] ?? '');
  return rank === -1 ? names.length : rank;
}

function toSettings(read: Variables, readFile: ReadFile): Settings | undefined {
  if (read.APP_ID === undefined || read.PRIVATE_KEY === undefined || read.WEBHOOK_SECRET === undefined) {
    return undefined;
  }
  const previous = read.WEBHOOK_SECRET_PREVIOUS;
  const signIn = toSignIn(read);
  return {
    appId: read.APP_ID,
    privateKey: read.PRIVATE_KEY,
    ...(read.PRIVATE_KEY_PREVIOUS === undefined ? {} : { previousPrivateKey: read.PRIVATE_KEY_PREVIOUS }),
    webhookSecrets: [read.WEBHOOK_SECRET, ...(previous === undefined ? [] : [previous])],
    github: githubAddresses(read.GHE_HOST, read.GHE_PROTOCOL),
    host: read.HOST,
    port: read.PORT,
    webhookPath: read.WEBHOOK_PATH,
    metricsPort: read.METRICS_PORT,
    bus: toBusSettings(read, readFile),
    eventRetentionMs: read.EVENT_RETENTION,
    eventApi: { queueSize: read.EVENT_OPERATION_QUEUE_SIZE, workerCount: read.EVENT_WORKER_COUNT },
    logLevel: read.LOG_LEVEL,
    commandPrefix: read.COMMAND_PREFIX,
    ...(read.KUBECONFIG === undefined ? {} : { kubeconfig: read.KUBECONFIG }),
    ...(read.ARGO_NAMESPACE === undefined ? {} : { argoNamespace: read.ARGO_NAMESPACE }),
    ...(read.ARGO_UI_URL === undefined ? {} : { argoUiUrl: read.ARGO_UI_URL }),
    ...(read.ARGO_VERSION === undefined ? {} : { argoVersion: read.ARGO_VERSION }),
    ...(read.ARGO_SERVER_URL === undefined ? {} : { argoServerUrl: read.ARGO_SERVER_URL }),
    ...(read.PUBLIC_URL === undefined ? {} : { publicUrl: read.PUBLIC_URL }),
    ...(read.POLICY_FILE === undefined ? {} : { policyFile: read.POLICY_FILE }),
    ...(read.MANIFESTS_DIR === undefined ? {} : { manifestsDir: read.MANIFESTS_DIR }),
    ...(signIn === undefined ? {} : { signIn }),
  };
}

function toBusSettings(read: Variables, readFile: ReadFile): BusSettings {
  const bus = read.EVENT_BUS;
  switch (bus.kind) {
    case 'sqlite':
      return bus;
    case 'nats':
      return readNatsBus(read, bus.servers);
    case 'kafka':
      return readKafkaBus(read, bus.brokers, readFile);
  }
}

function toSignIn(read: Variables): Settings['signIn'] {
  const { PUBLIC_URL, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, SESSION_KEY: sessionKey } = read;
  if (PUBLIC_URL === undefined || clientId === undefined || clientSecret === undefined || sessionKey === undefined) {
    return undefined;
  }
  return { clientId, clientSecret, sessionKey };
}
