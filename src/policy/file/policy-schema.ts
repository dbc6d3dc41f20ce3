import { approvalKinds, doubleKinds, skippableEvents } from '../event-rules.ts';
import { featureNames } from '../features.ts';
import { hostEntryPattern } from '../trigger/host-entry.ts';
import { kindEntryPattern } from '../trigger/kind-entry.ts';

/**
 * The policy file as JSON Schema (2020-12). Each leaf's `description` completes the sentence "… is x; expected <description>."
 */
const nameGlob = {
  type: 'string',
  minLength: 1,
  maxLength: 253,
  pattern: '^[^!{][^{]*$',
  description: 'a name or a glob such as "ci-*", without "!" in front and without "{"',
};

function listOf(items: object, description: string) {
  return { type: 'array', items, maxItems: 1000, description };
}

const namespace = {
  type: 'string',
  maxLength: 63,
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  description: 'the name of a namespace',
};

const serviceAccount = {
  type: 'string',
  maxLength: 253,
  pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$',
  description: 'the name of a service account',
};

export const triggerKinds = ['workflow', 'k8s', 'http', 'log', 'kafka', 'nats'] as const;

const limits = {
  type: 'object',
  description: 'a map with `runsPerEvent` and `timeout`',
  additionalProperties: false,
  properties: {
    runsPerEvent: { type: 'integer', minimum: 1, maximum: 1000, description: 'a whole number from 1 to 1000' },
    timeout: { type: 'string', format: 'duration-text', description: 'a duration such as 30m, 6h or 1h30m' },
  },
};

const rightsOfRuns = {
  namespace,
  serviceAccount,
  serviceAccounts: listOf(nameGlob, 'a list of service accounts'),
  triggers: listOf(
    { enum: triggerKinds, description: `one of ${triggerKinds.join(', ')}` },
    `a list of ${triggerKinds.join(', ')}`,
  ),
  kinds: listOf(
    {
      type: 'string',
      pattern: kindEntryPattern,
      description: 'a kind such as ConfigMap or Rollout.argoproj.io, with "/any" behind it for objects of others too',
    },
    'a list of kinds',
  ),
  hosts: listOf(
    {
      type: 'string',
      pattern: hostEntryPattern,
      description:
        'a host such as "hooks.example.com", "*.example.com:8443", "http://hooks.ci.svc/internal", "nats://nats.ci.svc/internal"',
    },
    'a list of hosts',
  ),
  configMaps: listOf(nameGlob, 'a list of ConfigMaps'),
  templates: listOf(nameGlob, 'a list of WorkflowTemplates'),
  allow: listOf(
    { enum: featureNames, description: `one of ${featureNames.join(', ')}` },
    `a list of ${featureNames.join(', ')}`,
  ),
  limits,
  eventSources: listOf({ enum: ['webhook'], description: 'webhook' }, 'a list with webhook'),
};

const rulesOfEvents = {
  approve: { enum: approvalKinds, description: approvalKinds.join(' or ') },
  trustedBots: listOf(
    {
      type: 'string',
      maxLength: 100,
      pattern: '^[A-Za-z0-9][-A-Za-z0-9_]*(\\[bot\\])?$',
      description: 'a login such as "dependabot[bot]"',
    },
    'a list of logins',
  ),
  skipCi: listOf(
    { enum: skippableEvents, description: `one of ${skippableEvents.join(', ')}` },
    `a list of ${skippableEvents.join(', ')}`,
  ),
  pushAndPullRequest: { enum: doubleKinds, description: doubleKinds.join(' or ') },
  baseBranchFiles: listOf(
    { ...nameGlob, description: 'a branch or a glob such as "release/*", without "!" in front and without "{"' },
    'a list of branches',
  ),
};

/** A section may be there and empty. */
const rights = {
  type: ['object', 'null'],
  description: 'a map of rights',
  additionalProperties: false,
  properties: { ...rightsOfRuns, ...rulesOfEvents, secrets: listOf(nameGlob, 'a list of Secrets') },
};

export const policySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  description: 'a map',
  additionalProperties: false,
  properties: {
    operators: listOf(
      {
        type: 'string',
        pattern: '^@[A-Za-z0-9][-A-Za-z0-9]*(/[A-Za-z0-9][-._A-Za-z0-9]*)?$',
        description: '"@user" or "@organisation/team"',
      },
      'a list of "@user" and "@organisation/team"',
    ),
    defaults: rights,
    untrusted: { ...rights, properties: rightsOfRuns },
    repositories: {
      type: ['object', 'null'],
      description: 'a map from "owner/name" globs to rights',
      propertyNames: {
        pattern: '^[^!{/][^{/]*/[^{/]+$',
        description: '"owner/name", or a glob such as "acme/*", as a key',
      },
      additionalProperties: rights,
    },
    'webhook-clients': { enum: ['strict', 'as-argo'], description: 'strict or as-argo' },
    pipelines: { description: 'a map' },
  },
};
