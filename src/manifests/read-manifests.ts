import { checkExtensions } from '../config/document/check-extensions.ts';
import { readCronWorkflows } from '../config/document/cron-workflow/read-cron-workflows.ts';
import { argoApiVersion } from '../config/document/known-kinds.ts';
import type { Reading } from '../config/reading/reading.ts';
import { readBindingSpec } from '../event-api/binding/read-binding.ts';
import { readSourceDocument } from '../event-source/document/read-source-document.ts';
import { makePartAllowance } from '../expression/work/work-allowance.ts';
import { recordOf } from '../json/is-record.ts';
import { type Position, type Problem, problem } from '../problem/problem.ts';
import type { LocatedProblem } from '../sensor/validate/located-problem.ts';
import { validateSensor } from '../sensor/validate-sensor.ts';
import { readYamlStream } from '../yaml/read-yaml-stream.ts';
import { findPosition, shorten, toJson, type YamlNode } from '../yaml/yaml-node.ts';
import { type Manifests, noManifests } from './manifests.ts';
import { warnOfGitSources } from './warn-of-git-sources.ts';
import { warnOfUnknownEvents } from './warn-of-unknown-events.ts';

export interface ManifestFile {
  /** For problems: relative to the folder. */
  path: string;
  text: string;
}

export interface ReadManifests {
  /** Everything that has no error. */
  manifests: Manifests;
  problems: Problem[];
}

/** Largest file, in bytes of UTF-8: what a ConfigMap holds at most. */
const maxBytes = 1024 * 1024;

/** A document's place, and what it says. */
interface Document {
  node: YamlNode;
  json: Record<string, unknown>;
  file: string;
  kind: string;
  name: string;
  namespace: string;
}

/**
 * Reads the operator's documents. Never throws. A document with an error is left out and said; one of a kind that is not read here is a
 * warning.
 *
 * @param fallback `ARGO_NAMESPACE`: where documents belong that name no namespace
 */
export function readManifests(files: readonly ManifestFile[], fallback: string | undefined): ReadManifests {
  const manifests: Manifests = { ...noManifests, eventSources: [], sensors: [], bindings: [], cronWorkflows: [] };
  const problems: Problem[] = [];
  const known = new Map<string, string>();
  for (const { path, text } of files) {
    const stream = readYamlStream({ path, text, maxBytes });
    const reading: Reading = { file: path, problems: [...stream.problems], work: makePartAllowance('file') };
    for (const node of stream.documents.flatMap(itemsOf)) {
      const document = identify(node, fallback, reading);
      if (document === undefined || isKnown(document, known, reading)) continue;
      readDocument(document, manifests, reading);
    }
    problems.push(...reading.problems);
  }
  problems.push(...warnOfUnknownEvents(manifests));
  return { manifests: { ...manifests, isComplete: !areBroken(problems) }, problems };
}

/** True when something in the files is wrong, and not only nothing for this app. */
export function areBroken(problems: readonly Problem[]): boolean {
  return problems.some(({ severity, code }) => severity === 'error' && code !== 'source.kind-refused');
}

/** `kubectl get -o yaml` answers with a List of documents. */
function itemsOf(node: YamlNode): YamlNode[] {
  if (node.kind !== 'mapping') return [node];
  const kind = node.entries.get('kind')?.value;
  const items = node.entries.get('items')?.value;
  return kind?.kind === 'scalar' && kind.text === 'List' && items?.kind === 'sequence' ? items.items : [node];
}

const kinds: ReadonlySet<string> = new Set(['EventSource', 'Sensor', 'WorkflowEventBinding', 'CronWorkflow']);

function identify(node: YamlNode, fallback: string | undefined, reading: Reading): Document | undefined {
  const json = recordOf(toJson(node));
  const { apiVersion, kind } = json;
  const say = (found: Problem) => {
    reading.problems.push({ ...found, file: reading.file, position: node.position });
    return undefined;
  };
  if (apiVersion !== argoApiVersion || typeof kind !== 'string' || !kinds.has(kind)) {
    const named = { kind: shorten(String(kind ?? 'none')), apiVersion: shorten(String(apiVersion ?? 'no apiVersion')) };
    return say(problem('manifests.kind-ignored', named));
  }
  const { name, namespace } = recordOf(json.metadata);
  if (typeof name !== 'string' || name === '') return say(problem('manifests.nameless', { kind }));
  const place = typeof namespace === 'string' && namespace !== '' ? namespace : fallback;
  if (place === undefined) return say(problem('manifests.no-namespace', { kind, name: shorten(name) }));
  return { node, json, file: reading.file, kind, name, namespace: place };
}

function isKnown(document: Document, known: Map<string, string>, reading: Reading): boolean {
  const { kind, name, namespace, node } = document;
  const key = `${kind} ${namespace}/${name}`;
  const here = `${reading.file}:${node.position.line}`;
  const other = known.get(key);
  if (other === undefined) {
    known.set(key, here);
    return false;
  }
  const found = problem('manifests.duplicate', { kind, name: shorten(name), namespace, other });
  reading.problems.push({ ...found, file: reading.file, position: node.position });
  return true;
}

function readDocument(document: Document, manifests: Manifests, reading: Reading): void {
  const { node, json, namespace, name, file } = document;
  const positionOf = (path: (string | number)[]): Position => findPosition(node, path);
  const place = (located: LocatedProblem[]) => {
    const placed = located.map(({ problem: each, path }) => ({ ...each, file, position: positionOf(path) }));
    reading.problems.push(...placed);
  };
  switch (document.kind) {
    case 'EventSource': {
      const read = readSourceDocument(json, namespace);
      place(read.problems);
      if (read.document !== undefined) manifests.eventSources.push(read.document);
      return;
    }
    case 'Sensor': {
      const { sensor, problems } = validateSensor(json, reading.work);
      place(problems);
      if (sensor === undefined) return;
      const own: Reading = { ...reading, problems: [] };
      checkExtensions(sensor, positionOf, own);
      reading.problems.push(...own.problems);
      place(warnOfGitSources(sensor));
      if (own.problems.length === 0) manifests.sensors.push({ namespace, sensor, file, position: node.position });
      return;
    }
    case 'WorkflowEventBinding': {
      const binding = { name, namespace, uid: '', resourceVersion: '', ...readBindingSpec(json.spec) };
      const { malformed: reason } = binding;
      if (reason === undefined) manifests.bindings.push(binding);
      else place([{ problem: problem('manifests.binding', { name: shorten(name), reason }), path: ['spec'] }]);
      return;
    }
    default: {
      const read = node.kind === 'mapping' ? readCronWorkflows([node], [], reading).documents : [];
      manifests.cronWorkflows.push(...read.map((each) => ({ ...each, namespace })));
    }
  }
}
