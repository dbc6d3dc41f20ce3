import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import { readAnswer } from '../../run/again/wish.ts';
import {
  readParameters as readDeclared,
  setParameter,
  withParameters,
} from '../../run/arguments/workflow-parameter.ts';
import { changeAsRead } from '../../trigger/workflow/change-workflow.ts';
import { copyWorkflow } from '../../trigger/workflow/resubmit.ts';
import { hasEnded, phaseOf } from '../../trigger/workflow/workflow-state.ts';
import { changed, readWorkflow } from './change.ts';
import { createWorkflow } from './create-workflow.ts';
import { readParameters } from './read-parameters.ts';
import { type Done, failed, refusedByCluster, type WorkflowTask, workflowCommand } from './workflow-command.ts';

export const resubmit = workflowCommand({
  name: 'resubmit',
  summary: 'make a Workflow once more; of a run of the app with a new check',
  about: [
    'A run of the app is made once more by the app, which sees the wish on the Workflow: the next attempt, with a check of its own. Any other',
    'Workflow is copied as it was created.',
  ],
  options: { parameter: { type: 'string', short: 'p', multiple: true } },
  optionLines: [
    '  -p, --parameter NAME=VALUE    another value of a parameter (not of a run of the app); may be repeated',
  ],
  async act(task) {
    const { cluster, name, namespace, input } = task;
    const parameters = readParameters(input.options.parameter);
    if (!parameters.ok) return parameters;
    const found = await readWorkflow({ namespace, name }, cluster);
    if (found.kind !== 'workflow') return refusedByCluster(`read the Workflow "${name}"`, found.failure);
    const { workflow } = found;
    const isOfApp = workflow.metadata.annotations?.[annotations.identity] !== undefined;
    if (!isOfApp) return await copy(workflow, parameters.values, task);
    if (parameters.values.length > 0) return failed(problem('workflow.of-the-app', { name }));
    if (!hasEnded(workflow)) return failed(problem('workflow.under-way', { name, phase: phaseOf(workflow) }));
    return await askForAgain(task);
  },
});

function copy(
  workflow: Workflow,
  values: [string, string][],
  { cluster, name, namespace }: WorkflowTask,
): Promise<Done> {
  const copied = copyWorkflow(workflow, name);
  const given = values.reduce((list, [key, value]) => setParameter(list, key, value), readDeclared(copied.spec));
  return createWorkflow(withParameters(copied, given), { namespace, cluster });
}

/** Only the app can sign what a Workflow may report on, and only it knows which attempts there were. */
async function askForAgain({ cluster, name, namespace, terminal }: WorkflowTask): Promise<Done> {
  const word = randomBytes(12).toString('hex');
  const asked = await changeAsRead({
    ...{ namespace, name, kubernetes: cluster },
    read: () => readWorkflow({ namespace, name }, cluster),
    describe: () => ({ kind: 'patch', spec: {}, metadata: { annotations: { [annotations.again]: word } } }),
  });
  if (asked.kind !== 'changed') return changed(asked, name, '');
  const until = terminal.now() + answerWithinMs;
  while (terminal.now() < until) {
    const found = await readWorkflow({ namespace, name }, cluster);
    const answer = found.kind === 'workflow' ? readAnswer(found.workflow.metadata.annotations, word) : undefined;
    if (answer?.kind === 'made')
      return { ok: true, said: `${answer.run} is attempt ${answer.attempt} of ${namespace}/${name}` };
    if (answer?.kind === 'refused') return failed(problem('workflow.refused', { name, reason: answer.reason }));
    await (terminal.wait ?? sleep)(500);
  }
  return failed(problem('workflow.no-answer', { name }));
}

const answerWithinMs = 60_000;
