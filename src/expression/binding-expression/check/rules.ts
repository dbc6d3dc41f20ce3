import type { Dialect } from '../dialect.ts';
import * as natures from './nature.ts';
import { isAssignableTo, isList, isUnknown, type Nature } from './nature.ts';

export type Test = (nature: Nature) => boolean;

/** Which operands an operator takes and what comes of them; else whether one side may be unknown. */
export interface OperatorRule {
  pairs: readonly (readonly [Test, Test, Result])[];
  /** What the known side may be where the other is unknown. */
  maybe: readonly Test[];
  otherwise: Nature;
}

export type Result = Nature | ((left: Nature, right: Nature) => Nature);

/** What a version of expr-lang thinks of types. */
export interface Rules {
  isInteger: Test;
  isNumber: Test;
  isComparable: (left: Nature, right: Nature) => boolean;
  operators: ReadonlyMap<string, OperatorRule>;
  /** A type in a message (`%v`, `%s`). */
  describe: (nature: Nature) => string;
  elementsOf: (nature: Nature) => Nature;
}

const builtinIntegers = new Set(['int', 'int64', 'uint8']);
const integerKinds = new Set(['int', 'int64', 'uint8']);

const isInteger17: Test = ({ type }) => type !== undefined && builtinIntegers.has(type.name);
/** 1.15 goes by the kind, so that durations are numbers too. */
const isInteger15: Test = ({ type }) => type !== undefined && integerKinds.has(type.kind);
const isFloat: Test = ({ type }) => type?.name === 'float64';
const isNumber17: Test = (nature) => isInteger17(nature) || isFloat(nature);
const isNumber15: Test = (nature) => isInteger15(nature) || isFloat(nature);
const isTime: Test = ({ type }) => type?.name === 'time.Time';
const isDuration: Test = ({ type }) => type?.name === 'time.Duration';
const { isBool, isText } = natures;

function promote17(left: Nature, right: Nature): Nature {
  return isFloat(left) || isFloat(right) ? natures.float : natures.int;
}

function promote15(left: Nature, right: Nature): Nature {
  return left.type?.kind === right.type?.kind ? left : promote17(left, right);
}

const texts: OperatorRule = { pairs: [[isText, isText, natures.bool]], maybe: [isText], otherwise: natures.bool };
const bools: OperatorRule = { pairs: [[isBool, isBool, natures.bool]], maybe: [isBool], otherwise: natures.bool };

function numbers(isNumber: Test): OperatorRule {
  return { pairs: [[isNumber, isNumber, natures.float]], maybe: [isNumber], otherwise: natures.float };
}

const order17: OperatorRule = {
  pairs: [isNumber17, isText, isTime, isDuration].map((test) => [test, test, natures.bool] as const),
  maybe: [isNumber17, isText, isTime, isDuration],
  otherwise: natures.bool,
};
const order15: OperatorRule = {
  pairs: [isNumber15, isText, isTime].map((test) => [test, test, natures.bool] as const),
  maybe: [isNumber15, isText, isTime],
  otherwise: natures.bool,
};

const operators17: ReadonlyMap<string, OperatorRule> = new Map([
  ...['or', '||', 'and', '&&'].map((operator) => [operator, bools] as const),
  ...['<', '>', '<=', '>='].map((operator) => [operator, order17] as const),
  ...['contains', 'startsWith', 'endsWith'].map((operator) => [operator, texts] as const),
  ...['/', '**', '^'].map((operator) => [operator, numbers(isNumber17)] as const),
  [
    'matches',
    {
      ...texts,
      pairs: [...texts.pairs, [({ type }: Nature) => type?.name === '[]uint8', isText, natures.bool] as const],
    },
  ],
  ['%', { pairs: [[isInteger17, isInteger17, natures.int]], maybe: [isInteger17], otherwise: natures.int }],
  [
    '..',
    {
      pairs: [[isInteger17, isInteger17, natures.listOf(natures.int)]],
      maybe: [isInteger17],
      otherwise: natures.listOf(natures.int),
    },
  ],
  [
    '-',
    {
      pairs: [
        [isNumber17, isNumber17, promote17],
        [isTime, isTime, natures.duration],
        [isTime, isDuration, natures.time],
        [isDuration, isDuration, natures.duration],
      ],
      maybe: [isNumber17, isTime, isDuration],
      otherwise: natures.unknown,
    },
  ],
  [
    '*',
    {
      pairs: [
        [isNumber17, isNumber17, promote17],
        [isNumber17, isDuration, natures.duration],
        [isDuration, isNumber17, natures.duration],
        [isDuration, isDuration, natures.duration],
      ],
      maybe: [isNumber17, isDuration],
      otherwise: natures.unknown,
    },
  ],
  [
    '+',
    {
      pairs: [
        [isNumber17, isNumber17, promote17],
        [isText, isText, natures.text],
        [isTime, isDuration, natures.time],
        [isDuration, isTime, natures.time],
        [isDuration, isDuration, natures.duration],
      ],
      maybe: [isNumber17, isText, isTime, isDuration],
      otherwise: natures.unknown,
    },
  ],
] as const);

const operators15: ReadonlyMap<string, OperatorRule> = new Map([
  ...['or', '||', 'and', '&&'].map((operator) => [operator, bools] as const),
  ...['<', '>', '<=', '>='].map((operator) => [operator, order15] as const),
  ...['matches', 'contains', 'startsWith', 'endsWith'].map((operator) => [operator, texts] as const),
  ...['/', '**', '^'].map((operator) => [operator, numbers(isNumber15)] as const),
  ['%', { pairs: [[isInteger15, isInteger15, promote15]], maybe: [isInteger15], otherwise: natures.anything }],
  [
    '..',
    {
      pairs: [[isInteger15, isInteger15, natures.ofType('[]int')]],
      maybe: [isInteger15],
      otherwise: natures.ofType('[]int'),
    },
  ],
  [
    '-',
    {
      pairs: [
        [isNumber15, isNumber15, promote15],
        [isTime, isTime, natures.duration],
        [isTime, isDuration, natures.time],
      ],
      maybe: [isNumber15, isTime],
      otherwise: natures.anything,
    },
  ],
  ['*', { pairs: [[isNumber15, isNumber15, promote15]], maybe: [isNumber15], otherwise: natures.anything }],
  [
    '+',
    {
      pairs: [
        [isNumber15, isNumber15, promote15],
        [isText, isText, natures.text],
        [isTime, isDuration, natures.time],
        [isDuration, isTime, natures.time],
      ],
      maybe: [isNumber15, isText, isTime, isDuration],
      otherwise: natures.anything,
    },
  ],
] as const);

/** 1.17 compares what can be the same; 1.15 what is of the same kind. */
function isComparable17(left: Nature, right: Nature): boolean {
  if (isUnknown(left) || isUnknown(right) || left.isNil || right.isNil) return true;
  const areBoth = (test: Test) => test(left) && test(right);
  return [isNumber17, isDuration, isTime, isList].some(areBoth) || isAssignableTo(left, right);
}

function isComparable15(left: Nature, right: Nature): boolean {
  if (left.type === undefined || right.type === undefined) return true;
  if (left.type.kind === right.type.kind || isUnknown(left) || isUnknown(right)) return true;
  return isNumber15(left) && isNumber15(right);
}

export const rulesOf: Record<Dialect, Rules> = {
  '1.15': {
    isInteger: isInteger15,
    isNumber: isNumber15,
    isComparable: isComparable15,
    operators: operators15,
    describe: ({ type, isNil }) => type?.name ?? (isNil ? '<nil>' : 'interface {}'),
    elementsOf: ({ type }) => (type?.element === undefined ? natures.anything : { type: type.element }),
  },
  '1.17': {
    isInteger: isInteger17,
    isNumber: isNumber17,
    isComparable: isComparable17,
    operators: operators17,
    describe: ({ type }) => type?.name ?? 'unknown',
    elementsOf: natures.elementsOf,
  },
};
