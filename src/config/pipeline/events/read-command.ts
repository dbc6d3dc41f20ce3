import { shorten } from '../../../yaml/yaml-node.ts';
import { checkFields } from '../../reading/check-fields.ts';
import { readMapping, readText, type Subject, within } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import type { PipelineEvent } from '../pipeline.ts';

/** Commands that the app itself understands in comments. */
const ownCommands = ['test', 'retest', 'cancel', 'ok-to-test', 'explain'];

/** `issue_comment: {command: deploy}`: a comment that begins with the word, after a slash. */
export function readCommand(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  const { where } = subject;
  checkFields(mapping, { fields: ['command'], where }, reading);
  const node = mapping.entries.get('command')?.value;
  if (node === undefined) {
    const advice = 'Write `command: deploy` for comments that begin with `/deploy`.';
    report(reading, mapping.position, 'config.missing-field', { field: 'command', where, advice });
    return undefined;
  }
  const command = readText({ node, where: within(where, 'command') }, reading);
  if (command === undefined) return undefined;
  const reason = findFault(command);
  if (reason !== undefined)
    report(reading, node.position, 'config.invalid-command', { found: shorten(command), reason });
  return { name: 'issue_comment', command };
}

function findFault(command: string): string | undefined {
  if (command.startsWith('/')) return 'it is written without the slash';
  if (ownCommands.includes(command)) return 'the app itself understands it';
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(command)
    ? undefined
    : 'it is not one word of letters, digits, "-" and "_"';
}
