import type { YamlMapping } from '../../../yaml/yaml-node.ts';
import { checkFields } from '../../reading/check-fields.ts';
import { readMapping, readTexts, type Subject, within } from '../../reading/read-values.ts';
import type { Reading } from '../../reading/reading.ts';
import type { PipelineEvent } from '../pipeline.ts';
import { type CheckPattern, checkName, checkRefPattern, readPatterns } from '../read-patterns.ts';
import { readCommand } from './read-command.ts';
import { readManual } from './read-manual.ts';
import { readSchedule } from './read-schedule.ts';
import { readTypes } from './read-types.ts';

/** Reads the options of one event; undefined when they are too wrong to say what is meant. */
export type EventReader = (subject: Subject, reading: Reading) => PipelineEvent | undefined;

/** Every event of the short form. */
export const eventReaders: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['push', readPush],
  ['pull_request', readPullRequest],
  ['merge_group', readMergeGroup],
  ['release', readRelease],
  ['issue_comment', readCommand],
  ['schedule', readSchedule],
  ['manual', readManual],
  ['repository_dispatch', readRepositoryDispatch],
  ['deployment', readDeployment],
  ['create', (subject, reading) => readRefEvent('create', subject, reading)],
  ['delete', (subject, reading) => readRefEvent('delete', subject, reading)],
]);

function readPush(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['branches', 'tags'], reading);
  return options && { name: 'push', ...readRefPatterns(options, ['branches', 'tags'], reading) };
}

/** Without `types`, as in GitHub Actions: opened, synchronize, reopened. */
function readPullRequest(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['types', 'branches', 'labels'], reading);
  if (options === undefined) return undefined;
  return {
    name: 'pull_request',
    types: readTypes(typesOf(options), 'pull_request', reading) ?? ['opened', 'synchronize', 'reopened'],
    ...readRefPatterns(options, ['branches'], reading),
    ...readPatternOption(options, { key: 'labels', check: checkName }, reading),
  };
}

function readMergeGroup(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['branches'], reading);
  return options && { name: 'merge_group', ...readRefPatterns(options, ['branches'], reading) };
}

/** Without `types`: published, because one release is created, published and released at once. */
function readRelease(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['types'], reading);
  return options && { name: 'release', types: readTypes(typesOf(options), 'release', reading) ?? ['published'] };
}

/** Its types are whatever the sender calls them. */
function readRepositoryDispatch(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['types'], reading);
  const types = options?.mapping.entries.get('types')?.value;
  if (options === undefined) return undefined;
  if (types === undefined) return { name: 'repository_dispatch' };
  const texts = readTexts({ node: types, where: within(subject.where, 'types') }, reading);
  return { name: 'repository_dispatch', types: texts?.map((scalar) => scalar.text) ?? [] };
}

function readDeployment(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['environments'], reading);
  return (
    options && { name: 'deployment', ...readPatternOption(options, { key: 'environments', check: checkName }, reading) }
  );
}

function readRefEvent(name: 'create' | 'delete', subject: Subject, reading: Reading): PipelineEvent | undefined {
  const options = readOptions(subject, ['branches', 'tags'], reading);
  return options && { name, ...readRefPatterns(options, ['branches', 'tags'], reading) };
}

interface Options {
  mapping: YamlMapping;
  where: string;
}

function readOptions(subject: Subject, fields: string[], reading: Reading): Options | undefined {
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  checkFields(mapping, { fields, where: subject.where }, reading);
  return { mapping, where: subject.where };
}

function typesOf({ mapping, where }: Options): Subject | undefined {
  const node = mapping.entries.get('types')?.value;
  return node && { node, where: within(where, 'types') };
}

function readRefPatterns<Key extends 'branches' | 'tags'>(
  options: Options,
  keys: readonly Key[],
  reading: Reading,
): { [Each in Key]?: string[] } {
  const read: { [Each in Key]?: string[] } = {};
  for (const key of keys) Object.assign(read, readPatternOption(options, { key, check: checkRefPattern }, reading));
  return read;
}

function readPatternOption<Key extends string>(
  { mapping, where }: Options,
  { key, check }: { key: Key; check: CheckPattern },
  reading: Reading,
): { [Each in Key]?: string[] } {
  const node = mapping.entries.get(key)?.value;
  const patterns = node && readPatterns({ node, where: within(where, key) }, check, reading);
  const read: { [Each in Key]?: string[] } = {};
  if (patterns !== undefined) read[key] = patterns;
  return read;
}
