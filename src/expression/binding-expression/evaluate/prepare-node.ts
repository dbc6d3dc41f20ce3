import type { Dialect } from '../dialect.ts';
import { type BindingNode, type NodeOf, partsOf } from '../syntax/binding-node.ts';
import { slice } from '../values/fetch.ts';
import { pickLength } from '../values/pick-length.ts';
import { makeRecord, type Value } from '../values/value.ts';
import { asBool, asText } from './assert-type.ts';
import { prepareBuiltin, prepareCall } from './prepare-call.ts';
import { findLoop, preparePointer } from './prepare-loop.ts';
import { prepareChain, prepareMember } from './prepare-member.ts';
import { prepareBinary, prepareUnary } from './prepare-operator.ts';
import type { Evaluate } from './run.ts';

/** What is known while closures are made. */
export interface Preparation {
  dialect: Dialect;
  prepare: (node: BindingNode) => Evaluate;
  /** Variables that can be seen, and the place of each. */
  variables: { name: string; place: number }[];
  /** How many places are taken. */
  places: number;
}

/** Makes closures of a tree: one for each node, which evaluates it. */
export function prepareBinding(root: BindingNode, dialect: Dialect): Evaluate {
  const preparation: Preparation = {
    dialect,
    prepare: (node) => prepareNode(preparation, node),
    variables: [],
    places: 0,
  };
  return preparation.prepare(root);
}

function prepareNode(preparation: Preparation, node: BindingNode): Evaluate {
  switch (node.kind) {
    case 'nil':
      return () => null;
    case 'integer':
    case 'float':
    case 'bool':
    case 'string':
    case 'bytes':
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'identifier':
      return prepareIdentifier(preparation, node.name);
    case 'unary':
      return prepareUnary(preparation, node);
    case 'binary':
      return prepareBinary(preparation, node);
    case 'chain':
      return prepareChain(preparation, node);
    case 'member':
      return prepareMember(preparation, node);
    case 'slice':
      return prepareSlice(preparation, node);
    case 'call':
      return prepareCall(preparation, node);
    case 'builtin':
      return findLoop(node.name, preparation.dialect)?.(preparation, node) ?? prepareBuiltin(preparation, node);
    case 'predicate':
      return preparation.prepare(node.body);
    case 'pointer':
      return preparePointer(node);
    case 'let':
      return prepareLet(preparation, node);
    case 'sequence':
      return prepareSequence(preparation, node);
    case 'conditional':
      return prepareConditional(preparation, node);
    case 'array':
      return prepareArray(preparation, node);
    case 'map':
      return prepareMap(preparation, node);
    default:
      throw new Error(`no value is made of a node with ${partsOf(node).length} parts of kind ${node.kind}`);
  }
}

function prepareIdentifier({ variables }: Preparation, name: string): Evaluate {
  const variable = variables.findLast((each) => each.name === name);
  if (variable !== undefined) {
    const { place } = variable;
    return (run) => run.variables[place];
  }
  if (name === '$env') return (run) => run.environment;
  return ({ environment }) => (Object.hasOwn(environment, name) ? (environment[name] ?? null) : null);
}

function prepareLet(preparation: Preparation, { name, value, body }: NodeOf<'let'>): Evaluate {
  const evaluateValue = preparation.prepare(value);
  const place = preparation.places;
  preparation.places += 1;
  preparation.variables.push({ name, place });
  const evaluateBody = preparation.prepare(body);
  preparation.variables.pop();
  return (run) => {
    run.variables[place] = evaluateValue(run);
    return evaluateBody(run);
  };
}

function prepareSequence({ prepare }: Preparation, { nodes }: NodeOf<'sequence'>): Evaluate {
  const evaluates = nodes.map(prepare);
  return (run) => {
    let last: Value = null;
    for (const evaluate of evaluates) last = evaluate(run);
    return last;
  };
}

function prepareConditional({ prepare }: Preparation, node: NodeOf<'conditional'>): Evaluate {
  const condition = prepare(node.condition);
  const then = prepare(node.consequence);
  const otherwise = prepare(node.otherwise);
  const { at } = node;
  return (run) => {
    const value = condition(run);
    run.at = at;
    return asBool(value) ? then(run) : otherwise(run);
  };
}

function prepareArray({ prepare }: Preparation, { nodes, at }: NodeOf<'array'>): Evaluate {
  const evaluates = nodes.map(prepare);
  return (run) => {
    const items = evaluates.map((evaluate) => evaluate(run));
    run.at = at;
    run.budget.makeElements(items.length);
    return items;
  };
}

/** Of duplicate keys the first counts. */
function prepareMap({ prepare }: Preparation, { pairs, at }: NodeOf<'map'>): Evaluate {
  const evaluates = pairs.map(({ key, value }) => ({ key: prepare(key), value: prepare(value) }));
  return (run) => {
    const entries = evaluates.map(({ key, value }) => [key(run), value(run)] as const);
    run.at = at;
    run.budget.makeElements(entries.length);
    return makeRecord(entries.reverse().map(([key, value]) => [asText(key), value] as const));
  };
}

function prepareSlice({ prepare }: Preparation, node: NodeOf<'slice'>): Evaluate {
  const object = prepare(node.object);
  const to = node.to && prepare(node.to);
  const from = node.from && prepare(node.from);
  const { at } = node;
  return (run) => {
    const value = object(run);
    run.at = at;
    const end = to === undefined ? pickLength(value) : to(run);
    const start = from === undefined ? 0n : from(run);
    run.at = at;
    return slice(value, start, end, run);
  };
}
