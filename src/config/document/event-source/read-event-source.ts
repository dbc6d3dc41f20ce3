import {
  eventSourceSettings,
  githubSourceFields,
  otherEventSourceTypes,
} from '../../../event-source/document/event-source-types.ts';
import { isNothing, shorten, type YamlEntry, type YamlMapping } from '../../../yaml/yaml-node.ts';
import type { ConfiguredCalendar, ConfiguredHook } from '../../configuration.ts';
import { githubEventNames } from '../../pipeline/events/action-names.ts';
import { adviseName } from '../../reading/check-fields.ts';
import { type Reading, report } from '../../reading/reading.ts';
import { readCalendars } from './read-calendars.ts';
import { readHooks } from './read-hooks.ts';

/** Types that the app itself listens to for repositories. */
const ownTypes = ['github', 'webhook', 'calendar'];

/** An EventSource: for each of its names under `github` GitHub's events that have it; `*` is all of them. */
export interface GithubEventSource {
  name: string;
  events: Map<string, string[]>;
  /** Endpoints of the type `webhook` in the same document. */
  hooks: ConfiguredHook[];
  /** What the type `calendar` of the same document says. */
  calendars: ConfiguredCalendar[];
}

/**
 * Reads an EventSource of a repository's file. How its webhook would be served and registered means nothing here: the App already
 * gets the events of its repositories.
 */
export function readEventSource(document: YamlMapping, reading: Reading): GithubEventSource | undefined {
  const name = readName(document);
  const spec = document.entries.get('spec')?.value;
  if (name === undefined || spec?.kind !== 'mapping') {
    const what = name === undefined ? 'has no `metadata.name`' : 'has no `spec`';
    report(reading, document.position, 'config.invalid-event-source', { what });
    return undefined;
  }
  for (const entry of spec.entries.values()) checkType(entry, reading);
  const hooks = readHooks(document, name, reading);
  const calendars = readCalendars(document, name, reading);
  const github = spec.entries.get('github')?.value;
  if (github === undefined) return { name, events: new Map(), hooks, calendars };
  if (github.kind !== 'mapping') {
    report(reading, github.position, 'config.invalid-event-source', { what: 'has no names under `spec.github`' });
    return undefined;
  }
  const events = new Map<string, string[]>();
  for (const entry of github.entries.values()) {
    const names = readSource(entry, reading);
    if (names !== undefined) events.set(entry.key, names);
  }
  return { name, events, hooks, calendars };
}

function readName(document: YamlMapping): string | undefined {
  const metadata = document.entries.get('metadata')?.value;
  const name = metadata?.kind === 'mapping' ? metadata.entries.get('name')?.value : undefined;
  return name?.kind === 'scalar' && !isNothing(name) ? name.text : undefined;
}

function checkType({ key, keyPosition }: YamlEntry, reading: Reading): void {
  if (ownTypes.includes(key) || eventSourceSettings.includes(key)) return;
  const advice = otherEventSourceTypes.get(key);
  if (advice !== undefined) {
    report(reading, keyPosition, 'config.event-source-not-supported', { type: key, advice });
    return;
  }
  const known = [...ownTypes, ...eventSourceSettings, ...otherEventSourceTypes.keys()];
  const values = { field: shorten(key), where: "an EventSource's spec", advice: adviseName(key, known) };
  report(reading, keyPosition, 'config.unknown-native-field', values);
}

/** Argo Events: without `events` no hook is registered, but whatever arrives is dispatched; so it is all events. */
function readSource({ key, value }: YamlEntry, reading: Reading): string[] | undefined {
  if (value.kind !== 'mapping') {
    report(reading, value.position, 'config.invalid-event-source', {
      what: `has no mapping under \`spec.github.${shorten(key)}\``,
    });
    return undefined;
  }
  for (const field of value.entries.values()) {
    if (githubSourceFields.includes(field.key)) continue;
    const advice = adviseName(field.key, githubSourceFields);
    const values = { field: shorten(field.key), where: `spec.github.${shorten(key)}`, advice };
    report(reading, field.keyPosition, 'config.unknown-native-field', values);
  }
  const filter = value.entries.get('filter');
  if (filter !== undefined && !isNothing(filter.value)) {
    report(reading, filter.keyPosition, 'config.event-source-filter', {});
    return undefined;
  }
  const events = value.entries.get('events')?.value;
  if (events === undefined || isNothing(events)) return ['*'];
  return readEventNames(events, reading);
}

function readEventNames(events: YamlEntry['value'], reading: Reading): string[] | undefined {
  if (events.kind !== 'sequence') {
    report(reading, events.position, 'config.invalid-event-source', { what: 'has no list in `events`' });
    return undefined;
  }
  return events.items.flatMap((item) => {
    if (item.kind !== 'scalar') {
      report(reading, item.position, 'config.invalid-event-source', { what: 'has in `events` what is no text' });
      return [];
    }
    if (item.text !== '*' && !githubEventNames.includes(item.text)) {
      const advice = adviseEvent(item.text);
      report(reading, item.position, 'config.unknown-github-event', { event: shorten(item.text), advice });
    }
    return [item.text];
  });
}

function adviseEvent(name: string): string {
  return adviseName(name, githubEventNames).replace(/^Known are .*$/, "GitHub's documentation of webhooks lists them.");
}
