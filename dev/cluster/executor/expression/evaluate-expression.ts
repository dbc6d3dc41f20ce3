import { isDeepStrictEqual } from 'node:util';
import type { Expression } from './parse-expression.ts';

export type Value = string | number | boolean | null | Value[];

/**
 * `unresolved`: a path that is not known (yet); `unsupported`: a function or operator that this stand-in lacks; `wrong`: values
 * that do not go together.
 */
export type Evaluated =
  | { ok: true; value: Value }
  | { ok: false; kind: 'unresolved' | 'unsupported' | 'wrong'; message: string };

/** What a path stands for; undefined when nothing is known of it. */
export type Lookup = (path: string[]) => Value | undefined;

const functions: Record<string, (parameter: Value) => Value | undefined> = {
  asInt: toInteger,
  int: toInteger,
  asFloat: toNumber,
  float: toNumber,
  string: (value) => showValue(value),
  toJson: (value) => JSON.stringify(value),
  len: (value) => (typeof value === 'string' || Array.isArray(value) ? value.length : undefined),
  lower: (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
  upper: (value) => (typeof value === 'string' ? value.toUpperCase() : undefined),
  trim: (value) => (typeof value === 'string' ? value.trim() : undefined),
};

export function evaluateExpression(expression: Expression, lookup: Lookup): Evaluated {
  const evaluate = (part: Expression) => evaluateExpression(part, lookup);
  switch (expression.kind) {
    case 'literal':
      return { ok: true, value: expression.value };
    case 'path':
      return evaluatePath(expression.segments, lookup);
    case 'list':
      return evaluateList(expression.items, evaluate);
    case 'unary':
      return evaluateUnary(expression.operator, evaluate(expression.operand));
    case 'choice': {
      const condition = evaluate(expression.condition);
      if (!condition.ok) return condition;
      return evaluate(condition.value === true ? expression.yes : expression.no);
    }
    case 'call':
      return evaluateCall(expression.name, expression.parameters, evaluate);
    case 'binary':
      return evaluateBinary(expression, evaluate);
  }
}

function evaluatePath(segments: string[], lookup: Lookup): Evaluated {
  const value = lookup(segments);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, kind: 'unresolved', message: `${segments.join('.')} is missing` };
}

function evaluateList(items: Expression[], evaluate: (part: Expression) => Evaluated): Evaluated {
  const values: Value[] = [];
  for (const item of items) {
    const value = evaluate(item);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return { ok: true, value: values };
}

function evaluateUnary(operator: '!' | '-', operand: Evaluated): Evaluated {
  if (!operand.ok) return operand;
  if (operator === '!' && typeof operand.value === 'boolean') return { ok: true, value: !operand.value };
  if (operator === '-' && typeof operand.value === 'number') return { ok: true, value: -operand.value };
  return wrong(`invalid operation: ${operator} ${showValue(operand.value)}`);
}

function evaluateCall(name: string, parameters: Expression[], evaluate: (part: Expression) => Evaluated): Evaluated {
  const short = name.startsWith('sprig.') ? name.slice(6) : name;
  const carryOut = Object.hasOwn(functions, short) ? functions[short] : undefined;
  const [only, ...more] = parameters;
  if (carryOut === undefined || only === undefined || more.length > 0) {
    return { ok: false, kind: 'unsupported', message: `the function ${name} with ${parameters.length} parameters` };
  }
  const parameter = evaluate(only);
  if (!parameter.ok) return parameter;
  const value = carryOut(parameter.value);
  return value === undefined ? wrong(`cannot call ${name} with ${showValue(parameter.value)}`) : { ok: true, value };
}

function evaluateBinary(
  expression: Expression & { kind: 'binary' },
  evaluate: (part: Expression) => Evaluated,
): Evaluated {
  const { operator } = expression;
  const left = evaluate(expression.left);
  if (operator === '??') return left.ok && left.value !== null ? left : evaluate(expression.right);
  if (!left.ok) return left;
  if ((operator === '&&' || operator === 'and') && left.value === false) return left;
  if ((operator === '||' || operator === 'or') && left.value === true) return left;
  const right = evaluate(expression.right);
  return right.ok ? combine(operator, left.value, right.value) : right;
}

function combine(operator: string, left: Value, right: Value): Evaluated {
  if (operator === '==') return { ok: true, value: isDeepStrictEqual(left, right) };
  if (operator === '!=') return { ok: true, value: !isDeepStrictEqual(left, right) };
  if (operator === 'in' && Array.isArray(right)) {
    return { ok: true, value: right.some((item) => isDeepStrictEqual(item, left)) };
  }
  if (operator === '=~' || operator === '!~') {
    return { ok: false, kind: 'unsupported', message: `the operator ${operator}` };
  }
  const value =
    typeof left === 'boolean' && typeof right === 'boolean'
      ? combineBooleans(operator, right)
      : typeof left === 'number' && typeof right === 'number'
        ? combineNumbers(operator, left, right)
        : typeof left === 'string' && typeof right === 'string'
          ? combineTexts(operator, left, right)
          : undefined;
  if (value !== undefined) return { ok: true, value };
  return wrong(`Value '${showValue(left)}' cannot be used with the operator '${operator}' and '${showValue(right)}'`);
}

/** The left side did not decide already. */
function combineBooleans(operator: string, right: boolean): boolean | undefined {
  return ['&&', 'and', '||', 'or'].includes(operator) ? right : undefined;
}

function combineNumbers(operator: string, left: number, right: number): Value | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return compare(operator, left, right);
  }
}

function combineTexts(operator: string, left: string, right: string): Value | undefined {
  return operator === '+' ? left + right : compare(operator, left, right);
}

function compare<Side extends string | number>(operator: string, left: Side, right: Side): boolean | undefined {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  return undefined;
}

function toNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toInteger(value: Value): number | undefined {
  const number = toNumber(value);
  return number === undefined ? undefined : Math.trunc(number);
}

function wrong(message: string): Evaluated {
  return { ok: false, kind: 'wrong', message };
}

/** A value as text, as it is put into a tag's place. */
export function showValue(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
