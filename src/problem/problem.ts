import { catalogue, type ProblemCode } from './catalogue.ts';

/** A place in a file; lines and columns count from 1. */
export interface Position {
  line: number;
  column: number;
  endLine?: number;
}

/**
 * Something that is wrong, said so that the reader can mend it. An expected failure is a value of this type, never a throw.
 * `code` is stable: documents, tests and users may rely on it.
 */
export interface Problem {
  code: ProblemCode;
  severity: 'error' | 'warning';
  message: string;
  hint: string;
  file?: string;
  position?: Position;
}

/** Where a problem was found; every part is optional because not every problem lives in a file. */
export interface Place {
  file?: string | undefined;
  position?: Position | undefined;
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Entry<Code extends ProblemCode> = (typeof catalogue)[Code];

/** The values that the sentence and the hint of this code name in braces. */
export type ProblemValues<Code extends ProblemCode> = Record<
  Placeholders<Entry<Code>['message']> | Placeholders<Entry<Code>['hint']>,
  string | number
>;

/**
 * Makes a problem of the catalogue: fills `{name}` in its sentence and hint with `values`.
 *
 * @example problem('config.unknown-field', { field: 'branchs', where: 'on.push', nearest: 'branches' }, { position })
 */
export function problem<Code extends ProblemCode>(code: Code, values: ProblemValues<Code>, place: Place = {}): Problem {
  const entry: { severity?: 'warning'; message: string; hint: string } = catalogue[code];
  return {
    code,
    severity: entry.severity ?? 'error',
    message: fill(entry.message, values),
    hint: fill(entry.hint, values),
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(place.position === undefined ? {} : { position: place.position }),
  };
}

/** True when one of the problems is more than a warning. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((each) => each.severity === 'error');
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
