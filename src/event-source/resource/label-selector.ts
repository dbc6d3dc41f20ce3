/** One of a resource EventSource's `filter.labels`. */
export interface LabelRequirement {
  key?: string;
  operation?: string;
  value?: string;
}

export type LabelOperation = '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export type WrittenRequirement =
  | { ok: true; text: string }
  | { ok: false; field: 'key' | 'value'; found: string; expected: string };

/** Undefined for what Kubernetes has no such operation; the empty one is `==`. */
export function readLabelOperation(text: string): LabelOperation | undefined {
  if (text === '' || text === '=') return '==';
  const known: readonly LabelOperation[] = ['==', '!=', 'in', 'notin', 'exists', '!', 'gt', 'lt'];
  return known.find((each) => each === text);
}

const keyShape = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const valueShape = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/**
 * A requirement in Kubernetes' own words: `app==shop`, `app in (a,b)`, `!app`. Argo Events: several values are separated by commas, and
 * `exists` and `!` have none. What is no label could mean something else in a selector, so it is refused.
 */
export function writeLabelRequirement(
  { key = '', value = '' }: LabelRequirement,
  operation: LabelOperation,
): WrittenRequirement {
  if (!keyShape.test(key)) return { ok: false, field: 'key', found: key, expected: 'the key of a label' };
  const values = operation === 'in' || operation === 'notin' ? value.split(',') : [value];
  const wrong = values.find((each) => !valueShape.test(each));
  if (wrong !== undefined) return { ok: false, field: 'value', found: wrong, expected: 'the value of a label' };
  switch (operation) {
    case '==':
    case '!=':
      return { ok: true, text: `${key}${operation}${value}` };
    case 'in':
    case 'notin':
      return { ok: true, text: `${key} ${operation} (${values.join(',')})` };
    case 'gt':
    case 'lt':
      if (!/^-?\d+$/.test(value)) return { ok: false, field: 'value', found: value, expected: 'a whole number' };
      return { ok: true, text: `${key}${operation === 'gt' ? '>' : '<'}${value}` };
    case 'exists':
    case '!':
      if (value !== '') return { ok: false, field: 'value', found: value, expected: 'no value, for this operation' };
      return { ok: true, text: operation === '!' ? `!${key}` : key };
  }
}
