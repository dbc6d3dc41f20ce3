import { labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { ObjectMeta, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import { makeHarmless } from '../arguments/harmless-text.ts';
import { isUnfilled, readParameters, setParameter, withParameters } from '../arguments/workflow-parameter.ts';
import { lockPrefixOf, type RunGroup } from '../concurrency/group-of-run.ts';
import { nameRun } from '../identity/name-run.ts';
import { prefixLocks } from '../locks/prefix-locks.ts';
import { ownerOf, type RepositoryRequest, type RunRequest, runKeyOf } from '../run-request.ts';

/** The Workflow as it will be created, but for its identity annotation. */
export interface FinishedWorkflow {
  manifest: WorkflowManifest;
  name: string;
  /** It declares `git-auth-secret` and nothing gave it a value: it is the Secret of the Workflow's name. */
  wantsToken: boolean;
  /** Places where `{{` of the event's text was broken. */
  changed: string[];
}

/**
 * Makes the marked object harmless and gives it what the app decides: name, namespace, account, deadline, the name of its token's
 * Secret, and locks of the repository's own. Nothing the app adds for itself (labels, finalizer, identity, the group's lock) is in
 * it yet, so that the guard judges what the user asked for.
 */
export function finishWorkflow(marked: WorkflowManifest, request: RepositoryRequest): FinishedWorkflow {
  const harmless = makeHarmless(marked);
  const workflow = harmless.value as WorkflowManifest;
  const name = workflow.metadata.name || nameRun(prefixOf(workflow.metadata, request), runKeyOf(request));
  const { generateName: _replaced, ...metadata } = workflow.metadata;
  const wantsToken = readParameters(workflow.spec).some((each) => each.name === tokenParameter && isUnfilled(each));
  const named = wantsToken ? nameSecret(workflow, name) : workflow;
  const spec = prefixLocks(named.spec, lockPrefixOf(request));
  const manifest: WorkflowManifest = {
    ...workflow,
    metadata: { ...metadata, name, namespace: workflow.metadata.namespace ?? request.policy.namespace },
    spec: { ...spec, ...defaultAccount(workflow.spec, request), ...deadline(workflow.spec, request) },
  };
  return { manifest, name, wantsToken, changed: harmless.changed };
}

function nameSecret(workflow: WorkflowManifest, name: string): WorkflowManifest {
  return withParameters(workflow, setParameter(readParameters(workflow.spec), tokenParameter, name));
}

/** In YAML it may be anything; what is no text is taken as not given. */
function prefixOf({ generateName }: ObjectMeta, { sensor }: RunRequest): string {
  return typeof generateName === 'string' && generateName !== '' ? generateName : sensor;
}

/** Adds what only the app may write, after the guard has judged the rest. */
export function addOwnMetadata(
  manifest: WorkflowManifest,
  request: RunRequest,
  own: { appId: number; annotations: Record<string, string>; group?: RunGroup | undefined },
): WorkflowManifest {
  const { metadata } = manifest;
  const added: ObjectMeta = {
    labels: {
      ...metadata.labels,
      ...describeRun(request, own.appId),
      ...(own.group === undefined ? {} : { [labels.group]: own.group.hash }),
    },
    annotations: { ...metadata.annotations, ...own.annotations },
    finalizers: [...(metadata.finalizers ?? []), reportFinalizer],
  };
  return { ...manifest, metadata: { ...metadata, ...added } };
}

/** Labels that say what this app made, for whom and why. */
export function describeRun(request: RunRequest, appId: number): Record<string, string> {
  return {
    ...describeFiring(request),
    [labels.managedBy]: String(appId),
    [labels.repositoryId]: String(ownerOf(request).id),
  };
}

/** The labels that Argo Events writes. */
export function describeFiring({ event, sensor, firing }: RunRequest): Record<string, string> {
  return {
    [labels.sensor]: toLabelValue(sensor),
    [labels.trigger]: toLabelValue(firing.trigger.template.name),
    [labels.actionTimestamp]: String(Date.parse(event.context.time)),
  };
}

/** A label value: at most 63 of `[A-Za-z0-9_.-]`, beginning and ending with a letter or digit. */
export function toLabelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

function defaultAccount(spec: Record<string, unknown>, { policy }: RunRequest): { serviceAccountName?: string } {
  return spec.serviceAccountName || policy.serviceAccount === undefined
    ? {}
    : { serviceAccountName: policy.serviceAccount };
}

/** The shortest of the Workflow's own deadline, the pipeline's timeout and the policy's limit. */
function deadline(spec: Record<string, unknown>, { options, policy }: RunRequest): { activeDeadlineSeconds: number } {
  const own = spec.activeDeadlineSeconds;
  const limits = [policy.limits.timeoutSeconds];
  if (typeof own === 'number' && own > 0) limits.push(own);
  if (options.timeoutSeconds !== undefined) limits.push(options.timeoutSeconds);
  return { activeDeadlineSeconds: Math.min(...limits) };
}
