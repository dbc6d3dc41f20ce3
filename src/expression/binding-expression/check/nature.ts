import { type GoType, goType, isAssignable } from './go-type.ts';

/** What is known of a value before anything runs: its type, or that it is nil; neither where nothing is known. */
export interface Nature {
  type?: GoType;
  isNil?: true;
  /** What the elements of a list are, where more is known than its type says. */
  elements?: Nature;
}

export const unknown: Nature = {};
export const nil: Nature = { isNil: true };
export const anything: Nature = ofType('interface {}');
export const bool: Nature = ofType('bool');
export const int: Nature = ofType('int');
export const float: Nature = ofType('float64');
export const text: Nature = ofType('string');
export const time: Nature = ofType('time.Time');
export const duration: Nature = ofType('time.Duration');
export const anyList: Nature = ofType('[]interface {}');
export const anyMap: Nature = ofType('map[string]interface {}');

/** A value of the type of that name. */
export function ofType(name: string): Nature {
  return { type: goType(name) };
}

/** A list of such elements; Go's type does not say so. */
export function listOf(elements: Nature): Nature {
  return { ...anyList, elements };
}

/** What a pointer points to; anything else is itself. */
export function pointedTo(nature: Nature): Nature {
  return nature.type?.kind === 'ptr' ? ofType(nature.type.name.slice(1)) : nature;
}

/** Nothing is known that could be checked. */
export function isUnknown(nature: Nature): boolean {
  return nature.type === undefined ? !nature.isNil : nature.type.name === 'interface {}';
}

/** What the elements of a list or the values of a map are. */
export function elementsOf(nature: Nature): Nature {
  if (nature.elements !== undefined && nature.type?.kind !== 'map') return nature.elements;
  const element = nature.type?.element;
  return element === undefined ? unknown : { type: element };
}

export function isList(nature: Nature): boolean {
  return nature.type?.kind === 'slice' || nature.type?.kind === 'array';
}

export function isText(nature: Nature): boolean {
  return nature.type?.kind === 'string';
}

export function isBool(nature: Nature): boolean {
  return nature.type?.kind === 'bool';
}

export function isMap(nature: Nature): boolean {
  return nature.type?.kind === 'map';
}

const canBeNil = new Set(['ptr', 'interface', 'func', 'map', 'slice']);

/** Whether the value can be given where another is wanted. */
export function isAssignableTo(nature: Nature, wanted: Nature): boolean {
  if (nature.isNil && wanted.type !== undefined && canBeNil.has(wanted.type.kind)) return true;
  if (nature.type === undefined || wanted.type === undefined) return false;
  return isAssignable(nature.type, wanted.type);
}
