import type { ConfiguredSensor } from '../../config/configuration.ts';
import type { LoadedConfiguration, Loading } from './load-configuration.ts';

type Found = Exclude<Loading, { kind: 'failed' }>;

/** The pipeline of that name, if people may start it by hand. */
export function findManual(sensors: readonly ConfiguredSensor[], pipeline: string): ConfiguredSensor | undefined {
  return sensors.find((each) => each.manual !== undefined && checkNameOf(each) === pipeline);
}

/** The file with this one pipeline: a person asked for it, or its time has come. Undefined where it has none that waits for that. */
export function onlyPipeline(
  loaded: Found,
  { pipeline, eventName }: { pipeline: string; eventName: string },
): LoadedConfiguration | undefined {
  if (loaded.kind === 'absent') return undefined;
  const { sensors, problems } = loaded.configuration;
  const meant =
    eventName === 'schedule'
      ? sensors.find((each) => each.times !== undefined && checkNameOf(each) === pipeline)
      : findManual(sensors, pipeline);
  return meant === undefined
    ? undefined
    : { ...loaded, configuration: { ...loaded.configuration, sensors: [meant], problems } };
}

/** A pipeline has one trigger. */
export function checkNameOf({ runs, sensor }: ConfiguredSensor): string {
  return Object.values(runs)[0]?.checkName ?? sensor.metadata.name;
}
