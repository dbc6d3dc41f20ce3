import type { EventDependency } from '../sensor.ts';

/** A dependency's text, the same whatever the order of its keys: what was kept for another text is not for this dependency. */
export function versionOf(dependency: EventDependency): string {
  return toCanonical(dependency);
}

function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toCanonical(member)}`).join(',')}}`;
}
