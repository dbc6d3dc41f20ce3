import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterCall } from './call-cluster.ts';

interface Definition {
  apiVersion?: string;
  kind?: string;
  metadata: { name: string };
}

/**
 * Argo's definitions of a release, as the JSON files of a folder (`kubectl get crd -o json` of each); without a folder, definitions
 * of the same names that take anything.
 */
export async function installCrds(
  call: (call: ClusterCall) => Promise<unknown>,
  directory: string | undefined,
): Promise<void> {
  const definitions = directory === undefined || directory === '' ? openDefinitions : readDefinitions(directory);
  for (const definition of definitions) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
    await call({ method: 'PATCH', path, apply: definition });
  }
  for (const definition of definitions) {
    await waitUntilServed(call, `/apis/argoproj.io/v1alpha1/${definition.metadata.name.split('.')[0]}`);
  }
}

async function waitUntilServed(call: (call: ClusterCall) => Promise<unknown>, path: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await call({ method: 'GET', path });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function readDefinitions(directory: string): Definition[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return files.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as Definition);
}

const openDefinitions: Definition[] = [
  define('Workflow'),
  define('WorkflowTemplate'),
  define('ClusterWorkflowTemplate', 'Cluster'),
  define('CronWorkflow'),
  define('WorkflowEventBinding'),
  define('WorkflowTaskSet'),
  define('WorkflowTaskResult'),
  define('WorkflowArtifactGCTask'),
];

function define(kind: string, scope: 'Namespaced' | 'Cluster' = 'Namespaced'): Definition & { spec: object } {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.argoproj.io` },
    spec: {
      group: 'argoproj.io',
      names: { kind, plural, singular, listKind: `${kind}List` },
      scope,
      versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: open } }],
    },
  };
}
