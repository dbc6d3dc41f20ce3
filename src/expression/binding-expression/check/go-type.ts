/** Kinds of Go's types, as its package `reflect` names them. */
export type Kind =
  | 'bool'
  | 'int'
  | 'int64'
  | 'uint8'
  | 'float64'
  | 'string'
  | 'slice'
  | 'array'
  | 'map'
  | 'func'
  | 'struct'
  | 'interface'
  | 'ptr';

/** A type of Go. */
export interface GoType {
  /** As Go writes it: `[]interface {}`. It tells types apart. */
  name: string;
  kind: Kind;
  /** What a list or map holds. */
  element?: GoType;
  key?: GoType;
  signature?: Signature;
}

/** What a function takes and answers; of a variadic one the last parameter is a list. */
export interface Signature {
  parameters: GoType[];
  isVariadic: boolean;
  results: GoType[];
}

const named: Record<string, Kind> = {
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  uint8: 'uint8',
  float64: 'float64',
  string: 'string',
  'interface {}': 'interface',
  error: 'interface',
  'time.Time': 'struct',
  'time.Duration': 'int64',
  'time.Month': 'int',
  'time.Weekday': 'int',
  '*time.Location': 'ptr',
  'time.Location': 'struct',
};

const types = new Map<string, GoType>();

/** The type of that name. Only types that this project writes down itself are read. */
export function goType(name: string): GoType {
  const known = types.get(name);
  if (known !== undefined) return known;
  const type = readType(name);
  types.set(name, type);
  return type;
}

function readType(name: string): GoType {
  const kind = named[name];
  if (kind !== undefined) return { name, kind };
  if (name.startsWith('[]')) return { name, kind: 'slice', element: goType(name.slice(2)) };
  if (name.startsWith('[2]')) return { name, kind: 'array', element: goType(name.slice(3)) };
  if (name.startsWith('map[')) {
    const end = name.indexOf(']');
    return { name, kind: 'map', key: goType(name.slice(4, end)), element: goType(name.slice(end + 1)) };
  }
  return { name, kind: 'func', signature: readSignature(name) };
}

/** `func(string, ...int) (bool, error)`. */
function readSignature(name: string): Signature {
  const end = closingBracket(name);
  const parameters = splitTypes(name.slice('func('.length, end));
  const results = name.slice(end + 1).trim();
  const isVariadic = parameters.at(-1)?.startsWith('...') ?? false;
  return {
    parameters: parameters.map((parameter) => goType(parameter.replace('...', '[]'))),
    isVariadic,
    results: splitTypes(results.startsWith('(') ? results.slice(1, -1) : results).map(goType),
  };
}

/** Where the bracket closes that opens the parameters. */
function closingBracket(name: string): number {
  let depth = 0;
  for (let at = 'func'.length; at < name.length; at++) {
    if (name[at] === '(') depth += 1;
    if (name[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return name.length;
}

function splitTypes(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

/** Whether a value of one type can be given where another is wanted. */
export function isAssignable(type: GoType, wanted: GoType): boolean {
  return type.name === wanted.name || wanted.name === 'interface {}';
}
