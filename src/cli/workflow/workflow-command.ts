import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { ClusterClient } from '../../kubernetes/create-kubernetes.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { type Command, type CommandInput, exitCodes, type Terminal } from '../command.ts';
import { describeProblem } from '../describe-problem.ts';

/** A Workflow in the cluster, and the way to it with the person's own rights. */
export interface WorkflowTask extends WorkflowPlace {
  cluster: ClusterClient;
  input: CommandInput;
  terminal: Terminal;
}

export interface WorkflowPlace {
  namespace: string;
  name: string;
}

/** `said`: a sentence for the person. */
export type Done = { ok: true; said: string } | { ok: false; problems: Problem[] };

interface Described {
  name: string;
  summary: string;
  /** What it does, lines. */
  about: readonly string[];
  options?: ParseArgsOptionsConfig;
  /** Lines on its own options. */
  optionLines?: readonly string[];
  act(task: WorkflowTask): Promise<Done>;
}

export const clusterOptions = {
  kubeconfig: { type: 'string' },
  'argo-server': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

const clusterLines = [
  '  --kubeconfig FILE    default: KUBECONFIG, else ~/.kube/config, else the pod’s own account',
  '  --argo-server URL    Argo’s own API, where it is needed (default: ARGO_SERVER_URL)',
];

/** A command about one Workflow, `NAMESPACE/NAME`. */
export function workflowCommand({ name, summary, about, options = {}, optionLines = [], act }: Described): Command {
  return {
    name,
    summary,
    usage: [
      'NAMESPACE/NAME [options]',
      '',
      ...about,
      '',
      ...optionLines,
      ...clusterLines,
      '',
      'What you may do there is what the cluster lets you. Exit code 0: done. 1: not done. 2: misused.',
    ].join('\n'),
    options: { ...clusterOptions, ...options },
    async run(input, terminal) {
      const place = readPlace(input.positionals);
      if (place === undefined) {
        terminal.complain('One Workflow is needed, as NAMESPACE/NAME.\n');
        return exitCodes.misused;
      }
      return await onCluster(input, terminal, (cluster) => act({ ...place, cluster, input, terminal }));
    },
  };
}

/** Connects, has it done, says what came of it; the exit code. */
export async function onCluster(
  input: CommandInput,
  terminal: Terminal,
  act: (cluster: ClusterClient) => Promise<Done>,
): Promise<number> {
  const cluster = await connect(input, terminal);
  if (cluster === undefined) return exitCodes.misused;
  const done = await act(cluster);
  if (done.ok) terminal.write(`${done.said}\n`);
  else for (const each of done.problems) terminal.complain(`${describeProblem(each)}\n`);
  return done.ok ? exitCodes.fine : exitCodes.failed;
}

async function connect({ options }: CommandInput, terminal: Terminal): Promise<ClusterClient | undefined> {
  const { environment } = terminal;
  const named = textOf(options.kubeconfig) ?? environment.KUBECONFIG;
  const isInCluster = environment.KUBERNETES_SERVICE_HOST !== undefined;
  const usual = isInCluster ? undefined : join(environment.HOME ?? homedir(), '.kube', 'config');
  const argoServerUrl = textOf(options['argo-server']) ?? environment.ARGO_SERVER_URL;
  try {
    // The client is large, and most commands do without it.
    const { createKubernetes } = await import('../../kubernetes/create-kubernetes.ts');
    return await createKubernetes({ kubeconfig: named || usual, argoServerUrl: argoServerUrl || undefined });
  } catch (thrown) {
    terminal.complain(`The cluster cannot be reached: ${thrown instanceof Error ? thrown.message : thrown}\n`);
    return undefined;
  }
}

export function textOf(option: CommandInput['options'][string]): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

export function failed(...problems: Problem[]): Done {
  return { ok: false, problems };
}

/** What the cluster said to it. */
export function refusedByCluster(what: string, { message }: { message: string }): Done {
  return failed(problem('workflow.not-done', { what, reason: message }));
}

const placeShape = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9][-a-z0-9.]{0,252})$/;

function readPlace(positionals: readonly string[]): WorkflowPlace | undefined {
  const [, namespace, , name] = placeShape.exec(positionals.length === 1 ? (positionals[0] ?? '') : '') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
