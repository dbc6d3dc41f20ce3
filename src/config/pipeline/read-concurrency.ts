import type { Concurrency } from '../../run/run-options.ts';
import type { YamlNode } from '../../yaml/yaml-node.ts';
import { checkFields } from '../reading/check-fields.ts';
import { readBoolean, readCount, readMapping, readText, type Subject, within } from '../reading/read-values.ts';
import type { Reading } from '../reading/reading.ts';
import { checkTemplate } from './check-template.ts';

const fields = ['group', 'limit', 'cancel-in-progress'];

/** `concurrency`: how many runs of a group go on at once, and whether a newer one ends the older ones. */
export function readConcurrency(subject: Subject, reading: Reading): Concurrency | undefined {
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  const { where } = subject;
  checkFields(mapping, { fields, where }, reading);
  const group = mapping.entries.get('group')?.value;
  const limit = mapping.entries.get('limit')?.value;
  const cancel = mapping.entries.get('cancel-in-progress')?.value;
  const concurrency: Concurrency = {
    cancelInProgress:
      cancel !== undefined &&
      readBoolean({ node: cancel, where: within(where, 'cancel-in-progress') }, reading) === true,
  };
  const groupText = group === undefined ? undefined : readGroup(group, within(where, 'group'), reading);
  if (groupText !== undefined) concurrency.group = groupText;
  const count = limit === undefined ? undefined : readCount({ node: limit, where: within(where, 'limit') }, reading);
  if (count !== undefined) concurrency.limit = count;
  return concurrency;
}

function readGroup(node: YamlNode, where: string, reading: Reading): string | undefined {
  const text = readText({ node, where }, reading);
  return node.kind === 'scalar' && text !== undefined && checkTemplate(node, where, reading) ? text : undefined;
}
