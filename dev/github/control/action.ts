import type { z } from 'zod';
import type { Api } from '../serve-api.ts';

/** Something a test or the demo can do to the stand-in: what it takes, checked, and what it does. */
export interface Action<Schema extends z.ZodType, Result> {
  schema: Schema;
  run(api: Api, input: z.output<Schema>): Result | Promise<Result>;
}

export function defineAction<Schema extends z.ZodType, Result>(
  schema: Schema,
  run: (api: Api, input: z.output<Schema>) => Result | Promise<Result>,
): Action<Schema, Result> {
  return { schema, run };
}

/** A table of actions as functions that take each action's input; one without fields may be left out. */
export type ControlOf<Actions> = {
  [Name in keyof Actions]: Actions[Name] extends Action<infer Schema, infer Result>
    ? Record<string, never> extends z.input<Schema>
      ? (input?: z.input<Schema>) => Promise<Result>
      : (input: z.input<Schema>) => Promise<Result>
    : never;
};
