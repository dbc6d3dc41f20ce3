import type { ConfiguredSensor } from '../../config/configuration.ts';
import { nameOfTriggerCheck, reportAnnotation } from '../../config/document/read-run-options.ts';
import type { RunOptions } from '../../run/run-options.ts';

/** What the file says about the runs of a trigger that creates Workflows; undefined for all others. */
export function runOptionsOf({ runs }: ConfiguredSensor, trigger: string): RunOptions | undefined {
  return runs[trigger];
}

/**
 * How the check of a trigger is called and when it is written. A trigger that creates no Workflow has a check under its name when
 * it fails, and when it does not only if its Sensor asks for that.
 */
export function checkOptionsOf(configured: ConfiguredSensor, trigger: string): RunOptions {
  const { metadata } = configured.sensor;
  return (
    runOptionsOf(configured, trigger) ?? {
      checkName: nameOfTriggerCheck(metadata.name, trigger),
      report: metadata.annotations?.[reportAnnotation] === 'always' ? 'always' : 'started',
    }
  );
}
