import { nearestName } from '../../../problem/nearest-name.ts';
import type { WorkAllowance } from '../../work/work-allowance.ts';
import { transforms } from '../evaluate/transforms.ts';
import { type ConditionError, refuse } from '../parse/condition-error.ts';
import { type ConditionNode, childrenOf } from '../parse/condition-node.ts';
import type { FactKind } from './github-names.ts';
import { lookUpFact } from './look-up-fact.ts';

const roots = ['github', 'body', 'headers'];

/** Names that people bring from elsewhere → where it is here. */
const strangeRoots: Record<string, string> = {
  env: 'there is no env here',
  vars: 'there are no vars here',
  secrets: 'a condition cannot read secrets',
  needs: 'there is no needs here; order steps with dependencies in the Workflow',
  matrix: 'there is no matrix here; use withItems in the Workflow',
  steps: 'there are no steps here; use when in the Workflow',
  inputs: 'write github.inputs',
  event: 'write body',
  payload: 'write body',
  header: 'write headers',
  Input: 'write github, body or headers without .Input',
  nil: 'write null',
  undefined: 'write null',
};

/** A path that the condition reads, such as `github.pullRequest.labels`. */
export interface ReadName {
  path: string[];
  offset: number;
}

/** Refuses unknown roots, unknown names under `github` and unknown transforms; else lists the paths that are read. */
export function checkNames(root: ConditionNode, work: WorkAllowance): { ok: true; names: ReadName[] } | ConditionError {
  const names: ReadName[] = [];
  const waiting: { node: ConditionNode; inFilter: boolean }[] = [{ node: root, inFilter: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, inFilter } = next;
    const path = readPath(node);
    const error = path === undefined ? checkNode(node, inFilter, work) : checkPath(path);
    if (error !== undefined) return error;
    if (path !== undefined) {
      names.push({ path: path.map((part) => part.name), offset: path[0]?.offset ?? 0 });
      continue;
    }
    for (const child of childrenOf(node)) {
      const entersFilter = node.kind === 'pick' && node.isFilter && child === node.by;
      waiting.push({ node: child, inFilter: inFilter || entersFilter });
    }
  }
  return { ok: true, names };
}

/** What a bare path under `github` holds, when that is known; `undefined` for anything else. */
export function kindOf(node: ConditionNode): FactKind | 'group' | undefined {
  const [root, ...rest] = readPath(node)?.map((part) => part.name) ?? [];
  if (root !== 'github') return undefined;
  const found = lookUpFact(rest);
  return found.ok ? found.kind : undefined;
}

type PathPart = { name: string; offset: number };

/** `a.b.c` as its parts; `undefined` for what is no chain of names. */
function readPath(node: ConditionNode): PathPart[] | undefined {
  if (node.kind === 'name') return node.ofElement ? undefined : [{ name: node.name, offset: node.offset }];
  if (node.kind !== 'member') return undefined;
  const before = readPath(node.of);
  return before === undefined ? undefined : [...before, { name: node.name, offset: node.offset }];
}

function checkPath(path: PathPart[]): ConditionError | undefined {
  const [root, ...rest] = path;
  if (root === undefined) return undefined;
  if (!roots.includes(root.name)) return refuse(root.offset, describeUnknownRoot(root.name));
  if (root.name !== 'github') return undefined;
  const found = lookUpFact(rest.map((part) => part.name));
  if (found.ok) return undefined;
  const at = rest[found.index] ?? root;
  return refuse(
    at.offset,
    found.suggestion === undefined ? found.message : `${found.message}; here it is ${found.suggestion}`,
  );
}

function checkNode(node: ConditionNode, inFilter: boolean, work: WorkAllowance): ConditionError | undefined {
  if (node.kind === 'name' && !inFilter) {
    return refuse(node.offset, `".${node.name}" stands only inside a filter, as in body.commits[.distinct]`);
  }
  if (node.kind === 'transform') return checkTransform(node, work);
  if (node.kind === 'pick' && kindOf(node.of) === 'group') {
    return refuse(0, 'the facts under github are read by name, as in github.pullRequest.title');
  }
  return undefined;
}

function checkTransform(
  node: Extract<ConditionNode, { kind: 'transform' }>,
  work: WorkAllowance,
): ConditionError | undefined {
  const transform = Object.hasOwn(transforms, node.name) ? transforms[node.name] : undefined;
  if (transform === undefined) {
    const near = nearestName(node.name, Object.keys(transforms));
    const advice = near === undefined ? `there are ${Object.keys(transforms).join(', ')}` : `did you mean ${near}?`;
    return refuse(node.offset, `"|${node.name}" does not exist; ${advice}`);
  }
  if (node.arguments.length !== transform.arguments) {
    return refuse(
      node.offset,
      `"|${node.name}" takes ${transform.arguments} values in parentheses, not ${node.arguments.length}`,
    );
  }
  return transform.check?.(node, work);
}

function describeUnknownRoot(name: string): string {
  const advice = Object.hasOwn(strangeRoots, name) ? strangeRoots[name] : undefined;
  const near = nearestName(name, roots);
  if (advice !== undefined) return `"${name}" is unknown: ${advice}`;
  return `"${name}" is unknown; names begin with github, body or headers${near === undefined ? ', texts have quotes' : ` (did you mean ${near}?)`}`;
}
