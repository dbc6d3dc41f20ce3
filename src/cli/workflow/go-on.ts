import type { RetryOptions } from '../../kubernetes/argo-server/argo-server.ts';
import { problem } from '../../problem/problem.ts';
import { changeAsRead } from '../../trigger/workflow/change-workflow.ts';
import { areNodesAway, describeResume } from '../../trigger/workflow/resume.ts';
import { restartsSucceeded } from '../../trigger/workflow/retry.ts';
import { hasEnded, phaseOf } from '../../trigger/workflow/workflow-state.ts';
import { changed, readWorkflow } from './change.ts';
import { readParameters } from './read-parameters.ts';
import { type Done, failed, refusedByCluster, textOf, type WorkflowTask, workflowCommand } from './workflow-command.ts';

export const resume = workflowCommand({
  name: 'resume',
  summary: 'let a suspended Workflow go on',
  about: ['Lets a suspended Workflow go on, and ends the suspend steps that it waits in.'],
  async act({ cluster, name, namespace, terminal }) {
    const found = await readWorkflow({ namespace, name }, cluster);
    const said = `${namespace}/${name} goes on`;
    if (found.kind === 'workflow' && areNodesAway(found.workflow)) {
      const why = 'its nodes are compressed, or kept outside of the object';
      if (cluster.argoServer === undefined) {
        return failed(problem('workflow.needs-argo-server', { operation: 'resume', name, why }));
      }
      const resumed = await cluster.argoServer.resumeWorkflow(namespace, name);
      return resumed.ok ? { ok: true, said } : refusedByCluster(`resume the Workflow "${name}"`, resumed.failure);
    }
    const done = await changeAsRead({
      ...{ namespace, name, kubernetes: cluster },
      read: () => readWorkflow({ namespace, name }, cluster),
      describe: (workflow) => describeResume(workflow, new Date(terminal.now())),
    });
    return changed(done, name, said);
  },
});

export const retry = workflowCommand({
  name: 'retry',
  summary: 'run the failed steps of a Workflow again, and keep the others',
  about: [
    'Through Argo’s own API: only that puts the pods and the state of each step back. A run of the app gets a new check.',
  ],
  options: {
    'restart-successful': { type: 'boolean' },
    'node-field-selector': { type: 'string' },
    parameter: { type: 'string', short: 'p', multiple: true },
  },
  optionLines: [
    '  --restart-successful               run also again what succeeded, as far as the next option selects it',
    '  --node-field-selector SELECTOR     such as displayName=test',
    '  -p, --parameter NAME=VALUE         another value of a parameter; may be repeated',
  ],
  act: retryFailed,
});

async function retryFailed({ cluster, input, name, namespace }: WorkflowTask): Promise<Done> {
  const { argoServer } = cluster;
  if (argoServer === undefined) {
    const why = 'the pods and the state of every step have to be put back';
    return failed(problem('workflow.needs-argo-server', { operation: 'retry', name, why }));
  }
  const parameters = readParameters(input.options.parameter);
  if (!parameters.ok) return parameters;
  const found = await readWorkflow({ namespace, name }, cluster);
  if (found.kind !== 'workflow') return refusedByCluster(`read the Workflow "${name}"`, found.failure);
  const phase = phaseOf(found.workflow);
  const restartSuccessful = input.options['restart-successful'] === true;
  if (!hasEnded(found.workflow)) return failed(problem('workflow.under-way', { name, phase }));
  const nodeFieldSelector = textOf(input.options['node-field-selector']);
  const options: RetryOptions = {
    ...(restartSuccessful ? { restartSuccessful } : {}),
    ...(nodeFieldSelector === undefined ? {} : { nodeFieldSelector }),
    ...(parameters.values.length === 0 ? {} : { parameters: parameters.values.map((each) => each.join('=')) }),
  };
  if (phase === 'Succeeded' && !restartsSucceeded(options)) {
    return failed(problem('trigger.workflow-not-failed', { name, phase }));
  }
  const retried = await argoServer.retryWorkflow(namespace, name, options);
  if (retried.ok) return { ok: true, said: `the failed steps of ${namespace}/${name} run again` };
  return refusedByCluster(`retry the Workflow "${name}"`, retried.failure);
}
