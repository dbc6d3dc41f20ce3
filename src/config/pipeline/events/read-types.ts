import { shorten } from '../../../yaml/yaml-node.ts';
import { adviseName } from '../../reading/check-fields.ts';
import { readTexts, type Subject } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import { actionsOf } from './action-names.ts';

/** `types`: actions that GitHub gives the event. Undefined when there is no such option. */
export function readTypes(subject: Subject | undefined, event: string, reading: Reading): string[] | undefined {
  if (subject === undefined) return undefined;
  const known = actionsOf(event);
  const texts = readTexts(subject, reading) ?? [];
  for (const { text, position } of texts) {
    if (known.includes(text)) continue;
    const values = { found: shorten(text), where: subject.where, advice: adviseName(text, known) };
    report(reading, position, 'config.not-one-of', values);
  }
  return texts.map((scalar) => scalar.text);
}
