import { shorten } from '../../yaml/yaml-node.ts';
import { readText, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';

const secondsOf: Record<string, number> = { h: 3600, m: 60, s: 1 };

/** A duration as Go writes it, in hours, minutes and seconds; returns whole seconds, at least 1. */
export function readDuration(subject: Subject, reading: Reading): number | undefined {
  const text = readText(subject, reading);
  if (text === undefined) return undefined;
  const parsed = parseDuration(text);
  if (typeof parsed === 'number') return parsed;
  const { where, node } = subject;
  report(reading, node.position, 'config.invalid-duration', { found: shorten(text), where, reason: parsed.reason });
  return undefined;
}

function parseDuration(text: string): number | { reason: string } {
  if (/^[0-9.]+$/.test(text)) return { reason: 'it has no unit' };
  if (!/^(?:[0-9]+(?:\.[0-9]+)?[hms])+$/.test(text) || text.length > 40)
    return { reason: 'it is not made of numbers with h, m or s' };
  const parts = [...text.matchAll(/([0-9.]+)([hms])/g)];
  const seconds = Math.round(
    parts.reduce((sum, [, number, unit]) => sum + Number(number) * (secondsOf[unit ?? ''] ?? 0), 0),
  );
  if (seconds < 1) return { reason: 'it is shorter than a second' };
  return Number.isSafeInteger(seconds) ? seconds : { reason: 'it is too long' };
}
