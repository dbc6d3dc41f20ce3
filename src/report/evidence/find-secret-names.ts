import type { Workflow, WorkflowNode } from '../../kubernetes/workflow.ts';
import { isFilled } from '../state/read-nodes.ts';

/** More Secrets than this are read for no run. */
export const maxSecrets = 50;
/** A Workflow that holds more than this is looked through no further. */
const maxVisited = 200_000;
const maxDepth = 60;

/** Fields whose object names a Secret (`{ name }`, `{ secretName }`): of variables, volumes and pull secrets. */
const secretObjects = new Set(['secretKeyRef', 'secretRef', 'secret', 'imagePullSecrets']);
/** Artifacts, HTTP templates and the rest end like this: `accessKeySecret: { name, key }`. */
const secretField = /Secret$/;
/** The parameter that names the Secret with the run's git token, also where nothing of the Workflow mounts it by that name. */
const tokenParameter = 'git-auth-secret';

/**
 * The names of the Secrets that a Workflow's steps mount or read, with those of the templates it refers to. A name with a
 * parameter in it stands for every value that the parameter has in this run.
 */
export function findSecretNames(workflow: Workflow, nodes: readonly WorkflowNode[]): string[] {
  const found = new Set<string>();
  const { status = {} } = workflow;
  const parts: Record<string, unknown> = { ...status };
  for (const part of [workflow.spec, parts.storedTemplates, parts.storedWorkflowTemplateSpec]) collect(part, found);
  const values = readParameterValues(workflow, nodes);
  for (const name of values.get(`workflow.${tokenParameter}`) ?? []) found.add(name);
  const names = new Set([...found].flatMap((name) => fillName(name, values)));
  return [...names].filter((name) => name !== '' && !name.includes('{{')).slice(0, maxSecrets);
}

interface Place {
  value: unknown;
  key: string;
  depth: number;
}

function collect(root: unknown, found: Set<string>): void {
  const waiting: Place[] = [{ value: root, key: '', depth: 0 }];
  let visited = 0;
  for (let next = waiting.pop(); next !== undefined && visited < maxVisited; next = waiting.pop()) {
    visited += 1;
    const { value, key, depth } = next;
    if (typeof value !== 'object' || value === null || depth > maxDepth) continue;
    if (Array.isArray(value)) {
      for (const each of value) waiting.push({ value: each, key, depth: depth + 1 });
      continue;
    }
    addName(value, key, found);
    for (const [name, each] of Object.entries(value)) waiting.push({ value: each, key: name, depth: depth + 1 });
  }
}

function addName(value: object, key: string, found: Set<string>): void {
  if (!secretObjects.has(key) && !secretField.test(key)) return;
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const field of ['name', 'secretName']) {
    const name = fields.get(field);
    if (typeof name === 'string') found.add(name);
  }
}

/** By `workflow.<name>` and `inputs.<name>`. */
function readParameterValues(workflow: Workflow, nodes: readonly WorkflowNode[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  const add = (key: string, value: unknown): void => {
    if (typeof value !== 'string' || value === '' || value.length > 253) return;
    const known = values.get(key) ?? new Set();
    if (known.size < maxSecrets) values.set(key, known.add(value));
  };
  const status: Record<string, unknown> = { ...workflow.status };
  for (const spec of [workflow.spec, status.storedWorkflowTemplateSpec]) {
    for (const [name, value] of listArguments(spec)) add(`workflow.${name}`, value);
  }
  for (const node of nodes) for (const { name, value } of node.inputs?.parameters ?? []) add(`inputs.${name}`, value);
  return values;
}

function listArguments(spec: unknown): [name: unknown, value: unknown][] {
  const given = isFilled(spec) && 'arguments' in spec ? spec.arguments : undefined;
  const listed = isFilled(given) && 'parameters' in given ? given.parameters : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each: unknown) =>
    isFilled(each) && 'name' in each && 'value' in each ? [[each.name, each.value] as [unknown, unknown]] : [],
  );
}

const tag = /\{\{\s{0,5}(workflow|inputs)\.parameters\.([A-Za-z0-9_-]{1,100})\s{0,5}\}\}/;

function fillName(name: string, values: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  let names = [name];
  for (let found = tag.exec(name); found !== null; found = tag.exec(names[0] ?? '')) {
    const [text, scope, parameter] = found;
    const given = [...(values.get(`${scope}.${parameter}`) ?? [])];
    names = names.flatMap((each) => given.map((value) => each.replaceAll(text, () => value))).slice(0, maxSecrets);
  }
  return names;
}
