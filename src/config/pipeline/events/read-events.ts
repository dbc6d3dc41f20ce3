import { shorten, type YamlNode } from '../../../yaml/yaml-node.ts';
import { adviseName } from '../../reading/check-fields.ts';
import { readMapping, readTexts, type Subject, within } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import type { PipelineEvent } from '../pipeline.ts';
import { eventReaders } from './event-readers.ts';

/** Events of GitHub Actions that are said otherwise here. */
const eventsOfActions = new Map([
  ['workflow_dispatch', 'Write `manual`.'],
  ['pull_request_target', 'Write `pull_request`: for a fork the file of the default branch decides in any case.'],
  ['workflow_call', 'Write `templateRef` in a Workflow; pipelines do not call each other.'],
  ['workflow_run', 'Put what comes after into the same Workflow, as further steps.'],
  ['pull_request_comment', 'Write `issue_comment: {command: deploy}`.'],
]);

/** `on`: an event's name, a list of names, or a mapping from names to their options. */
export function readEvents(subject: Subject, reading: Reading): PipelineEvent[] {
  const named = subject.node.kind === 'mapping' ? readNamed(subject, reading) : readList(subject, reading);
  const events: PipelineEvent[] = [];
  for (const { name, node, position } of named) {
    const read = eventReaders.get(name);
    if (read === undefined) {
      const advice = eventsOfActions.get(name) ?? adviseEvent(name);
      report(reading, position, 'config.unknown-event', { event: shorten(name), advice });
      continue;
    }
    const event = read({ node, where: within(subject.where, name) }, reading);
    if (event !== undefined) events.push(event);
  }
  return events;
}

interface NamedEvent {
  name: string;
  /** Its options; nothing where only the name is written. */
  node: YamlNode;
  position: YamlNode['position'];
}

function readNamed(subject: Subject, reading: Reading): NamedEvent[] {
  const entries = readMapping(subject, reading)?.entries ?? new Map();
  if (entries.size === 0) {
    report(reading, subject.node.position, 'config.wrong-type', {
      where: subject.where,
      found: 'an empty mapping',
      expected: 'at least one event',
    });
  }
  return [...entries.values()].map(({ key, keyPosition, value }) => ({
    name: key,
    node: value,
    position: keyPosition,
  }));
}

function readList(subject: Subject, reading: Reading): NamedEvent[] {
  const names = readTexts(subject, reading) ?? [];
  const seen = new Set<string>();
  return names.flatMap(({ text, position }) => {
    if (seen.has(text)) return [];
    seen.add(text);
    const node: YamlNode = { kind: 'mapping', entries: new Map(), position };
    return [{ name: text, node, position }];
  });
}

function adviseEvent(name: string): string {
  return `${adviseName(name, [...eventReaders.keys()])} A Sensor can listen to any other event of GitHub.`;
}
