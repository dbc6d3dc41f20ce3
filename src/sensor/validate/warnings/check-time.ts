import { problem } from '../../../problem/problem.ts';
import { findWindow } from '../../filters/time/find-window.ts';
import type { EventFilters } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

/** The extension `schedule` of a time filter; Argo Events has checked one without it. */
export function checkTime(filter: EventFilters['time'], path: DocumentPath): LocatedProblem[] {
  if (filter === undefined) return [];
  const { schedule = '', duration = '', timezone = '', start = '', stop = '' } = filter;
  const fail = (field: string, reason: string) => [
    { problem: problem('sensor.schedule', { reason }), path: [...path, field] },
  ];
  if (schedule === '') return duration === '' ? [] : fail('duration', 'a duration needs a schedule that it begins at');
  if (start !== '' || stop !== '') return fail('schedule', 'it stands beside start or stop; one of both says when');
  const window = findWindow({ schedule, duration, timezone }, 0);
  return window.ok ? [] : fail(window.message.startsWith('invalid duration') ? 'duration' : 'schedule', window.message);
}
