import { isRecord } from '../../../json/is-record.ts';
import { annotations } from '../../../kubernetes/labels.ts';
import { findPosition, shorten, toJson, type YamlMapping } from '../../../yaml/yaml-node.ts';
import type { ConfiguredCronWorkflow, ConfiguredSensor, CronDocuments } from '../../configuration.ts';
import { adviseName } from '../../reading/check-fields.ts';
import { type Reading, report } from '../../reading/reading.ts';
import { argoApiVersion } from '../known-kinds.ts';
import { isCheckName } from '../read-run-options.ts';
import { findScheduleFaults } from './find-schedule-faults.ts';

/** Fields of a CronWorkflow's spec, of Argo Workflows 3.4 to 4.1. */
const specFields = [
  'concurrencyPolicy',
  'failedJobsHistoryLimit',
  'schedule',
  'schedules',
  'startingDeadlineSeconds',
  'stopStrategy',
  'successfulJobsHistoryLimit',
  'suspend',
  'timezone',
  'when',
  'workflowMetadata',
  'workflowSpec',
];

/** Argo appends a time to it and needs room for that. */
const maxNameLength = 52;

/** Reads the CronWorkflows of a file as Argo's controller would; those with an error are left out and named. */
export function readCronWorkflows(
  mappings: readonly YamlMapping[],
  sensors: readonly ConfiguredSensor[],
  reading: Reading,
): Pick<CronDocuments, 'documents' | 'faulty'> {
  const documents: ConfiguredCronWorkflow[] = [];
  const faulty: string[] = [];
  const checks = new Map(
    sensors.flatMap(({ runs, position }) => Object.values(runs).map((run) => [run.checkName, position.line] as const)),
  );
  for (const mapping of mappings) {
    const read = readCronWorkflow(mapping, reading);
    if (read.document !== undefined && isUnique(read.document, { documents, checks }, reading)) {
      documents.push(read.document);
    } else if (read.name !== undefined) {
      faulty.push(read.name);
    }
  }
  return { documents, faulty };
}

function isUnique(
  { name, checkName, position }: ConfiguredCronWorkflow,
  { documents, checks }: { documents: readonly ConfiguredCronWorkflow[]; checks: Map<string, number> },
  reading: Reading,
): boolean {
  const same = documents.find((each) => each.name === name);
  if (same !== undefined) {
    const reason = `another of that name stands on line ${same.position.line}`;
    report(reading, position, 'config.invalid-cron-workflow', { name, reason });
    return false;
  }
  const line = checks.get(checkName);
  if (line !== undefined) {
    report(reading, position, 'config.duplicate-check', { name: checkName, line });
    return false;
  }
  checks.set(checkName, position.line);
  return true;
}

function readCronWorkflow(
  mapping: YamlMapping,
  reading: Reading,
): { name?: string; document?: ConfiguredCronWorkflow } {
  const object = toJson(mapping) as Record<string, unknown>;
  const metadata = asRecord(object.metadata);
  const spec = asRecord(object.spec);
  const name = typeof metadata?.name === 'string' ? metadata.name : undefined;
  const faults: Fault[] = [
    ...findNameFaults(name),
    ...(spec === undefined ? [{ path: ['spec'], reason: 'it has no `spec`' }] : findSpecFaults(spec)),
  ];
  const checkName = asRecord(metadata?.annotations)?.[annotations.checkName] ?? name;
  if (faults.length === 0 && !isCheckName(checkName)) {
    const reason = `\`${annotations.checkName}\` is no name of a check`;
    faults.push({ path: ['metadata', 'annotations', annotations.checkName], reason });
  }
  for (const { path, reason } of faults) {
    const position = findPosition(mapping, path);
    report(reading, position, 'config.invalid-cron-workflow', {
      name: name === undefined ? '' : shorten(name),
      reason,
    });
  }
  if (spec !== undefined) warnOfUnknownFields(mapping, spec, reading);
  const known = name === undefined ? {} : { name };
  if (faults.length > 0 || name === undefined || metadata === undefined || spec === undefined) return known;
  const document: ConfiguredCronWorkflow = {
    name,
    position: mapping.position,
    object: { apiVersion: argoApiVersion, kind: 'CronWorkflow', metadata, spec },
    schedules: listSchedules(spec).map(String),
    timezone: typeof spec.timezone === 'string' ? spec.timezone : '',
    checkName: String(checkName),
  };
  return { ...known, document };
}

interface Fault {
  path: (string | number)[];
  reason: string;
}

function findNameFaults(name: string | undefined): Fault[] {
  const path = ['metadata', 'name'];
  if (name === undefined || name === '')
    return [{ path, reason: 'it needs a `metadata.name`, which it keeps in the cluster' }];
  if (name.length > maxNameLength) {
    return [
      { path, reason: `its name must not be more than ${maxNameLength} characters long (currently ${name.length})` },
    ];
  }
  const isName = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(name);
  return isName ? [] : [{ path, reason: 'its name may have lower-case letters, digits, "-" and "." only' }];
}

function findSpecFaults(spec: Record<string, unknown>): Fault[] {
  const { concurrencyPolicy, startingDeadlineSeconds, timezone = '', workflowSpec } = spec;
  const faults: Fault[] = findScheduleFaults(listSchedules(spec), timezone).map((reason) => ({
    path: ['spec', spec.schedules === undefined ? 'schedule' : 'schedules'],
    reason,
  }));
  const isPolicy = ['', 'Allow', 'Forbid', 'Replace'].includes(String(concurrencyPolicy ?? ''));
  if (!isPolicy) {
    const reason = `'${shorten(String(concurrencyPolicy))}' is not a valid concurrencyPolicy`;
    faults.push({ path: ['spec', 'concurrencyPolicy'], reason });
  }
  if (typeof startingDeadlineSeconds === 'number' && startingDeadlineSeconds < 0) {
    faults.push({ path: ['spec', 'startingDeadlineSeconds'], reason: 'startingDeadlineSeconds must be positive' });
  }
  if (asRecord(workflowSpec) === undefined) faults.push({ path: ['spec'], reason: 'it has no `workflowSpec`' });
  return faults;
}

/** Argo takes both, the single one first. */
function listSchedules({ schedule, schedules }: Record<string, unknown>): unknown[] {
  const single = schedule === undefined || schedule === null || schedule === '' ? [] : [schedule];
  return [...single, ...(Array.isArray(schedules) ? schedules : schedules ? [schedules] : [])];
}

function warnOfUnknownFields(mapping: YamlMapping, spec: Record<string, unknown>, reading: Reading): void {
  for (const field of Object.keys(spec).filter((each) => !specFields.includes(each))) {
    const values = {
      field: shorten(field),
      where: 'the spec of a CronWorkflow',
      advice: adviseName(field, specFields),
    };
    report(reading, findPosition(mapping, ['spec', field]), 'config.unknown-native-field', values);
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}
