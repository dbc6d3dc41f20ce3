import { apiVersionOf, type Resource, resources } from '../store/resource.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Says what this server is: a stand-in, whatever the number. */
export const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.4+argo-events-app-dev',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: 'node',
  platform: `${process.platform}/${process.arch}`,
};

/** What `GET` answers on an address of discovery; undefined when the address is none. */
export function discover(path: string): object | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const [root, group, groupVersion] = segments;
  if (path === '/version') return version;
  if (root === 'api' && segments.length === 1) {
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  }
  if (root === 'api' && segments.length === 2 && group === 'v1') return resourceList('', 'v1');
  if (root !== 'apis') return undefined;
  if (segments.length === 1) {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupNames().map(describeGroup) };
  }
  if (group === undefined || !groupNames().includes(group)) return undefined;
  if (segments.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) };
  return segments.length === 3 && groupVersion === versionOf(group) ? resourceList(group, groupVersion) : undefined;
}

function groupNames(): string[] {
  return [...new Set([...resources.map((each) => each.group), 'authorization.k8s.io'])].filter((name) => name !== '');
}

function versionOf(group: string): string {
  return resources.find((each) => each.group === group)?.version ?? 'v1';
}

function describeGroup(name: string): object {
  const groupVersion = { groupVersion: `${name}/${versionOf(name)}`, version: versionOf(name) };
  return { name, versions: [groupVersion], preferredVersion: groupVersion };
}

function resourceList(group: string, groupVersion: string): object {
  const served = resources.filter((each) => each.group === group && each.version === groupVersion);
  const reviews = group === 'authorization.k8s.io' ? [reviewResource] : [];
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? groupVersion : `${group}/${groupVersion}`,
    resources: [...served.flatMap(describeResource), ...reviews],
  };
}

const reviewResource = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

function describeResource(resource: Resource): object[] {
  const { plural, singular, namespaced, kind, shortNames } = resource;
  const main = { name: plural, singularName: singular, namespaced, kind, verbs, shortNames };
  const below = resource.subresources.map((name) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    kind,
    verbs: ['get'],
  }));
  return [main, ...below];
}

/** The definition of a custom resource as an installation without schemas has it. */
export function describeDefinition(resource: Resource): object {
  const { group, kind, plural, singular, shortNames } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames },
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      versions: [{ name: apiVersionOf(resource).split('/').at(-1), served: true, storage: true }],
    },
    status: { storedVersions: [resource.version] },
  };
}
