import { holdsState } from '../../config/holds-state.ts';
import type { Decided } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import { problem } from '../../problem/problem.ts';
import { rememberCommentCommands } from '../file/comment-commands.ts';
import { isStatefullyListenedTo, rememberListenedEvents } from '../file/listened-events.ts';
import { type LoadedConfiguration, type Loading, loadConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';

type Absent = Extract<Loading, { kind: 'absent' }>;

/**
 * The file of the default branch, for an event that another commit's file decides: what Sensors remember between events belongs
 * to the default branch, so those that remember something are read there. It is read only where it is known, or not yet known, to
 * have such Sensors for this event; otherwise it is `absent`.
 */
export async function loadStateful(event: GithubEvent, deciding: Decided, tools: FlowTools): Promise<Loading> {
  if (!(await isStatefullyListenedTo(event, tools.records))) return { kind: 'absent' };
  const loaded = await loadConfiguration(event, { ...deciding, file: { kind: 'default-branch' } }, tools);
  if (loaded.kind === 'failed') return loaded;
  const sensors = loaded.kind === 'loaded' ? loaded.configuration.sensors : [];
  await rememberListenedEvents(event, sensors, tools.records);
  await rememberCommentCommands(event, { sensors, isDefault: true }, tools);
  if (loaded.kind === 'absent') return loaded;
  const stateful = sensors.filter((each) => holdsState(each.sensor));
  return { ...loaded, configuration: { ...loaded.configuration, sensors: stateful, problems: [] } };
}

/** The file without the Sensors that remember something. */
export function statelessOf(loaded: LoadedConfiguration | Absent): LoadedConfiguration | Absent {
  if (loaded.kind === 'absent') return loaded;
  const { configuration } = loaded;
  const sensors = configuration.sensors.filter((each) => !holdsState(each.sensor));
  return { ...loaded, configuration: { ...configuration, sensors } };
}

/** The file of another commit without the Sensors that count on the default branch only, and with a warning for each. */
export function withoutStateful(loaded: LoadedConfiguration | Absent): LoadedConfiguration | Absent {
  if (loaded.kind === 'absent') return loaded;
  const { sensors, problems } = loaded.configuration;
  const stateful = sensors.filter((each) => holdsState(each.sensor));
  if (stateful.length === 0) return loaded;
  const warnings = stateful.map(({ sensor, position }) =>
    problem('flow.stateful-elsewhere', { sensor: sensor.metadata.name }, { file: loaded.path, position }),
  );
  const kept = sensors.filter((each) => !stateful.includes(each));
  return { ...loaded, configuration: { ...loaded.configuration, sensors: kept, problems: [...problems, ...warnings] } };
}
