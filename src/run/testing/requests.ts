import { generateKeyPairSync } from 'node:crypto';
import type { GithubEvent } from '../../event/event.ts';
import { type EffectivePolicy, effectivePolicy } from '../../policy/effective-policy.ts';
import { makeFiring } from '../../sensor/plan/make-firing.ts';
import type { ArgoWorkflowTrigger, ArtifactSource, Trigger, TriggerParameter } from '../../sensor/sensor.ts';
import { createIdentitySigner } from '../identity/sign-identity.ts';
import type { RepositoryRequest } from '../run-request.ts';
import { commit, eventOf, makePush } from './deliveries.ts';

/** The dependency that every firing here is about. */
export const dependency = 'event';

const { privateKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
export const signer = createIdentitySigner(privateKey);

/** What a repository may do without a policy file. */
export function builtInPolicy(): EffectivePolicy {
  const answer = effectivePolicy(undefined, { fullName: 'acme/shop', argoNamespace: 'ci', untrusted: false });
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.policy;
}

/** A Workflow of one template, with these argument parameters. */
export function makeWorkflow(parameters: object[] = [], metadata: object = { generateName: 'build-' }) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata,
    spec: {
      entrypoint: 'main',
      arguments: { parameters },
      templates: [{ name: 'main', container: { image: 'alpine', args: ['{{workflow.parameters.title}}'] } }],
    },
  };
}

/** A trigger that submits what the source names. */
export function submit(
  source: ArtifactSource,
  more: Omit<ArgoWorkflowTrigger, 'source'> & { onTemplate?: TriggerParameter[] } = {},
): Trigger {
  const { onTemplate, ...rest } = more;
  const template = { name: 'run', argoWorkflow: { operation: 'submit', source, ...rest } };
  return { template, ...(onTemplate === undefined ? {} : { parameters: onTemplate }) };
}

/** A request to carry out the trigger for the event: a push to main, unless told another. */
export function requestFor(
  trigger: Trigger,
  event: GithubEvent = eventOf(makePush()),
  changes: Partial<RepositoryRequest> = {},
): RepositoryRequest {
  return {
    sensor: 'ci',
    firing: makeFiring(trigger, { [dependency]: event }),
    options: { checkName: 'ci', report: 'always' },
    event,
    commit,
    policy: builtInPolicy(),
    untrusted: false,
    attempt: 1,
    why: ['event: every such event'],
    notes: [],
    ...changes,
  };
}
