import { hasErrors } from '../../problem/problem.ts';
import { isNothing, shorten, type YamlEntry, type YamlMapping, type YamlNode } from '../../yaml/yaml-node.ts';
import { checkFields } from '../reading/check-fields.ts';
import { readMapping, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';
import type { Pipeline } from './pipeline.ts';
import { pipelineFields, readParts, readPipeline } from './read-pipeline.ts';

/** Reads the short form. A pipeline with an error of its own is left out; the others are not affected. */
export function readShortForm(document: YamlMapping, reading: Reading): Pipeline[] {
  checkRoot(document, reading);
  const defaults = readDefaults(document.entries.get('defaults')?.value, reading);
  const node = document.entries.get('pipelines')?.value;
  const pipelines = node && readMapping({ node, where: 'pipelines' }, reading);
  if (node !== undefined && pipelines === undefined) return [];
  if (pipelines === undefined || pipelines.entries.size === 0) {
    report(reading, node?.position ?? document.position, 'config.no-pipelines', {});
    return [];
  }
  return [...pipelines.entries.values()].flatMap((entry) => readNamed(entry, defaults, reading) ?? []);
}

/** Keys of a pipeline at the root are a slip of indentation, or a file of GitHub Actions. */
function checkRoot(document: YamlMapping, reading: Reading): void {
  const misplaced = [...document.entries.values()].filter(({ key }) => pipelineFields.includes(key));
  for (const { key, keyPosition } of misplaced) {
    const advice = `It belongs to a pipeline: write \`pipelines:\`, under it a name, and under that \`${key}:\`.`;
    report(reading, keyPosition, 'config.unknown-field', { field: key, where: 'the short form', advice });
  }
  const others = new Map([...document.entries].filter(([key]) => !pipelineFields.includes(key)));
  const shape = { fields: ['defaults', 'pipelines'], where: 'the short form' };
  checkFields({ ...document, entries: others }, shape, reading);
}

/** `defaults` is read once by itself, so that what is wrong in it is said also when no pipeline uses it. */
function readDefaults(node: YamlNode | undefined, reading: Reading): YamlMapping | undefined {
  const mapping = node && readMapping({ node, where: 'defaults' }, reading);
  if (mapping === undefined) return undefined;
  readParts({ where: 'defaults', mapping }, reading);
  return mapping;
}

function readNamed(entry: YamlEntry, defaults: YamlMapping | undefined, reading: Reading): Pipeline | undefined {
  const { key: name, keyPosition: position, value } = entry;
  const reason = findNameFault(name);
  if (reason !== undefined) {
    report(reading, position, 'config.invalid-pipeline-name', { name: shorten(name), reason });
    return undefined;
  }
  const mapping = readOwn({ node: value, where: `pipeline "${name}"` }, reading);
  if (mapping === undefined) return undefined;
  const own: Reading = { ...reading, problems: [] };
  const source = { where: `pipeline "${name}"`, mapping: withDefaults(mapping, defaults) };
  const parts = readPipeline(source, position, own);
  reading.problems.push(...own.problems);
  return parts === undefined || hasErrors(own.problems) ? undefined : { name, position, ...parts };
}

function readOwn(subject: Subject, reading: Reading): YamlMapping | undefined {
  if (!isNothing(subject.node)) return readMapping(subject, reading);
  report(reading, subject.node.position, 'config.wrong-type', {
    where: subject.where,
    found: 'empty',
    expected: 'a mapping with `on` and `workflow`',
  });
  return undefined;
}

/** A pipeline's own keys come first; `parameters` are put together by name. */
function withDefaults(own: YamlMapping, defaults: YamlMapping | undefined): YamlMapping {
  if (defaults === undefined) return own;
  const known = [...defaults.entries].filter(([key]) => pipelineFields.includes(key));
  const entries = new Map([...known, ...own.entries]);
  const ownParameters = own.entries.get('parameters');
  const parameters = defaults.entries.get('parameters')?.value;
  if (ownParameters?.value.kind === 'mapping' && parameters?.kind === 'mapping') {
    const value = { ...ownParameters.value, entries: new Map([...parameters.entries, ...ownParameters.value.entries]) };
    entries.set('parameters', { ...ownParameters, value });
  }
  return { ...own, entries };
}

function findNameFault(name: string): string | undefined {
  if (name === 'argo-events') return 'the check of that name says what is wrong with the file';
  if (name.length === 0 || name.length > 63) return `it has ${name.length} characters`;
  if (!/^[A-Za-z0-9 ._/-]+$/.test(name)) return 'it has other characters';
  return /^[A-Za-z0-9].*[A-Za-z0-9]$|^[A-Za-z0-9]$/.test(name) ? undefined : 'it begins or ends with a sign';
}
