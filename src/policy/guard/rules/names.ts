import { problem } from '../../../problem/problem.ts';
import { matchesAny } from '../../match-name.ts';
import { tokenReference } from '../token-parameter.ts';
import type { Inspection, Rule } from './inspection.ts';
import { shorten } from './json-path.ts';
import { policyLine } from './policy-line.ts';
import { anything, object, refuseShape } from './shape.ts';

type NameList = 'secrets' | 'configMaps' | 'serviceAccounts' | 'templates';

/** What is known of a name when it is judged. */
interface Named {
  name: string;
  path: string;
  inspection: Inspection;
}

interface NameRule {
  list: NameList;
  /** Names that are allowed without being listed. */
  isOwn: (name: string, inspection: Inspection) => boolean;
  refuse: (named: Named) => void;
}

/** A Secret that the pods of the run would see. */
export const secretName = named({
  list: 'secrets',
  isOwn: (name, { context }) =>
    context.tokenSecret !== undefined && (name === context.tokenSecret || tokenReference.test(name)),
  refuse: ({ name, path, inspection }) => {
    const line = policyLine('secrets', name, inspection);
    const found = inspection.context.untrusted
      ? problem('policy.untrusted-secret', { path, name: shorten(name) })
      : problem('policy.secret', { path, name: shorten(name), line });
    inspection.problems.push(found);
  },
});

export const configMapName = named({
  list: 'configMaps',
  isOwn: (name, { context }) => context.ownConfigMaps?.includes(name) === true,
  refuse: ({ name, path, inspection }) => {
    const line = policyLine('configMaps', name, inspection);
    inspection.problems.push(problem('policy.config-map', { path, name: shorten(name), line }));
  },
});

/** The account whose rights a pod of the run has. The one that the app would set anyway may be named. */
export const serviceAccountName = named({
  list: 'serviceAccounts',
  isOwn: (name, { policy }) => name === (policy.serviceAccount ?? 'default'),
  refuse: ({ name, path, inspection }) => {
    const line = policyLine('serviceAccounts', name, inspection);
    inspection.problems.push(problem('policy.service-account', { path, name: shorten(name), line }));
  },
});

/** A WorkflowTemplate or ClusterWorkflowTemplate. */
export const templateName = named({
  list: 'templates',
  isOwn: () => false,
  refuse: ({ name, path, inspection }) => {
    const line = policyLine('templates', name, inspection);
    inspection.problems.push(problem('policy.template', { path, name: shorten(name), line }));
  },
});

/** `{ name, key }`, as `secretKeyRef` and the fields of artifacts have it, and `{ name }` alone. */
export const secretReference = object({ name: secretName, key: anything, optional: anything });
export const configMapReference = object({ name: configMapName, key: anything, optional: anything });

/** For the Workflow itself, and for locks: one of another namespace could hold up strangers. */
export const ownNamespace: Rule = (value, path, { policy, problems }) => {
  if (value === policy.namespace) return;
  const namespace = shorten(typeof value === 'string' ? value : JSON.stringify(value));
  problems.push(problem('policy.namespace', { path, namespace, expected: policy.namespace }));
};

/**
 * Volumes that Argo adds to pods. A volume of the same name is taken for Argo's (its controller adds each name once), so a
 * container that mounts it would see the executor's token or the operator's kubeconfig.
 */
const argoVolumes = [
  'exec-sa-token',
  'kubeconfig',
  'var-run-argo',
  'tmp-dir-argo',
  'argo-staging',
  'input-artifacts',
  'argoexec-bin',
];

export const volumeName: Rule = (name, path, { problems }) => {
  if (typeof name === 'string' && !name.includes('{{') && !argoVolumes.includes(name)) return;
  const found = shorten(typeof name === 'string' ? name : JSON.stringify(name));
  problems.push(problem('policy.volume-name', { path, name: found }));
};

/** Owners and finalizers. */
export const refusedOwner: Rule = (value, path, { problems }) => {
  if (Array.isArray(value) && value.length === 0) return;
  problems.push(problem('policy.owner', { path }));
};

/**
 * A name with `{{` becomes another one after it was judged, because Argo substitutes in all of a template. Only a list that lets
 * every name through lets it through.
 */
function named({ list, isOwn, refuse }: NameRule): Rule {
  return (name, path, inspection) => {
    if (name === '') return;
    if (typeof name !== 'string') return refuseShape(name, path, 'a name', inspection);
    if (isOwn(name, inspection)) return;
    if (list === 'secrets' && inspection.context.untrusted) return refuse({ name, path, inspection });
    const allowed = inspection.policy[list];
    if (allowed.includes('*')) return;
    if (name.includes('{{')) return refuseTemplated(list, { name, path, inspection });
    if (!matchesAny(allowed, name)) refuse({ name, path, inspection });
  };
}

function refuseTemplated(list: NameList, { name, path, inspection }: Named): void {
  const line = policyLine(list, '*', inspection);
  inspection.problems.push(problem('policy.templated-name', { path, name: shorten(name), line }));
}
