import type { Condition } from './evaluate-condition.ts';

/** How a task ended, as `depends` asks for it. */
export interface TaskOutcome {
  phase: string;
  /** Phases of the items of a task that was fanned out. */
  itemPhases?: string[] | undefined;
}

const word = /^[A-Za-z0-9_-]+(\.[A-Za-z]+)?/;

/** Names of the tasks that a `depends` mentions; undefined when it cannot be read. */
export function tasksOf(depends: string): string[] | undefined {
  const words = cut(depends);
  if (words === undefined) return undefined;
  const names = words.filter((each) => word.test(each)).map((each) => each.split('.')[0] ?? '');
  return [...new Set(names)];
}

/** Evaluates a `depends` such as `lint && (test.Succeeded || test.Skipped) && !build.Failed`. */
export function evaluateDepends(depends: string, outcomeOf: (task: string) => TaskOutcome | undefined): Condition {
  const words = cut(depends);
  const invalid = { ok: false as const, message: `invalid 'depends' expression '${depends}'` };
  if (words === undefined) return invalid;
  let at = 0;

  function parseAny(): boolean | undefined {
    let holds = parseAll();
    while (words?.[at] === '||') {
      at += 1;
      const right = parseAll();
      holds = holds === undefined || right === undefined ? undefined : holds || right;
    }
    return holds;
  }

  function parseAll(): boolean | undefined {
    let holds = parseOne();
    while (words?.[at] === '&&') {
      at += 1;
      const right = parseOne();
      holds = holds === undefined || right === undefined ? undefined : holds && right;
    }
    return holds;
  }

  function parseOne(): boolean | undefined {
    const next = words?.[at] ?? '';
    at += 1;
    if (next === '!') {
      const operand = parseOne();
      return operand === undefined ? undefined : !operand;
    }
    if (next === '(') {
      const inner = parseAny();
      at += 1;
      return words?.[at - 1] === ')' ? inner : undefined;
    }
    if (!word.test(next)) return undefined;
    const [task = '', result] = next.split('.');
    const outcome = outcomeOf(task);
    return outcome === undefined ? undefined : hasResult(outcome, result);
  }

  const holds = parseAny();
  return holds === undefined || at !== words.length ? invalid : { ok: true, holds };
}

function cut(depends: string): string[] | undefined {
  const words: string[] = [];
  let rest = depends.trim();
  while (rest !== '') {
    const next = word.exec(rest)?.[0] ?? /^(&&|\|\||!|\(|\))/.exec(rest)?.[0];
    if (next === undefined) return undefined;
    words.push(next);
    rest = rest.slice(next.length).trimStart();
  }
  return words.length > 200 ? undefined : words;
}

function hasResult(outcome: TaskOutcome, result: string | undefined): boolean | undefined {
  const { phase, itemPhases = [] } = outcome;
  switch (result) {
    case undefined:
      return phase === 'Succeeded' || phase === 'Skipped';
    case 'Succeeded':
    case 'Failed':
    case 'Skipped':
    case 'Omitted':
      return phase === result;
    case 'Errored':
      return phase === 'Error';
    case 'Daemoned':
      return false;
    case 'AnySucceeded':
      return itemPhases.includes('Succeeded');
    case 'AllFailed':
      return itemPhases.length > 0 && itemPhases.every((each) => each === 'Failed');
    default:
      return undefined;
  }
}
