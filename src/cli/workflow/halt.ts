import { annotations } from '../../kubernetes/labels.ts';
import { cancelRun } from '../../run/cancel/cancel-run.ts';
import { changeAsRead, type WorkflowChange } from '../../trigger/workflow/change-workflow.ts';
import { describeHalt } from '../../trigger/workflow/halt.ts';
import { changed, readWorkflow } from './change.ts';
import { type Done, failed, refusedByCluster, type WorkflowTask, workflowCommand } from './workflow-command.ts';

const because = 'from the command line';

export const stop = workflowCommand({
  name: 'stop',
  summary: 'end a Workflow; its exit handler still runs',
  about: ['Ends a Workflow before its time. One that has not begun, and so waits for its turn, is terminated.'],
  async act({ cluster, name, namespace }) {
    const read = await cluster.getWorkflow(namespace, name);
    if (!read.ok) return refusedByCluster(`read the Workflow "${name}"`, read.failure);
    const described = describeHalt('stop', name, read.value);
    if (described.kind === 'refused') return failed(...described.problems);
    const stopped = await cancelRun({ namespace, name, uid: read.value.metadata.uid }, `Stopped ${because}`, cluster);
    if (stopped.kind === 'cancelled') return { ok: true, said: `${namespace}/${name} stops` };
    return stopped.kind === 'ended'
      ? { ok: true, said: `${namespace}/${name} has just ended` }
      : failed(stopped.problem);
  },
});

export const terminate = workflowCommand({
  name: 'terminate',
  summary: 'end a Workflow at once, without its exit handler',
  about: ['Ends a Workflow before its time; nothing of it runs any longer.'],
  act: (task) => halt('terminate', task, `${task.namespace}/${task.name} is terminated`),
});

export const suspend = workflowCommand({
  name: 'suspend',
  summary: 'let a Workflow begin no further steps until it is resumed',
  about: ['What runs goes on to its end; no further steps begin until the Workflow is resumed.'],
  act: (task) => halt('suspend', task, `${task.namespace}/${task.name} is suspended`),
});

async function halt(
  operation: 'suspend' | 'terminate',
  { cluster, name, namespace }: WorkflowTask,
  said: string,
): Promise<Done> {
  const done = await changeAsRead({
    ...{ namespace, name, kubernetes: cluster },
    read: () => readWorkflow({ namespace, name }, cluster),
    describe: (workflow): WorkflowChange => {
      const change = describeHalt(operation, name, workflow);
      const isFirst = !workflow.spec.shutdown;
      if (change.kind !== 'patch' || operation === 'suspend') return change;
      // Argo goes on with a suspended Workflow not even to its end.
      const awake = workflow.spec.suspend === true ? { suspend: null } : {};
      const noted = isFirst
        ? { metadata: { annotations: { [annotations.endedBecause]: `Terminated ${because}` } } }
        : {};
      return { ...change, ...noted, spec: { ...change.spec, ...awake } };
    },
  });
  return changed(done, name, said);
}
