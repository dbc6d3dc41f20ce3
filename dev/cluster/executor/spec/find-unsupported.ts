import type { Call, Spec, Template } from './workflow-spec.ts';

const strangerFields = [
  'resource',
  'http',
  'plugin',
  'data',
  'containerSet',
  'daemon',
  'sidecars',
  'initContainers',
  'podSpecPatch',
  'hooks',
  'memoize',
];
const runnableFields = ['container', 'script', 'steps', 'dag', 'suspend'] as const;
const localVolumes = ['emptyDir', 'secret', 'configMap', 'persistentVolumeClaim'] as const;
const foreignStores = [
  's3',
  'gcs',
  'oss',
  'azure',
  'http',
  'hdfs',
  'artifactory',
  'plugin',
  'artifactGC',
  'fromExpression',
];

export type TemplateKind = (typeof runnableFields)[number];

/** Which of the kinds that can run this template is; undefined when it is none of them. */
export function kindOfTemplate(template: Template): TemplateKind | undefined {
  return runnableFields.find((field) => template[field] !== undefined && template[field] !== null);
}

/** What of a template cannot be run with local processes, as a sentence; undefined when all of it can. */
export function findUnsupported(template: Template): string | undefined {
  const stranger = strangerFields.find((field) => isSet(template[field]));
  if (stranger !== undefined) return cannotRun(`'${stranger}' in a template`);
  if (kindOfTemplate(template) === undefined)
    return cannotRun('a template without container, script, steps, dag or suspend');
  const volume = (template.volumes ?? []).find((each) => localVolumes.every((kind) => each[kind] === undefined));
  if (volume !== undefined) return cannotRun(`the volume '${volume.name}'`);
  const artifacts = [...(template.inputs?.artifacts ?? []), ...(template.outputs?.artifacts ?? [])];
  for (const artifact of artifacts) {
    const store = foreignStores.find((field) => isSet(artifact[field]));
    if (store !== undefined) return cannotRun(`the artifact '${artifact.name}' with '${store}'`);
  }
  if (template.container && (template.container.command ?? []).length === 0) {
    return cannotRun("a container without 'command', because images and their entry points are not used,");
  }
  return undefined;
}

/** What of a Workflow's spec cannot be run with local processes. */
export function findUnsupportedInSpec(spec: Spec): string | undefined {
  const stranger = ['hooks', 'templateDefaults', 'podSpecPatch'].find((field) => isSet(spec[field]));
  return stranger === undefined ? undefined : cannotRun(`'${stranger}' in a spec`);
}

/** What of a step or task cannot be run with local processes. */
export function findUnsupportedInCall(call: Call): string | undefined {
  const stranger = ['hooks', 'onExit'].find((field) => isSet(call[field]));
  return stranger === undefined ? undefined : cannotRun(`'${stranger}' of the step '${call.name}'`);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** The sentence for everything that this stand-in leaves to a real cluster. */
export function cannotRun(what: string): string {
  return `the development cluster cannot run ${what} here: it runs container and script steps as local processes`;
}
