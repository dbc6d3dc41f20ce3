import { builtinChecks } from '../builtins/checks/builtin-checks.ts';
import type { Dialect } from '../dialect.ts';
import type { BindingNode } from '../syntax/binding-node.ts';
import { type Checker, failCheck } from './checker.ts';
import { type GoType, goType, type Signature } from './go-type.ts';
import * as natures from './nature.ts';
import { isAssignableTo, isUnknown, type Nature } from './nature.ts';

/** What a function is called with. */
interface Call {
  node: BindingNode;
  name: string;
  args: BindingNode[];
}

type ArgumentsCheck = { ok: true; nature: Nature } | { ok: false; node: BindingNode; message: string };

/** What a builtin is as a value; undefined for any other name. */
export function builtinNature(name: string, dialect: Dialect): Nature | undefined {
  const check = builtinChecks[dialect].get(name);
  if (check === undefined) return undefined;
  const isPlain = dialect === '1.15' || check.types.length === 0;
  return natures.ofType(isPlain ? 'func(...interface {}) (interface {}, error)' : (check.types[0] ?? ''));
}

/** Checks a call of a builtin: by its own rules, or by one of its signatures after the other. */
export function checkFunction(
  checker: Checker,
  node: BindingNode,
  { name, args }: { name: string; args: BindingNode[] },
): Nature {
  const check = builtinChecks[checker.dialect].get(name);
  if (check === undefined) return failCheck(node, `unknown builtin ${name}`);
  if (check.validate !== undefined) {
    const validated = check.validate(args.map(checker.visit).map(typeOf));
    return typeof validated === 'string' ? failCheck(node, validated) : validated;
  }
  let failed: Extract<ArgumentsCheck, { ok: false }> | undefined;
  for (const type of check.types) {
    const { signature } = goType(type);
    if (signature === undefined) continue;
    const checked = checkArguments(checker, { node, name, args }, signature);
    if (checked.ok) return checked.nature;
    failed = checked;
  }
  return failed === undefined ? natures.unknown : failCheck(failed.node, failed.message);
}

/** The types of arguments as validation sees them: what is unknown is of any type, nil of none. */
function typeOf(nature: Nature): GoType | undefined {
  return isUnknown(nature) ? natures.anything.type : nature.type;
}

/** Checks arguments against a signature. */
export function checkArguments(checker: Checker, call: Call, signature: Signature): ArgumentsCheck {
  const { node, name, args } = call;
  const amount = countWrong(args.length, signature);
  if (amount !== undefined) {
    // Errors inside the arguments come first in 1.17.
    if (checker.dialect === '1.17') for (const arg of args) checker.visit(arg);
    return { ok: false, node, message: `${amount} arguments to call ${name}` };
  }
  for (const [index, arg] of args.entries()) {
    const nature = checker.visit(arg);
    const parameter = parameterAt(index, signature);
    const message = parameter && refuseArgument(checker, nature, { parameter, name });
    if (message !== undefined) return { ok: false, node: arg, message };
  }
  const [result] = signature.results;
  return { ok: true, nature: result === undefined ? natures.unknown : { type: result } };
}

function countWrong(count: number, { parameters, isVariadic }: Signature): string | undefined {
  if (count < (isVariadic ? parameters.length - 1 : parameters.length)) return 'not enough';
  return !isVariadic && count > parameters.length ? 'too many' : undefined;
}

/** The last parameter of a variadic function is a list of what comes from there on. */
function parameterAt(index: number, { parameters, isVariadic }: Signature): GoType | undefined {
  const isFurther = isVariadic && index >= parameters.length - 1;
  return isFurther ? parameters.at(-1)?.element : parameters[index];
}

function refuseArgument(
  { rules, dialect }: Checker,
  nature: Nature,
  { parameter, name }: { parameter: GoType; name: string },
): string | undefined {
  const wanted: Nature = { type: parameter };
  // Whole numbers that are written out take the type that is wanted.
  if (rules.isInteger(nature) && (rules.isInteger(wanted) || parameter.kind === 'float64')) return undefined;
  if (nature.isNil) {
    if (dialect === '1.15' || parameter.kind === 'ptr' || parameter.kind === 'interface') return undefined;
    return `cannot use nil as argument (type ${parameter.name}) to call ${name}`;
  }
  if (isUnknown(nature) || isAssignableTo(nature, wanted)) return undefined;
  return `cannot use ${rules.describe(nature)} as argument (type ${parameter.name}) to call ${name} `;
}
