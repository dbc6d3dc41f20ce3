import { isTimeZone } from '../../../expression/go-time/time-zone.ts';
import { readSchedule as readCronSchedule } from '../../../time/cron/read-schedule.ts';
import { shorten, type YamlNode } from '../../../yaml/yaml-node.ts';
import { findScheduleFaults } from '../../document/cron-workflow/find-schedule-faults.ts';
import { checkFields } from '../../reading/check-fields.ts';
import { readMapping, readText, type Subject, within } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import type { PipelineEvent } from '../pipeline.ts';

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
  if (cron === undefined || (zoneNode !== undefined && timezone === undefined)) return undefined;
  const [reason] = findScheduleFaults([cron], timezone ?? '');
  if (reason !== undefined) report(reading, cronNode.position, 'config.invalid-schedule', { where, reason });
  return reason === undefined ? { cron, ...(timezone === undefined ? {} : { timezone }) } : undefined;
}

/** Read as a CronWorkflow's is. */
function findCronFault(cron: string): string | undefined {
  const [fault] = findScheduleFaults([cron], '');
  const reading = readCronSchedule(cron);
  const isOften = reading.ok && reading.schedule.kind === 'every' && reading.schedule.everySeconds < 60;
  return fault ?? (isOften ? `"${shorten(cron)}" is due more often than once a minute` : undefined);
}

function findTimezoneFault(timezone: string): string | undefined {
  return isTimeZone(timezone) ? undefined : `there is no timezone "${shorten(timezone)}"`;
}
