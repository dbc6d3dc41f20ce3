import { ExpressionFailure } from '../../pratt/expression-failure.ts';

/** A field or method of a Go struct. The events of Sensors hold none; a caller may hand in values that do. */
export type Member =
  | { kind: 'field'; value: unknown }
  | {
      kind: 'method';
      /** The kinds of its parameters as Go names them: `string`, `float64`. */
      parameters: readonly string[];
      call: (args: unknown[]) => { ok: true; value: unknown } | { ok: false; message: string };
    };

/** Finds a member of a value: `absent` when the struct lacks it, `no-struct` when the value is none. */
export type MemberReader = (value: unknown, name: string) => Member | 'absent' | 'no-struct';

/** Nothing of JSON is a struct. */
export const noStructs: MemberReader = () => 'no-struct';

/** Follows `parameter.Field.Method(…)` as govaluate does; `argument` is undefined where nothing is called. */
export function readMember(
  start: unknown,
  { path, argument }: { path: string[]; argument: unknown },
  reader: MemberReader,
): unknown {
  let value = start;
  for (const [index, name] of path.entries()) {
    if (index === 0) continue;
    const owner = path[index - 1];
    const member = reader(value, name);
    if (member === 'no-struct') throw new ExpressionFailure(`Unable to access '${name}', '${owner}' is not a struct`);
    if (member === 'absent')
      throw new ExpressionFailure(`No method or field '${name}' present on parameter '${owner}'`);
    value = member.kind === 'field' ? member.value : callMethod(member, argument, path);
  }
  return value;
}

function callMethod(method: Extract<Member, { kind: 'method' }>, argument: unknown, path: string[]): unknown {
  const args = listArguments(argument);
  const reason = checkArguments(args, method.parameters);
  if (reason !== undefined) throw new ExpressionFailure(`Method call failed - '${path[0]}.${path[1]}': ${reason}`);
  const called = method.call(args);
  if (!called.ok) throw new ExpressionFailure(called.message);
  return called.value;
}

/** A list is the arguments; anything but nil is the only one. */
function listArguments(argument: unknown): unknown[] {
  if (Array.isArray(argument)) return argument;
  return argument === undefined || argument === null ? [] : [argument];
}

function checkArguments(args: unknown[], parameters: readonly string[]): string | undefined {
  if (args.length !== parameters.length) {
    const amount = args.length < parameters.length ? 'few' : 'many';
    return `Too ${amount} arguments to parameter call: got ${args.length} arguments, expected ${parameters.length}`;
  }
  for (const [index, parameter] of parameters.entries()) {
    const kind = kindOf(args[index]);
    if (kind === parameter || (kind === 'float64' && isNumberKind(parameter))) continue;
    return `Argument type conversion failed: failed to convert '${kind}' to '${parameter}'`;
  }
  return undefined;
}

function isNumberKind(kind: string): boolean {
  return /^(?:u?int|float)\d*$/.test(kind);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'invalid';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'slice' : 'map';
}
