import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { asWorkflow } from '../../run/source/as-workflow.ts';
import { startPlaced } from '../../run/start-run.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { judgeTrigger } from '../judge-trigger.ts';
import { afterStart } from '../workflow/after-start.ts';
import { createObject } from './create-object.ts';
import type { ObjectTask } from './object-task.ts';

/** Creates what an `update` or `patch` did not find. A Workflow is a run, with a check of its own. */
export async function createNamed(object: ClusterObject, task: ObjectTask): Promise<Attempt> {
  if (object.kind !== 'Workflow' || !object.apiVersion.startsWith('argoproj.io/')) {
    return await createObject(object, task);
  }
  const refused = judgeTrigger('workflow', task.request);
  if (refused !== undefined) return refuse(refused);
  const workflow = asWorkflow(object, object.metadata.name ?? 'the object');
  if (!workflow.ok) return refuse(workflow.problem);
  return afterStart(await startPlaced(workflow.workflow, task.request, task.tools), task.served);
}
