import { recordOf } from '../../json/is-record.ts';
import type { ClusterClient } from '../../kubernetes/create-kubernetes.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import {
  readParameters as readDeclared,
  setParameter,
  withParameters,
} from '../../run/arguments/workflow-parameter.ts';
import { asWorkflow } from '../../run/source/as-workflow.ts';
import { readWorkflowText } from '../../run/source/read-workflow-text.ts';
import { type Command, type CommandInput, exitCodes, type Terminal } from '../command.ts';
import { createWorkflow } from './create-workflow.ts';
import { readParameters } from './read-parameters.ts';
import { clusterOptions, type Done, onCluster, refusedByCluster, textOf } from './workflow-command.ts';

type Made = { ok: true; workflow: WorkflowManifest } | Extract<Done, { ok: false }>;

/** `argo submit` with the person's own rights. */
export const submit: Command = {
  name: 'submit',
  summary: 'create a Workflow from a file or a template of the cluster',
  usage: [
    '-n NAMESPACE (FILE | --from KIND/NAME) [-p NAME=VALUE]…',
    '',
    'Creates a Workflow with your own rights. It is no run of the app: no check tells of it, and no policy judges it. `run` starts a pipeline.',
    '',
    '  -n, --namespace NAMESPACE     where it runs',
    '  --from KIND/NAME              workflowtemplate/…, clusterworkflowtemplate/… or cronworkflow/…',
    '  -p, --parameter NAME=VALUE    a parameter’s value; may be repeated',
    '  --kubeconfig FILE             default: KUBECONFIG, else ~/.kube/config, else the pod’s own account',
    '',
    'Exit code 0: created. 1: not created. 2: misused.',
  ].join('\n'),
  options: {
    ...clusterOptions,
    namespace: { type: 'string', short: 'n' },
    from: { type: 'string' },
    parameter: { type: 'string', short: 'p', multiple: true },
  },
  async run(input, terminal) {
    const { from, namespace } = input.options;
    const [file, ...more] = input.positionals;
    const isOne = (file === undefined) !== (from === undefined) && more.length === 0;
    if (typeof namespace !== 'string' || !isOne) {
      terminal.complain('A namespace is needed (-n), and either a file or --from.\n');
      return exitCodes.misused;
    }
    return await onCluster(input, terminal, (cluster) => submitOne({ input, namespace, cluster, terminal }));
  },
};

interface Submission {
  input: CommandInput;
  namespace: string;
  cluster: ClusterClient;
  terminal: Pick<Terminal, 'readFile' | 'now'>;
}

async function submitOne(submission: Submission): Promise<Done> {
  const { input, namespace, cluster } = submission;
  const parameters = readParameters(input.options.parameter);
  if (!parameters.ok) return parameters;
  const from = textOf(input.options.from);
  const made = from === undefined ? await readFile(submission) : await makeFrom(from, submission);
  if (!made.ok) return made;
  const { workflow } = made;
  const given = parameters.values.reduce(
    (list, [name, value]) => setParameter(list, name, value),
    readDeclared(workflow.spec),
  );
  return await createWorkflow(withParameters(workflow, given), { namespace, cluster });
}

async function readFile({ input, terminal }: Submission): Promise<Made> {
  const path = input.positionals[0] ?? '';
  try {
    const read = readWorkflowText(await terminal.readFile(path), path);
    if (!read.ok) return { ok: false, problems: [read.problem] };
    const workflow = asWorkflow(read.object, path);
    return workflow.ok ? workflow : { ok: false, problems: [workflow.problem] };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, problems: [problem('workflow.not-done', { what: `read ${path}`, reason })] };
  }
}

const apiVersion = 'argoproj.io/v1alpha1';
const kinds =
  /^(workflowtemplate|wftmpl|clusterworkflowtemplate|cwft|cronworkflow|cronwf)\/([a-z0-9][-a-z0-9.]{0,252})$/i;

async function makeFrom(from: string, submission: Submission): Promise<Made> {
  const [, kind = '', name = ''] = kinds.exec(from) ?? [];
  const metadata = { generateName: `${name}-` };
  switch (kind.toLowerCase()) {
    case 'workflowtemplate':
    case 'wftmpl':
      return {
        ok: true,
        workflow: { apiVersion, kind: 'Workflow', metadata, spec: { workflowTemplateRef: { name } } },
      };
    case 'clusterworkflowtemplate':
    case 'cwft': {
      const spec = { workflowTemplateRef: { name, clusterScope: true } };
      return { ok: true, workflow: { apiVersion, kind: 'Workflow', metadata, spec } };
    }
    case 'cronworkflow':
    case 'cronwf':
      return await makeFromCron(name, submission);
    default:
      return { ok: false, problems: [problem('workflow.no-source', { found: from.slice(0, 100) })] };
  }
}

/** Without the label by which the CronWorkflow would count it among its own and delete it. */
async function makeFromCron(name: string, { cluster, namespace, terminal }: Submission): Promise<Made> {
  const served = await cluster.findKind(apiVersion, 'CronWorkflow');
  const found = served.ok ? await cluster.getObject({ served: served.value, namespace, name }) : served;
  if (!found.ok) return asRefused(refusedByCluster(`read the CronWorkflow "${name}"`, found.failure));
  const { workflowSpec, workflowMetadata } = recordOf(found.value.spec);
  const { labels, annotations } = recordOf(workflowMetadata);
  const scheduled = { 'workflows.argoproj.io/scheduled-time': new Date(terminal.now()).toISOString() };
  const metadata = {
    generateName: `${name}-`,
    labels: { ...recordOf(labels) } as Record<string, string>,
    annotations: { ...(recordOf(annotations) as Record<string, string>), ...scheduled },
  };
  return { ok: true, workflow: { apiVersion, kind: 'Workflow', metadata, spec: recordOf(workflowSpec) } };
}

function asRefused(done: Done): Extract<Done, { ok: false }> {
  return done.ok ? { ok: false, problems: [] } : done;
}
