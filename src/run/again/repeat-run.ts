import type { RepositoryAddress } from '../../github/github.ts';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { guardWorkflow } from '../../policy/guard/guard-workflow.ts';
import { isReservedKey } from '../../policy/guard/rules/metadata-keys.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import type { Problem } from '../../problem/problem.ts';
import { readParameters, setParameter, withParameters } from '../arguments/workflow-parameter.ts';
import { type MakingTools, makeRun, type Started } from '../creation/make-run.ts';
import { nameRun } from '../identity/name-run.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { shortHashLength } from '../identity/short-hash.ts';
import { withoutGroupLocks } from '../locks/without-group-locks.ts';
import { toLabelValue } from '../manifest/finish-workflow.ts';

/** A run that is to happen once more. */
export interface RunToRepeat {
  /** As it is in the cluster, whatever became of it. */
  workflow: Workflow;
  /** What the app signed on it, read and found to be right. */
  identity: RunIdentity;
  /** Where the repository is today: it may have got another name, or another installation. */
  repository: RepositoryAddress;
  /** Of the new run. */
  attempt: number;
  /** A sentence for the check: who asked for it. */
  because: string;
}

/**
 * Creates the Workflow once more, with the parameters that it had: what Argo, the app and others wrote on it is left out. The policy
 * that is in force now judges it like any other. The same attempt twice is one Workflow.
 *
 * Problems: those of the guard and of `createRun`.
 */
export async function repeatRun(asked: RunToRepeat, policy: EffectivePolicy, tools: MakingTools): Promise<Started> {
  const { namespace } = policy;
  const identity = identify(asked, tools.now());
  const name = nameRun(prefixOf(asked), identity);
  const { copy, wantsToken } = copyWorkflow(asked.workflow, { name, namespace });
  const problems = judgeCopy(copy, { identity, wantsToken }, policy);
  if (problems.length > 0) return { kind: 'refused', problems };

  const signed = tools.signer.sign(namespace, name, identity);
  const { metadata, ...rest } = copy;
  const own = {
    ...{ ...metadata, name, namespace },
    labels: { ...metadata.labels, ...ownLabels(asked, tools.appId) },
    annotations: { ...metadata.annotations, [annotations.identity]: signed },
    finalizers: [reportFinalizer],
  };
  return await makeRun({ manifest: { ...rest, metadata: own }, identity, wantsToken }, tools);
}

/** What the policy has against running the Workflow again. */
export function judgeRepeat(workflow: WorkflowManifest, identity: RunIdentity, policy: EffectivePolicy): Problem[] {
  const { name = '' } = workflow.metadata;
  const { copy, wantsToken } = copyWorkflow(workflow, { name, namespace: policy.namespace });
  return judgeCopy(copy, { identity, wantsToken }, policy);
}

function judgeCopy(
  copy: WorkflowManifest,
  { identity, wantsToken }: { identity: RunIdentity; wantsToken: boolean },
  policy: EffectivePolicy,
): Problem[] {
  return guardWorkflow(copy, policy, {
    untrusted: identity.untrusted === true,
    ...(wantsToken ? { tokenSecret: copy.metadata.name ?? '' } : {}),
  });
}

/** As new as the wish for it: it is not replaced by what came after its event. */
function identify({ identity, repository, attempt, because }: RunToRepeat, askedAt: number): RunIdentity {
  const { owner, name, installationId } = repository;
  const order = { occurredAt: 0, receivedAt: 0, ...identity.order, askedAt };
  const why = identity.why.filter((each) => !each.startsWith(again));
  return { ...identity, owner, repository: name, installationId, attempt, order, why: [...why, `${again}${because}`] };
}

const again = 'run again, ';

/**
 * What its name begins with. A Workflow that its author gave a whole name was the only one of that name; the next one is named after it.
 */
function prefixOf({ workflow, identity }: RunToRepeat): string {
  const name = workflow.metadata.name ?? '';
  const prefix = name.slice(0, -shortHashLength);
  return nameRun(prefix, identity) === name ? prefix : name;
}

/** What stopped the earlier run is no part of what was asked for; the lock of its group and its token are its own. */
function copyWorkflow(
  { apiVersion, metadata, spec }: WorkflowManifest,
  place: { name: string; namespace: string },
): { copy: WorkflowManifest; wantsToken: boolean } {
  const { shutdown: _stopped, ...rest } = withoutGroupLocks(spec);
  const { labels: given = {}, annotations: noted = {} } = metadata;
  const kept = { labels: withoutReserved(given), annotations: withoutReserved(noted) };
  const copy = { apiVersion, kind: 'Workflow', metadata: { ...place, ...kept }, spec: rest };
  const parameters = readParameters(rest);
  const wantsToken = parameters.some((each) => each.name === tokenParameter && each.value === metadata.name);
  if (!wantsToken) return { copy, wantsToken };
  return { copy: withParameters(copy, setParameter(parameters, tokenParameter, place.name)), wantsToken };
}

/** What users may write, they keep; the rest was written by Argo, or by this app about the earlier run. */
function withoutReserved(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !isReservedKey(key)));
}

/** As on the earlier one, whose labels others may have changed since. */
function ownLabels({ workflow, identity }: RunToRepeat, appId: number): Record<string, string> {
  const time = workflow.metadata.labels?.[labels.actionTimestamp] ?? '';
  return {
    [labels.managedBy]: String(appId),
    [labels.repositoryId]: String(identity.repositoryId),
    [labels.sensor]: toLabelValue(identity.sensor),
    [labels.trigger]: toLabelValue(identity.trigger),
    ...(identity.group === undefined ? {} : { [labels.group]: identity.group.hash }),
    ...(/^\d{1,20}$/.test(time) ? { [labels.actionTimestamp]: time } : {}),
  };
}
