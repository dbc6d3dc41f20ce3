import type { Event } from '../../event/event.ts';
import { exists, type PathType, textOf } from '../../expression/path/path-value.ts';
import { compileTemplate } from '../../expression/template/compile-template.ts';
import type { TextReader } from '../event-reader.ts';
import type { TriggerParameterSource } from '../sensor.ts';
import { templateWorld } from '../template-world.ts';
import { contextPayload, dataPayload, wholeEventJson } from './event-payload.ts';

/**
 * Where a parameter's value comes from. `fromEvent` tells text that somebody else may have chosen from the default that the
 * Sensor's author wrote. `skip`: the dependency has not come and there is no default. `failed` carries Argo Events' text.
 */
export type ResolvedParameter =
  | { kind: 'value'; value: string; type: PathType; fromEvent: boolean; by: Selected }
  | { kind: 'skip' }
  | { kind: 'failed'; message: string };

/** What of the source gave the value. */
export type Selected = 'default' | 'whole-event' | 'template' | 'key';

/** Events by the name of the dependency that they matched. */
export type EventsByDependency = Readonly<Record<string, Event>>;

/**
 * Argo Events 1.9, `ResolveParamValue`: no selector means the default or the whole event; data selectors win over context
 * ones; the template is tried first, then the key, then the default. A dependency that has come and lacks the value is a
 * failure, one that has not come is skipped.
 */
export function resolveParameter(source: TriggerParameterSource, events: EventsByDependency): ResolvedParameter {
  const event = Object.hasOwn(events, source.dependencyName) ? events[source.dependencyName] : undefined;
  if (event === undefined) return defaultOf(source) ?? { kind: 'skip' };
  const selector = selectorOf(source, event);
  if (selector === undefined) return defaultOf(source) ?? fromEvent(wholeEventJson(event), 'String', 'whole-event');
  if (!selector.payload.ok) return defaultOf(source) ?? { kind: 'failed', message: selector.payload.message };
  const { reader } = selector.payload;
  const rendered = selector.template === '' ? undefined : renderTemplate(selector.template, reader, event);
  if (rendered?.ok) return fromEvent(rendered.text, 'String', 'template');
  const selected = selector.key === '' ? undefined : readKey(selector.key, reader);
  if (selected !== undefined) return selected;
  // Upstream shows the template's error only; a key that does not exist leaves it nil.
  const reason = rendered?.message ?? '<nil>';
  const message = `unable to resolve '${source.dependencyName}' parameter value. err: ${reason}`;
  return defaultOf(source) ?? { kind: 'failed', message };
}

interface Selector {
  key: string;
  template: string;
  payload: { ok: true; reader: TextReader } | { ok: false; message: string };
}

function selectorOf(source: TriggerParameterSource, event: Event): Selector | undefined {
  const { dataKey = '', dataTemplate = '', contextKey = '', contextTemplate = '' } = source;
  if (dataKey !== '' || dataTemplate !== '')
    return { key: dataKey, template: dataTemplate, payload: dataPayload(event) };
  if (contextKey === '' && contextTemplate === '') return undefined;
  return { key: contextKey, template: contextTemplate, payload: { ok: true, reader: contextPayload(event) } };
}

function defaultOf(source: TriggerParameterSource): ResolvedParameter | undefined {
  if (source.value === undefined) return undefined;
  return { kind: 'value', value: source.value, type: 'String', fromEvent: false, by: 'default' };
}

function fromEvent(value: string, type: PathType, by: Selected): ResolvedParameter {
  return { kind: 'value', value, type, fromEvent: true, by };
}

function renderTemplate(
  template: string,
  reader: TextReader,
  event: Event,
): { ok: true; text: string } | { ok: false; message: string } {
  const compilation = compileTemplate(template);
  if (!compilation.ok) return compilation;
  const input = reader.templateData();
  if (input === undefined) return { ok: false, message: 'the event nests too deep for a template' };
  const world = templateWorld(event.context, template);
  const rendered = compilation.template.render(new Map([['Input', input]]), world, reader.work);
  if (!rendered.ok || (rendered.text !== '' && rendered.text !== '<no value>')) return rendered;
  return { ok: false, message: `template evaluated to empty string or no value: ${template}` };
}

function readKey(key: string, reader: TextReader): ResolvedParameter | undefined {
  const reading = reader.read(key);
  if (!reading.ok) return { kind: 'failed', message: `key ${key} exceeds a limit: ${reading.limit}` };
  if (!exists(reading.value)) return undefined;
  return fromEvent(reading.value.type === 'Null' ? 'null' : textOf(reading.value), reading.value.type, 'key');
}
