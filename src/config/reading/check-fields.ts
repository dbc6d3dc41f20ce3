import { nearestName } from '../../problem/nearest-name.ts';
import { shorten, type YamlMapping } from '../../yaml/yaml-node.ts';
import { habitsOfActions } from './habits-of-actions.ts';
import { type Reading, report } from './reading.ts';

/** The known fields of a mapping and what to call it. */
export interface Shape {
  fields: readonly string[];
  where: string;
}

/**
 * Reports every field that a mapping of the short form does not know, with the nearest known one, or with its place here when it is a
 * habit of GitHub Actions.
 */
export function checkFields(mapping: YamlMapping, shape: Shape, reading: Reading): void {
  for (const { key, keyPosition } of mapping.entries.values()) {
    if (shape.fields.includes(key)) continue;
    const habit = habitsOfActions.get(key);
    const values = { field: shorten(key), where: shape.where };
    if (habit === undefined) {
      report(reading, keyPosition, 'config.unknown-field', { ...values, advice: adviseName(key, shape.fields) });
    } else {
      report(reading, keyPosition, 'config.actions-habit', { ...values, advice: habit });
    }
  }
}

/** "Did you mean …?", or the list of what is known. */
export function adviseName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? 'Take it out.' : `Known are ${known.join(', ')}.`;
}
