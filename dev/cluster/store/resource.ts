/** One kind that the API serves. */
export interface Resource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  shortNames: string[];
  namespaced: boolean;
  /** A custom resource: it counts generations and is never updated without its resourceVersion. */
  custom: boolean;
  /** Names of its subresources that can be read. */
  subresources: string[];
}

function core(plural: string, kind: string, shortNames: string[]): Resource {
  return {
    group: '',
    version: 'v1',
    plural,
    singular: kind.toLowerCase(),
    kind,
    shortNames,
    namespaced: true,
    custom: false,
    subresources: [],
  };
}

function argo(plural: string, kind: string, shortNames: string[]): Resource {
  return {
    ...core(plural, kind, shortNames),
    group: 'argoproj.io',
    version: 'v1alpha1',
    custom: true,
  };
}

export const namespaces: Resource = { ...core('namespaces', 'Namespace', ['ns']), namespaced: false };
export const secrets = core('secrets', 'Secret', []);
export const configMaps = core('configmaps', 'ConfigMap', ['cm']);
export const serviceAccounts: Resource = core('serviceaccounts', 'ServiceAccount', ['sa']);
export const pods: Resource = { ...core('pods', 'Pod', ['po']), subresources: ['log'] };
export const workflows = argo('workflows', 'Workflow', ['wf']);
export const workflowTemplates = argo('workflowtemplates', 'WorkflowTemplate', ['wftmpl']);
export const clusterWorkflowTemplates: Resource = {
  ...argo('clusterworkflowtemplates', 'ClusterWorkflowTemplate', ['clusterwftmpl', 'cwft']),
  namespaced: false,
};
const customResourceDefinitions: Resource = {
  ...core('customresourcedefinitions', 'CustomResourceDefinition', ['crd', 'crds']),
  group: 'apiextensions.k8s.io',
  namespaced: false,
};

/** All kinds that are served. */
export const resources: readonly Resource[] = [
  namespaces,
  secrets,
  configMaps,
  pods,
  core('events', 'Event', ['ev']),
  serviceAccounts,
  { ...core('leases', 'Lease', []), group: 'coordination.k8s.io' },
  workflows,
  workflowTemplates,
  clusterWorkflowTemplates,
  argo('cronworkflows', 'CronWorkflow', ['cwf', 'cronwf']),
  argo('workfloweventbindings', 'WorkflowEventBinding', ['wfeb']),
  customResourceDefinitions,
];

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return resources.find((each) => each.group === group && each.version === version && each.plural === plural);
}

/** The `apiVersion` of the resource's objects. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** As messages name it: `workflows.argoproj.io`, `secrets`. */
export function qualifiedName(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}
