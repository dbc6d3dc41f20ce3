import { hasErrors } from '../../problem/problem.ts';
import { findPathWarnings } from '../../sensor/validate/payload/find-path-warnings.ts';
import { validateSensor } from '../../sensor/validate-sensor.ts';
import { findPosition, toJson, type YamlMapping } from '../../yaml/yaml-node.ts';
import type { ConfiguredSensor } from '../configuration.ts';
import type { Reading } from '../reading/reading.ts';
import { checkExtensions } from './check-extensions.ts';
import type { GithubEventSource } from './event-source/read-event-source.ts';
import { resolveGithubEvents } from './event-source/resolve-github-events.ts';
import { readRunOptions } from './read-run-options.ts';

/** Reads a Sensor as Argo Events does; one with an error is left out. */
export function readNativeSensor(
  document: YamlMapping,
  eventSources: readonly GithubEventSource[],
  reading: Reading,
): ConfiguredSensor | undefined {
  const positionOf = (path: (string | number)[]) => findPosition(document, path);
  const own: Reading = { ...reading, problems: [] };
  const { sensor, problems } = validateSensor(toJson(document), reading.work);
  for (const { problem, path } of problems) {
    own.problems.push({ ...problem, file: reading.file, position: positionOf(path) });
  }
  const source = sensor === undefined ? undefined : { sensor, positionOf };
  const runs = source && readRunOptions(source, own);
  const githubEvents = source && resolveGithubEvents(source, eventSources, own);
  if (sensor !== undefined && githubEvents !== undefined) {
    for (const { problem, path } of findPathWarnings(sensor, githubEvents)) {
      own.problems.push({ ...problem, file: reading.file, position: positionOf(path) });
    }
  }
  if (sensor !== undefined) checkExtensions(sensor, positionOf, own);
  reading.problems.push(...own.problems);
  if (sensor === undefined || runs === undefined || githubEvents === undefined || hasErrors(own.problems))
    return undefined;
  return { sensor, origin: 'sensor', position: document.position, githubEvents, runs };
}
