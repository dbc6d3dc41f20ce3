/** A type as far as paths go: what members it has. */
export type Shape =
  | { kind: 'members'; members: Map<string, Shape> }
  | { kind: 'list'; of: Shape }
  | { kind: 'several'; shapes: Shape[] }
  | { kind: 'named'; name: string }
  /** A text, a number, a truth value, nothing. */
  | { kind: 'scalar' }
  /** Members that no declaration names. */
  | { kind: 'anything' };

/** The declarations of a generated file of types: interfaces, aliases, and the members of `components["schemas"]`. */
export function readDeclarations(text: string): Map<string, Shape> {
  const reader: Reader = { tokens: tokensOf(text), at: 0, declared: new Map() };
  while (reader.at < reader.tokens.length) {
    if (!take(reader, 'export')) reader.at++;
    else readDeclaration(reader);
  }
  for (const [name, shape] of schemasOf(reader.declared)) reader.declared.set(name, shape);
  return reader.declared;
}

/** What `components["schemas"]["x"]` names. */
function schemasOf(declared: Map<string, Shape>): Map<string, Shape> {
  const components = declared.get('components');
  const schemas = components?.kind === 'members' ? components.members.get('schemas') : undefined;
  return schemas?.kind === 'members' ? schemas.members : new Map();
}

interface Reader {
  tokens: string[];
  at: number;
  declared: Map<string, Shape>;
}

function tokensOf(text: string): string[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  return withoutComments.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w$]+|\S/g) ?? [];
}

function take(reader: Reader, token: string): boolean {
  const isThere = reader.tokens[reader.at] === token;
  if (isThere) reader.at++;
  return isThere;
}

function next(reader: Reader): string {
  return reader.tokens[reader.at++] ?? '';
}

function readDeclaration(reader: Reader): void {
  const kind = next(reader);
  const name = next(reader);
  if (kind === 'interface') {
    while (reader.tokens[reader.at] !== '{') reader.at++;
    reader.declared.set(name, readType(reader));
  } else if (kind === 'type' && take(reader, '=')) {
    reader.declared.set(name, readType(reader));
  }
}

function readType(reader: Reader): Shape {
  const shapes: Shape[] = [];
  do {
    // A union may begin with its sign.
    while (take(reader, '|') || take(reader, '&'));
    shapes.push(readPostfix(reader));
  } while (['|', '&'].includes(reader.tokens[reader.at] ?? ''));
  const [only] = shapes;
  return only !== undefined && shapes.length === 1 ? only : { kind: 'several', shapes };
}

function readPostfix(reader: Reader): Shape {
  let shape = readPrimary(reader);
  while (take(reader, '[')) {
    const index = next(reader);
    if (index === ']') {
      shape = { kind: 'list', of: shape };
    } else {
      take(reader, ']');
      // `components["schemas"]["x"]` is the declaration x.
      shape = { kind: 'named', name: unquote(index) };
    }
  }
  return shape;
}

function readPrimary(reader: Reader): Shape {
  const token = next(reader);
  if (token === '{') return readMembers(reader);
  if (token === '[') return readTuple(reader);
  if (token === '(') {
    const inner = readType(reader);
    take(reader, ')');
    return inner;
  }
  if (['string', 'number', 'boolean', 'null', 'undefined', 'true', 'false', 'never'].includes(token))
    return { kind: 'scalar' };
  if (/^["'\d-]/.test(token)) {
    if (token === '-') next(reader);
    return { kind: 'scalar' };
  }
  if (token === 'readonly' || token === 'keyof') return readPostfix(reader);
  if (reader.tokens[reader.at] === '<') {
    skipArguments(reader);
    return { kind: 'anything' };
  }
  return token === 'unknown' || token === 'any' || token === 'object'
    ? { kind: 'anything' }
    : { kind: 'named', name: token };
}

function readTuple(reader: Reader): Shape {
  const shapes: Shape[] = [];
  while (!take(reader, ']')) {
    while (take(reader, '.'));
    shapes.push(readType(reader));
    take(reader, ',');
  }
  return { kind: 'list', of: { kind: 'several', shapes } };
}

function skipArguments(reader: Reader): void {
  let depth = 0;
  do {
    const token = next(reader);
    if (token === '<') depth++;
    if (token === '>') depth--;
  } while (depth > 0);
}

function readMembers(reader: Reader): Shape {
  const members = new Map<string, Shape>();
  let isOpen = false;
  while (!take(reader, '}')) {
    const token = next(reader);
    if (token === ';' || token === ',' || token === 'readonly') continue;
    if (token === '[') {
      // An index signature: any name may stand there.
      while (!take(reader, ']')) reader.at++;
      isOpen = true;
    }
    take(reader, '?');
    if (!take(reader, ':')) continue;
    const shape = readType(reader);
    if (token === '[') continue;
    members.set(unquote(token), shape);
  }
  return isOpen
    ? { kind: 'several', shapes: [{ kind: 'members', members }, { kind: 'anything' }] }
    : { kind: 'members', members };
}

function unquote(token: string): string {
  return /^["']/.test(token) ? token.slice(1, -1) : token;
}
