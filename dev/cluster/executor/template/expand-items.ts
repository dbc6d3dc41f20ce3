import { isRecord } from '../../store/kube-object.ts';
import type { Call } from '../spec/workflow-spec.ts';

/** One item of a fan-out: its text in node names, and what `{{item…}}` stands for. */
export interface Item {
  label: string;
  scope: Map<string, string>;
}

type Expanded = { ok: true; items: Item[] | undefined } | { ok: false; message: string };

const maxItems = 10_000;

/** The items of `withItems`, `withParam` or `withSequence`; undefined when the call has none of them. */
export function expandItems(call: Call): Expanded {
  if (call.withItems) return { ok: true, items: call.withItems.map(describeItem) };
  if (call.withParam !== undefined) return expandParameter(call.withParam);
  if (call.withSequence) return expandSequence(call.withSequence);
  return { ok: true, items: undefined };
}

function describeItem(item: unknown): Item {
  if (!isRecord(item)) {
    const text = showItem(item);
    return { label: text, scope: new Map([['item', text]]) };
  }
  const fields = Object.entries(item).map(([key, value]): [string, string] => [key, showItem(value)]);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    label: sorted.map(([key, value]) => `${key}:${value}`).join(','),
    scope: new Map([
      ['item', JSON.stringify(item)],
      ...fields.map(([key, value]): [string, string] => [`item.${key}`, value]),
    ]),
  };
}

function showItem(item: unknown): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}

function expandParameter(text: string): Expanded {
  const message = `withParam value could not be parsed as a JSON list: ${text.slice(0, 200)}`;
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? { ok: true, items: items.map(describeItem) } : { ok: false, message };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message };
    throw error;
  }
}

function expandSequence(sequence: NonNullable<Call['withSequence']>): Expanded {
  const start = Number(sequence.start ?? 0);
  const end = sequence.end === undefined ? start + Number(sequence.count ?? 0) - 1 : Number(sequence.end);
  if (!Number.isInteger(start) || !Number.isInteger(end)) return { ok: false, message: 'withSequence: not a number' };
  if (sequence.count === '0') return { ok: true, items: [] };
  const [, zeros, width] = /^[^%]*%(0?)(\d*)[dx][^%]*$/.exec(sequence.format ?? '%d') ?? [];
  if (zeros === undefined)
    return { ok: false, message: `withSequence: the format ${sequence.format} is not known here` };
  const length = Math.min(Math.abs(end - start) + 1, maxItems);
  const step = end < start ? -1 : 1;
  const items = Array.from({ length }, (_, index) => {
    const number = String(start + index * step).padStart(Number(width || 0), zeros === '0' ? '0' : ' ');
    return describeItem((sequence.format ?? '%d').replace(/%0?\d*[dx]/, number));
  });
  return { ok: true, items };
}
