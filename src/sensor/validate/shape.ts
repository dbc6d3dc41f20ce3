/** What a document's value may be. Objects carry upstream's name of the type, which its error messages use. */
export type Shape =
  | { kind: 'text' | 'boolean' | 'any' }
  /** Whole; Argo Events has no others. */
  | { kind: 'number'; goType: 'int' | 'int32' | 'int64' | 'uint64' }
  | { kind: 'list' | 'map'; of: Shape }
  | { kind: 'object'; name: string; fields: Readonly<Record<string, Shape>> }
  /** For a type that contains itself. */
  | { kind: 'later'; shape: () => Shape };

export const text: Shape = { kind: 'text' };
export const number: Shape = { kind: 'number', goType: 'int' };
export const int32: Shape = { kind: 'number', goType: 'int32' };
export const int64: Shape = { kind: 'number', goType: 'int64' };
export const uint64: Shape = { kind: 'number', goType: 'uint64' };
export const boolean: Shape = { kind: 'boolean' };
export const anything: Shape = { kind: 'any' };

export function listOf(of: Shape): Shape {
  return { kind: 'list', of };
}

export function mapOf(of: Shape): Shape {
  return { kind: 'map', of };
}

export function object(name: string, fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'object', name, fields };
}

/** The shape in words, for a message: "a list of texts". */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case 'later':
      return describeShape(shape.shape());
    case 'list':
      return shape.of.kind === 'text' ? 'a list of texts' : 'a list';
    case 'boolean':
      return 'true or false';
    case 'number':
      return 'a whole number';
    case 'object':
    case 'map':
      return 'an object';
    default:
      return `a ${shape.kind}`;
  }
}

/** Types that Argo Events takes from Kubernetes. */
const kubernetesTypes: ReadonlySet<string> = new Set(['SecretKeySelector', 'ConfigMapKeySelector', 'ObjectMeta']);

/** The Go type in upstream's messages. */
export function goTypeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'later':
      return goTypeOf(shape.shape());
    case 'text':
      return 'string';
    case 'number':
      return shape.goType;
    case 'boolean':
      return 'bool';
    case 'list':
      return `[]${goTypeOf(shape.of)}`;
    case 'map':
      return `map[string]${goTypeOf(shape.of)}`;
    case 'object':
      return `${kubernetesTypes.has(shape.name) ? 'v1' : 'v1alpha1'}.${shape.name}`;
    default:
      return 'interface {}';
  }
}
