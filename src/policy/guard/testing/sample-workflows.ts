import type { WorkflowManifest } from '../../../kubernetes/workflow.ts';
import type { EffectivePolicy } from '../../effective-policy.ts';
import { features } from '../../features.ts';
import { guardWorkflow } from '../guard-workflow.ts';
import type { GuardContext } from '../rules/inspection.ts';

export const strict: EffectivePolicy = {
  namespace: 'ci',
  serviceAccounts: [],
  triggers: ['workflow'],
  kinds: [],
  hosts: [],
  secrets: [],
  configMaps: [],
  templates: [],
  allow: [],
  eventSources: [],
  limits: { runsPerEvent: 20, timeoutSeconds: 60 },
};
export const generous: EffectivePolicy = {
  ...strict,
  serviceAccounts: ['*'],
  secrets: ['*'],
  configMaps: ['*'],
  templates: ['*'],
  allow: Object.keys(features),
};
export const own: GuardContext = { untrusted: false, tokenSecret: 'run-token', ownConfigMaps: ['locks'] };
export const stranger: GuardContext = { ...own, untrusted: true };

export function manifest(spec: object, rest: object = {}): WorkflowManifest {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {}, spec: { ...spec }, ...rest };
}

/** A Workflow of one template. */
export function template(fields: object): WorkflowManifest {
  return manifest({ entrypoint: 'main', templates: [{ name: 'main', ...fields }] });
}

export function container(fields: object): WorkflowManifest {
  return template({ container: { image: 'alpine', ...fields } });
}

export function volume(source: object): WorkflowManifest {
  return manifest({ volumes: [{ name: 'v', ...source }] });
}

export function input(location: object): WorkflowManifest {
  return template({ inputs: { artifacts: [{ name: 'a', path: '/a', ...location }] } });
}

export function step(fields: object): WorkflowManifest {
  return template({ steps: [[{ name: 's', ...fields }]] });
}

export function task(fields: object): WorkflowManifest {
  return template({ dag: { tasks: [{ name: 't', ...fields }] } });
}

export const secret = { name: 'prod', key: 'k' };
export const map = { name: 'settings', key: 'k' };
export const evil = {
  name: 'evil',
  container: { image: 'x', env: [{ name: 'E', valueFrom: { secretKeyRef: secret } }] },
};

export function codes(found: WorkflowManifest, policy = strict, context = own): string[] {
  return guardWorkflow(found, policy, context).map(({ code }) => code);
}
