import type { ConfiguredSensor } from '../../config/configuration.ts';
import type { Decision, DependencyTrace, FilterTrace, TriggerTrace } from '../../sensor/decision.ts';

const marks = { passed: '✓', rejected: '✗', failed: '!' } as const;

/** What a Sensor said to an event, for the terminal: each trigger with its outcome, then each filter with what it saw. */
export function describeDecision({ sensor, origin, runs }: ConfiguredSensor, { trace, problems }: Decision): string {
  const kind = origin === 'pipeline' ? 'pipeline' : 'Sensor';
  const name =
    origin === 'pipeline' ? (Object.values(runs)[0]?.checkName ?? sensor.metadata.name) : sensor.metadata.name;
  return [`${kind} ${name}`, ...describeTrace({ trace, problems }), ''].join('\n');
}

/** Each trigger with its outcome, each filter with what it saw, and what went wrong; indented. */
export function describeTrace({ trace, problems }: Pick<Decision, 'trace' | 'problems'>): string[] {
  return [
    ...trace.triggers.map((each) => `  ${describeTrigger(each)}`),
    ...trace.dependencies.filter((each) => each.outcome !== 'other-event').flatMap(describeDependency),
    ...(trace.dependencies.every((each) => each.outcome === 'other-event')
      ? ['  it does not listen to this event']
      : []),
    ...problems.map((each) => `  ${each.severity} ${each.code}: ${each.message}`),
  ];
}

function describeTrigger({ trigger, outcome, remembered, waitingFor }: TriggerTrace): string {
  switch (outcome) {
    case 'fired':
      return `${trigger}: runs`;
    case 'not-fired':
      return `${trigger}: does not run`;
    case 'waiting': {
      const has = remembered.length === 0 ? '' : `, has ${remembered.join(' and ')}`;
      return `${trigger}: waits for ${waitingFor.join(' and ')}${has}`;
    }
  }
}

function describeDependency({ dependency, outcome, transform, filters }: DependencyTrace): string[] {
  const said = {
    matched: 'matched',
    filtered: 'filtered out',
    failed: 'could not be judged',
    'other-event': '',
  } as const;
  const changed =
    transform === undefined ? [] : [`    ${transform.kind} ${transform.outcome}${inBrackets(transform.message)}`];
  return [`  ${dependency}: ${said[outcome]}`, ...changed, ...filters.map((each) => `    ${describeFilter(each)}`)];
}

function describeFilter({ kind, subject, seen, expected, outcome, message }: FilterTrace): string {
  const isPath = kind === 'data' || kind === 'globs';
  const nothing = isPath && outcome === 'rejected' ? ' is absent' : '';
  const value = seen === undefined ? nothing : ` is ${seen}`;
  return `${marks[outcome]} ${kind} ${subject}${value}: ${expected}${inBrackets(message)}`;
}

function inBrackets(message: string | undefined): string {
  return message === undefined ? '' : ` (${message})`;
}
