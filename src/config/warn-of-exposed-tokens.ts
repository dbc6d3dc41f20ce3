import { isRecord } from '../json/is-record.ts';
import { findEnvironmentReads } from '../run/token/find-environment-reads.ts';
import type { ConfiguredSensor } from './configuration.ts';
import { type Reading, report } from './reading/reading.ts';

/**
 * Warns where a Workflow that stands in the file reads the token of `git-auth-secret` through the environment; those in files of their own
 * are looked at when they run.
 */
export function warnOfExposedTokens({ sensor, position }: ConfiguredSensor, reading: Reading): void {
  for (const { template } of sensor.spec.triggers) {
    const resource = (template.argoWorkflow ?? template.k8s)?.source?.resource;
    for (const path of findEnvironmentReads(isRecord(resource) ? resource.spec : undefined)) {
      report(reading, position, 'run.token-in-environment', { path });
    }
  }
}
