import { readCalendar } from '../../../event-source/calendar/read-calendar.ts';
import { recordOf } from '../../../json/is-record.ts';
import { hasErrors, problem } from '../../../problem/problem.ts';
import type { LocatedProblem } from '../../../sensor/validate/located-problem.ts';
import { findPosition, shorten, toJson, type YamlMapping } from '../../../yaml/yaml-node.ts';
import type { ConfiguredCalendar } from '../../configuration.ts';
import type { Reading } from '../../reading/reading.ts';
import { readEntryRules } from './read-entry-rules.ts';

/** A repository's calendar has no more than an event a minute. */
export const shortestSeconds = 60;
/** Names that a queue and a Sensor can tell apart. */
const nameShape = /^[A-Za-z0-9](?:[-A-Za-z0-9._]{0,126}[A-Za-z0-9])?$/;
const where = 'a calendar EventSource';

/** Reads the `calendar` entries of a repository's EventSource, which the app times. */
export function readCalendars(document: YamlMapping, eventSource: string, reading: Reading): ConfiguredCalendar[] {
  const { calendar } = recordOf(recordOf(toJson(document)).spec);
  return Object.entries(recordOf(calendar)).flatMap(([event, entry]) => {
    const path = ['spec', 'calendar', event];
    const { rules, problems: found } = readEntryRules(event, recordOf(entry));
    const problems = [...findNameFaults(eventSource, event), ...found, ...findFaults(entry)];
    for (const { problem: each, path: below } of problems) {
      const position = findPosition(document, [...path, ...below]);
      reading.problems.push({ ...each, file: reading.file, position });
    }
    const isUsable = !hasErrors(problems.map((each) => each.problem));
    return isUsable ? [{ eventSource, event, entry, ...rules }] : [];
  });
}

function findNameFaults(eventSource: string, event: string): LocatedProblem[] {
  const faulty = [eventSource, event].find((each) => !nameShape.test(each));
  if (faulty === undefined) return [];
  const expected = 'up to 128 letters, digits, dots, dashes and underscores';
  const values = { field: 'A name', where, found: shorten(faulty), expected };
  return [{ problem: problem('source.wrong-value', values), path: [] }];
}

function findFaults(entry: unknown): LocatedProblem[] {
  const read = readCalendar(entry);
  if (!read.ok) return read.problems;
  const { schedule } = read.spec;
  if (schedule.kind !== 'every' || schedule.everySeconds >= shortestSeconds) return read.warnings;
  const often = problem('config.calendar-too-often', { found: `${schedule.everySeconds}s` });
  return [...read.warnings, { problem: often, path: ['interval'] }];
}
