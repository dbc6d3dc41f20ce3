import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { checkConditional, checkLet, checkList, checkPointer } from './check-blocks.ts';
import { checkBuiltin } from './check-builtin.ts';
import { checkCall } from './check-call.ts';
import { checkMember, checkSlice } from './check-member.ts';
import { checkBinary, checkUnary } from './check-operator.ts';
import { type Checker, failCheck } from './checker.ts';
import { builtinNature } from './function-check.ts';
import type { Nature } from './nature.ts';
import * as natures from './nature.ts';
import { rulesOf } from './rules.ts';

/**
 * Checks the types of an expression as expr-lang does before it runs anything, and notes on each node what it found. Fails with
 * expr-lang's messages.
 */
export function checkBinding(
  node: BindingNode,
  { dialect, environment, work }: Pick<Checker, 'dialect' | 'environment' | 'work'>,
): Nature {
  const checker: Checker = {
    dialect,
    rules: rulesOf[dialect],
    environment,
    work,
    variables: [],
    scopes: [],
    visit: (visited) => {
      const checked = checkNode(checker, visited);
      const nature = dialect === '1.15' ? asOlder(visited, checked) : checked;
      visited.nature = nature;
      return nature;
    },
  };
  return checker.visit(node);
}

/** 1.15 has a type for what is unknown, and knows elements only of a list that is written out, or of a variable for it. */
function asOlder({ kind }: BindingNode, { type, isNil, elements }: Nature): Nature {
  if (type === undefined) return isNil ? natures.nil : natures.anything;
  const keepsElements = kind === 'array' || kind === 'identifier' || kind === 'chain' || kind === 'let';
  return elements === undefined || keepsElements ? { type, ...(elements && { elements }) } : { type };
}

function checkNode(checker: Checker, node: BindingNode): Nature {
  switch (node.kind) {
    case 'nil':
      return natures.nil;
    case 'integer':
      return natures.int;
    case 'float':
      return natures.float;
    case 'bool':
      return natures.bool;
    case 'string':
      return natures.text;
    case 'bytes':
      return natures.ofType('[]uint8');
    case 'identifier':
      return checkIdentifier(checker, node);
    case 'unary':
      return checkUnary(checker, node);
    case 'binary':
      return checkBinary(checker, node);
    case 'chain':
      return checker.visit(node.node);
    case 'member':
      return checkMember(checker, node);
    case 'slice':
      return checkSlice(checker, node);
    case 'call':
      return checkCall(checker, node);
    case 'builtin':
      return checkBuiltin(checker, node);
    case 'pointer':
      return checkPointer(checker, node);
    case 'let':
      return checkLet(checker, node);
    case 'conditional':
      return checkConditional(checker, node);
    case 'array':
      return checkList(checker, node);
    case 'map':
      return checkMap(checker, node);
    case 'sequence':
      return node.nodes.map(checker.visit).at(-1) ?? natures.unknown;
    case 'predicate':
      return checker.visit(node.body);
    default:
      return natures.unknown;
  }
}

function checkIdentifier(checker: Checker, node: NodeOf<'identifier'>): Nature {
  const variable = checker.variables.findLast(({ name }) => name === node.name);
  if (variable !== undefined) return variable.nature;
  if (node.name === '$env') return checker.dialect === '1.15' ? natures.anyMap : natures.unknown;
  return lookUpName(checker, node, { name: node.name, isStrict: true, hasBuiltins: true });
}

/** What a name of the environment, or a builtin, is; in 1.17 an unknown name is an error. */
export function lookUpName(
  checker: Checker,
  node: BindingNode,
  { name, isStrict, hasBuiltins }: { name: string; isStrict: boolean; hasBuiltins: boolean },
): Nature {
  const builtin = hasBuiltins ? builtinNature(name, checker.dialect) : undefined;
  if (checker.dialect === '1.15') return builtin ?? natures.anything;
  const nature = checker.environment.get(name) ?? builtin;
  if (nature === undefined && isStrict) return failCheck(node, `unknown name ${name}`);
  return nature ?? natures.unknown;
}

function checkMap(checker: Checker, { pairs }: NodeOf<'map'>): Nature {
  for (const { key, value } of pairs) {
    checker.visit(key);
    checker.visit(value);
  }
  return natures.anyMap;
}
