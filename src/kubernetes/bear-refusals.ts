import { type Asked, countRefusals } from '../exchange/count-refusals.ts';
import type { ClusterObjects, ObjectPlace } from './cluster-objects.ts';
import type { ClusterResult, Kubernetes } from './kubernetes.ts';

/** What every authorizer of Kubernetes says; that of an admission webhook or a policy is about the object, and final. */
const missesPermission = /\bcannot \w+ resource\b/;

type Borne = Omit<Kubernetes, 'watchWorkflows' | 'checkReachable'> &
  Omit<ClusterObjects, 'findKind' | 'readSecretKey' | 'readConfigMapKey'>;

/**
 * The same cluster, but that a permission is missing is believed only once the API server has said so several times and for a while. It
 * says so for a moment, too, after its own start, before it has read the Roles, and while a Role is being deleted and made again.
 */
export function bearRefusals<Whole extends Borne>(cluster: Whole, now: () => number): Whole {
  const refusals = countRefusals(now);

  async function bear<Value>(asked: Asked, answer: Promise<ClusterResult<Value>>): Promise<ClusterResult<Value>> {
    const result = await answer;
    if (result.ok) {
      refusals.forget(asked);
      return result;
    }
    const { kind, message } = result.failure;
    if (kind !== 'forbidden' || !missesPermission.test(message)) return result;
    return refusals.count(asked) === 'lasting' ? result : { ok: false, failure: { kind: 'later', message } };
  }

  const borne: Borne = {
    createWorkflow: (namespace, ...rest) =>
      bear(['createWorkflow', namespace], cluster.createWorkflow(namespace, ...rest)),
    getWorkflow: (namespace, ...rest) => bear(['getWorkflow', namespace], cluster.getWorkflow(namespace, ...rest)),
    getWorkflowTemplate: (scope, name) =>
      bear(['getWorkflowTemplate', scope, name], cluster.getWorkflowTemplate(scope, name)),
    listWorkflows: (namespace, selector) =>
      bear(['listWorkflows', namespace], cluster.listWorkflows(namespace, selector)),
    patchWorkflow: (namespace, ...rest) =>
      bear(['patchWorkflow', namespace], cluster.patchWorkflow(namespace, ...rest)),
    getObject: (place) => bear(['getObject', ...identify(place)], cluster.getObject(place)),
    listObjects: (place, selector) => bear(['listObjects', ...identify(place)], cluster.listObjects(place, selector)),
    createObject: (place, ...rest) => bear(['createObject', ...identify(place)], cluster.createObject(place, ...rest)),
    replaceObject: (place, ...rest) =>
      bear(['replaceObject', ...identify(place)], cluster.replaceObject(place, ...rest)),
    patchObject: (place, ...rest) => bear(['patchObject', ...identify(place)], cluster.patchObject(place, ...rest)),
    deleteObject: (place, ...rest) => bear(['deleteObject', ...identify(place)], cluster.deleteObject(place, ...rest)),
  };
  return { ...cluster, ...borne };
}

/** A Role may name single objects. */
function identify({ served, namespace, name }: Partial<ObjectPlace> & Omit<ObjectPlace, 'name'>): Asked {
  return [served.apiVersion, served.plural, namespace, name];
}
