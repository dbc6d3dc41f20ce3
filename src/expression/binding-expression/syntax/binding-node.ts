import type { Nature } from '../check/nature.ts';

interface Base {
  /** Where it stands, in characters; undefined where expr-lang loses it. */
  at: number | undefined;
  /** How many levels lie below. */
  height: number;
  /** How many nodes it is made of, itself too. */
  size: number;
  /** The type that the check found. */
  nature?: Nature;
}

export interface MapPair {
  key: BindingNode;
  value: BindingNode;
}

/** A list that a filter is applied to first: `map(filter(…), …)` is one loop in expr-lang. */
export interface BuiltinExtras {
  /** `filter` and `find` answer this of each element instead of the element. */
  map?: BindingNode;
  /** `find` and `findLast` fail where they find nothing. */
  throws?: boolean;
  /** `count` ends once it has counted so many. */
  threshold?: number;
}

/** A parsed expression. */
export type BindingNode = Base &
  (
    | { kind: 'nil' }
    | { kind: 'identifier'; name: string }
    | { kind: 'integer'; value: bigint }
    | { kind: 'float'; value: number }
    | { kind: 'bool'; value: boolean }
    | { kind: 'string'; value: string }
    | { kind: 'bytes'; value: Uint8Array }
    /** A list of plain values that never changes, or the texts that `in` looks a value up in. */
    | { kind: 'constant'; value: readonly unknown[] }
    | { kind: 'text-set'; values: ReadonlySet<string> }
    | { kind: 'unary'; operator: string; operand: BindingNode }
    | { kind: 'binary'; operator: string; left: BindingNode; right: BindingNode }
    | { kind: 'chain'; node: BindingNode }
    | { kind: 'member'; object: BindingNode; property: BindingNode; isOptional: boolean; isMethod: boolean }
    | { kind: 'slice'; object: BindingNode; from: BindingNode | undefined; to: BindingNode | undefined }
    | { kind: 'call'; callee: BindingNode; args: BindingNode[] }
    | ({ kind: 'builtin'; name: string; args: BindingNode[] } & BuiltinExtras)
    | { kind: 'predicate'; body: BindingNode }
    | { kind: 'pointer'; name: string }
    | { kind: 'let'; name: string; value: BindingNode; body: BindingNode }
    | { kind: 'sequence'; nodes: BindingNode[] }
    | { kind: 'conditional'; condition: BindingNode; consequence: BindingNode; otherwise: BindingNode }
    | { kind: 'array'; nodes: BindingNode[] }
    | { kind: 'map'; pairs: MapPair[] }
  );

export type NodeOf<Kind extends BindingNode['kind']> = Extract<BindingNode, { kind: Kind }>;

/** The parts of a node, in the order in which expr-lang walks through them. */
export function partsOf(node: BindingNode): BindingNode[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'chain':
      return [node.node];
    case 'member':
      return [node.object, node.property];
    case 'slice':
      return [node.object, ...(node.from ? [node.from] : []), ...(node.to ? [node.to] : [])];
    case 'call':
      return [node.callee, ...node.args];
    case 'builtin':
      return node.args;
    case 'predicate':
      return [node.body];
    case 'let':
      return [node.value, node.body];
    case 'sequence':
    case 'array':
      return node.nodes;
    case 'conditional':
      return [node.condition, node.consequence, node.otherwise];
    case 'map':
      return node.pairs.flatMap(({ key, value }) => [key, value]);
    default:
      return [];
  }
}
