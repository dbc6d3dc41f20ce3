import type { Shape } from './read-declarations.ts';

/** What a name under a payload may hold. */
export interface PathNode {
  members: Map<string, PathNode>;
  isList: boolean;
  /** Names that nothing declares may stand here, too. */
  isOpen: boolean;
}

/** Deeper members are not told apart. */
const maxDepth = 8;

export function emptyNode(): PathNode {
  return { members: new Map(), isList: false, isOpen: false };
}

/** Adds what a declared type has to a node. */
export function addShape(node: PathNode, shape: Shape, declared: ReadonlyMap<string, Shape>, depth = 0): void {
  if (depth > maxDepth) {
    node.isOpen = true;
    return;
  }
  switch (shape.kind) {
    case 'scalar':
      return;
    case 'anything':
      node.isOpen = true;
      return;
    case 'several':
      for (const each of shape.shapes) addShape(node, each, declared, depth);
      return;
    case 'list':
      node.isList = true;
      addShape(node, shape.of, declared, depth);
      return;
    case 'named': {
      const named = declared.get(shape.name);
      if (named === undefined) node.isOpen = true;
      else addShape(node, named, declared, depth);
      return;
    }
    case 'members':
      for (const [name, member] of shape.members) addShape(memberOf(node, name), member, declared, depth + 1);
  }
}

/** Adds what an example has. */
export function addExample(node: PathNode, value: unknown): void {
  if (Array.isArray(value)) {
    node.isList = true;
    for (const each of value) addExample(node, each);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) addExample(memberOf(node, name), member);
  }
}

function memberOf(node: PathNode, name: string): PathNode {
  const known = node.members.get(name);
  if (known !== undefined) return known;
  const made = emptyNode();
  node.members.set(name, made);
  return made;
}

/** Nodes as lines, equal ones once. A line holds members: `name`, `name:line` where it has members itself. */
export interface Table {
  events: Record<string, number>;
  nodes: string[];
}

/**
 * The table of all events. A member is written as its name, then `[]` for a list, then `*` where undeclared names may follow, or
 * `:` and the number of the line with its members.
 */
export function writeTable(events: ReadonlyMap<string, PathNode>): Table {
  const lines: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (node: PathNode): number => {
    const line = [...node.members]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => writeMember(name, member, numberOf))
      .join(' ');
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, lines.length);
    lines.push(line);
    return lines.length - 1;
  };
  const numbered = [...events].sort().map(([name, node]): [string, number] => [name, numberOf(node)]);
  return { events: Object.fromEntries(numbered), nodes: lines };
}

function writeMember(name: string, member: PathNode, numberOf: (node: PathNode) => number): string {
  const list = member.isList ? '[]' : '';
  if (member.isOpen) return `${name}${list}*`;
  return member.members.size === 0 ? `${name}${list}` : `${name}${list}:${numberOf(member)}`;
}
