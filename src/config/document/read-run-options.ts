import { annotations } from '../../kubernetes/labels.ts';
import type { Position } from '../../problem/problem.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { findPathFault } from '../../run/source/find-path-fault.ts';
import type { Sensor, Trigger } from '../../sensor/sensor.ts';
import { shorten } from '../../yaml/yaml-node.ts';
import { type Reading, report } from '../reading/reading.ts';

/** On a Sensor: whether its checks also say what was skipped. */
export const reportAnnotation = 'argo-events-app/report';

/** One line of 1 to 100 characters that the app does not use itself. */
export function isCheckName(value: unknown): value is string {
  return typeof value === 'string' && /^\S(?:\P{Cc}{0,98}\S)?$/u.test(value) && value !== 'argo-events';
}

/** What the check of a native trigger is called that says nothing else. GitHub takes no endless names, and Argo any name of a trigger. */
export function nameOfTriggerCheck(sensor: string, trigger: string): string {
  const line = `${sensor}/${trigger}`.replace(/\p{Cc}+/gu, ' ');
  return [...line].slice(0, 100).join('').trim();
}

/** Operations of `argoWorkflow` that create a Workflow. */
const creating = ['submit', 'submit-from', 'resubmit'];

interface Source {
  sensor: Sensor;
  positionOf: (path: (string | number)[]) => Position;
}

/** What a native Sensor says about the runs of its triggers: annotations choose the check's name and when it is written. */
export function readRunOptions(source: Source, reading: Reading): Record<string, RunOptions> {
  const { sensor } = source;
  const own = sensor.metadata.annotations ?? {};
  const triggers = sensor.spec.triggers
    .map((trigger, index) => ({ trigger, index }))
    .filter(({ trigger }) => createsWorkflow(trigger));
  const reportWhen = readReport(source, own[reportAnnotation], reading);
  const named =
    triggers.length === 1
      ? checkName(source, { value: own[annotations.checkName], path: ['metadata', 'annotations'] }, reading)
      : undefined;
  return Object.fromEntries(
    triggers.map(({ trigger, index }): [string, RunOptions] => {
      checkFile(source, { trigger, index }, reading);
      const { name } = trigger.template;
      const fallback = named ?? nameOfTriggerCheck(sensor.metadata.name, name);
      return [name, { checkName: nameOfResource(source, { trigger, index }, reading) ?? fallback, report: reportWhen }];
    }),
  );
}

/** An object that is not in the document may turn out to be a Workflow. */
function createsWorkflow({ template }: Trigger): boolean {
  const { argoWorkflow, k8s } = template;
  if (k8s !== undefined) {
    const kind = fieldOf(k8s.source?.resource, 'kind');
    return (k8s.operation ?? 'create') === 'create' && (k8s.source?.resource === undefined || kind === 'Workflow');
  }
  return argoWorkflow !== undefined && creating.includes(argoWorkflow.operation ?? '');
}

function nameOfResource(
  source: Source,
  { trigger, index }: { trigger: Trigger; index: number },
  reading: Reading,
): string | undefined {
  const type = trigger.template.k8s === undefined ? 'argoWorkflow' : 'k8s';
  const resource = trigger.template[type]?.source?.resource;
  const value = fieldOf(fieldOf(fieldOf(resource, 'metadata'), 'annotations'), annotations.checkName);
  const path = ['spec', 'triggers', index, 'template', type, 'source', 'resource', 'metadata', 'annotations'];
  return checkName(source, { value, path }, reading);
}

function checkName(
  { positionOf }: Source,
  { value, path }: { value: unknown; path: (string | number)[] },
  reading: Reading,
): string | undefined {
  if (value === undefined) return undefined;
  if (isCheckName(value)) return value;
  report(reading, positionOf([...path, annotations.checkName]), 'config.invalid-annotation', {
    annotation: annotations.checkName,
    found: shorten(JSON.stringify(value)),
    expected: 'a name on one line, of 1 to 100 characters, other than "argo-events"',
  });
  return undefined;
}

function readReport({ positionOf }: Source, value: string | undefined, reading: Reading): RunOptions['report'] {
  if (value === 'always') return 'always';
  if (value !== undefined && value !== 'started') {
    report(reading, positionOf(['metadata', 'annotations', reportAnnotation]), 'config.invalid-annotation', {
      annotation: reportAnnotation,
      found: shorten(JSON.stringify(value)),
      expected: '"always" or "started"',
    });
  }
  return 'started';
}

/** In a repository's document `file.path` is a path in that repository. */
function checkFile(
  { positionOf }: Source,
  { trigger, index }: { trigger: Trigger; index: number },
  reading: Reading,
): void {
  const type = trigger.template.k8s === undefined ? 'argoWorkflow' : 'k8s';
  const path = trigger.template[type]?.source?.file?.path;
  const reason = path === undefined ? undefined : findPathFault(path);
  if (path === undefined || reason === undefined) return;
  const position = positionOf(['spec', 'triggers', index, 'template', type, 'source', 'file', 'path']);
  report(reading, position, 'config.invalid-workflow-path', { path: shorten(path), reason });
}

function fieldOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}
