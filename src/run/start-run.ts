import type { Records } from '../bus/event-bus.ts';
import { annotations } from '../kubernetes/labels.ts';
import type { WorkflowManifest } from '../kubernetes/workflow.ts';
import { guardWorkflow } from '../policy/guard/guard-workflow.ts';
import { problem } from '../problem/problem.ts';
import { groupOfRun, type RunGroup } from './concurrency/group-of-run.ts';
import { placeInOrder } from './concurrency/place-in-order.ts';
import type { RunOrder } from './concurrency/run-order.ts';
import { type MakingTools, makeRun, type Started } from './creation/make-run.ts';
import type { RunIdentity } from './identity/run-identity.ts';
import { addOwnMetadata, type FinishedWorkflow, finishWorkflow } from './manifest/finish-workflow.ts';
import { placeObject } from './manifest/place-object.ts';
import { describeSubject, type RepositoryRequest, type RunRequest, runKeyOf } from './run-request.ts';
import type { SourceReaders } from './source/resolve-source.ts';
import { startUnreported } from './start-unreported.ts';
import { findEnvironmentReads } from './token/find-environment-reads.ts';

/** What starting a run needs from the world. */
export interface RunTools extends MakingTools, SourceReaders {}

/**
 * Carries out one firing: places the object, makes it final, lets the policy judge exactly that object, and creates it.
 * Doing it twice for the same event creates one Workflow.
 */
export async function startRun(request: RunRequest, tools: RunTools): Promise<Started> {
  const placed = await placeObject(request, tools);
  if (placed.kind === 'later') return placed;
  if (placed.kind === 'refused') return { kind: 'refused', problems: [placed.problem] };

  return await startPlaced(placed.workflow, request, tools);
}

/**
 * As `startRun`, from a Workflow whose parameters are in place. Braces of the event's text are still marked; metadata and spec are
 * all that is taken from it.
 */
export async function startPlaced(workflow: WorkflowManifest, request: RunRequest, tools: RunTools): Promise<Started> {
  if (request.owner === 'operator') return await startUnreported(workflow, request, tools);
  const finished = finishWorkflow(workflow, request);
  const { name, wantsToken } = finished;
  const problems = guardWorkflow(finished.manifest, request.policy, {
    untrusted: request.untrusted,
    ...(wantsToken ? { tokenSecret: name } : {}),
  });
  if (problems.length > 0) return { kind: 'refused', problems };

  const namespace = request.policy.namespace;
  const grouped = groupOfRun(request);
  if (!grouped.ok) return { kind: 'refused', problems: [grouped.problem] };
  const identity = await identify(request, { group: grouped.group, finished }, tools);
  const matchers = request.options.problemMatchers;
  const own = {
    appId: tools.appId,
    annotations: {
      [annotations.identity]: tools.signer.sign(namespace, name, identity),
      ...(matchers === undefined ? {} : { [annotations.problemMatchers]: matchers }),
    },
    group: grouped.group,
  };
  const manifest: WorkflowManifest = addOwnMetadata(finished.manifest, request, own);
  const placed = { ...manifest, metadata: { ...manifest.metadata, name, namespace } };
  return await makeRun({ manifest: placed, identity, wantsToken }, tools);
}

async function identify(
  request: RepositoryRequest,
  { group, finished }: { group: RunGroup | undefined; finished: FinishedWorkflow },
  { records }: Pick<RunTools, 'records'>,
): Promise<RunIdentity> {
  const { changed, manifest, name, wantsToken } = finished;
  const { event, options } = request;
  const { repository, pullRequest } = event.facts;
  const key = runKeyOf(request);
  const exposed = wantsToken ? findEnvironmentReads(manifest.spec, name) : [];
  return {
    ...key,
    dependencies: [...key.dependencies],
    owner: repository.owner,
    repository: repository.name,
    installationId: event.installationId,
    commit: request.commit,
    checkName: options.checkName,
    order: group?.cancels === true ? await placeInGroup(request, group, records) : orderOf(request),
    ...(group === undefined ? {} : { group }),
    ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }),
    ...(request.untrusted ? { untrusted: true as const } : {}),
    event: event.facts.eventName,
    subject: describeSubject(event),
    why: request.why,
    notes: [...request.notes, ...changed.map(describeChange), ...exposed.map(describeExposure)],
  };
}

function orderOf({ event, askedAt }: RepositoryRequest): RunOrder {
  const receivedAt = Date.parse(event.context.time);
  return { occurredAt: event.occurredAt, receivedAt, ...(askedAt === undefined ? {} : { askedAt }) };
}

function placeInGroup(request: RepositoryRequest, group: RunGroup, records: Records): Promise<RunOrder> {
  const { eventName, before, sha, repository } = request.event.facts;
  const isPush = eventName === 'push' && before !== undefined && sha !== undefined;
  const order = { ...orderOf(request), ...(isPush ? { moved: { before, after: sha } } : {}) };
  const place = { repositoryId: repository.id, group: group.hash };
  return placeInOrder({ order, delivery: runKeyOf(request).delivery }, place, records);
}

function describeChange(path: string): string {
  return `"{{" in text of the event was written "{ {" at ${path}, so that Argo does not evaluate it.`;
}

function describeExposure(path: string): string {
  const { message, hint } = problem('run.token-in-environment', { path });
  return `${message} ${hint}`;
}
