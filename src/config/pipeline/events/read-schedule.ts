import { checkFields } from '../../reading/check-fields.ts';
import { readMapping, readText, type Subject, within } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import { shorten, type YamlNode } from '../../yaml/yaml-node.ts';
import type { PipelineEvent } from '../pipeline.ts';

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** `schedule: {cron, timezone}`, or a list of such. */
export function readSchedule(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const nodes = subject.node.kind === 'sequence' ? subject.node.items : [subject.node];
  const times = nodes.flatMap((node) => readTime({ node, where: subject.where }, reading) ?? []);
  return times.length === 0 ? undefined : { name: 'schedule', times };
}

function readTime(subject: Subject, reading: Reading): { cron: string; timezone?: string } | undefined {
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  const { where } = subject;
  checkFields(mapping, { fields: ['cron', 'timezone'], where }, reading);
  const cronNode = mapping.entries.get('cron')?.value;
  if (cronNode === undefined) {
    report(reading, mapping.position, 'config.missing-field', {
      field: 'cron',
      where,
      advice: 'Write `cron: "0 6 * * 1-5"`.',
    });
    return undefined;
  }
  const check = (node: YamlNode, key: string, findFault: (text: string) => string | undefined): string | undefined => {
    const text = readText({ node, where: within(where, key) }, reading);
    const reason = text === undefined ? undefined : findFault(text);
    if (reason !== undefined) report(reading, node.position, 'config.invalid-schedule', { where, reason });
    return reason === undefined ? text : undefined;
  };
  const cron = check(cronNode, 'cron', findCronFault);
  const zoneNode = mapping.entries.get('timezone')?.value;
  const timezone = zoneNode && check(zoneNode, 'timezone', findTimezoneFault);
  return cron === undefined ? undefined : { cron, ...(timezone === undefined ? {} : { timezone }) };
}

/** A light check; what the fields say is read where they are used. */
function findCronFault(cron: string): string | undefined {
  if (cron.startsWith('@')) return descriptors.includes(cron) ? undefined : `"${shorten(cron)}" is not known`;
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return `"${shorten(cron)}" has ${fields.length} fields, not five`;
  const odd = fields.find((field) => !/^[0-9A-Za-z*?/,-]+$/.test(field));
  return odd === undefined ? undefined : `"${shorten(odd)}" is no field`;
}

function findTimezoneFault(timezone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return undefined;
  } catch {
    // Intl has no other way of saying that it does not know a name.
    return `there is no timezone "${shorten(timezone)}"`;
  }
}
