import type { DocumentPath } from '../read-shape.ts';
import { type Fields, fieldsOf, firstOf, listField, prefixed, type Refusal, refusal, textField } from './refusal.ts';

const operations = new Set(['', 'append', 'overwrite', 'prepend']);

/** How a list of parameters is checked: its field, the words before the index, and whether a destination is needed. */
export interface ParameterList {
  field: string;
  label: string;
  needsDestination?: boolean;
}

/** Argo Events 1.9: the parameters of a trigger or its payload, in order. */
export function validateParameters(owner: Fields, list: ParameterList, path: DocumentPath): Refusal | undefined {
  const { field, label, needsDestination = true } = list;
  return firstOf(listField(owner, field) ?? [], (parameter, index) =>
    prefixed(
      `${label} index: ${index}. err: `,
      validateParameter(parameter, needsDestination, [...path, field, index]),
    ),
  );
}

function validateParameter(parameter: Fields, needsDestination: boolean, path: DocumentPath): Refusal | undefined {
  const source = fieldsOf(parameter.src);
  if (source === undefined) return refusal("parameter source can't be empty", path);
  if (textField(source, 'dependencyName') === '') {
    return refusal("parameter dependency name can't be empty", [...path, 'src']);
  }
  if (needsDestination && textField(parameter, 'dest') === '') {
    return refusal("parameter destination can't be empty", path);
  }
  const operation = textField(parameter, 'operation');
  if (operations.has(operation)) return undefined;
  return refusal(`parameter operation ${operation} is invalid`, [...path, 'operation']);
}
