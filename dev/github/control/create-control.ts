import { Refused } from '../change/refused.ts';
import type { Api } from '../serve-api.ts';
import { actions, type GithubControl } from './actions.ts';

/** Runs one action by its name with input that is checked first. Throws `Refused` with what is wrong. */
export async function runAction(api: Api, name: string, input: unknown): Promise<unknown> {
  const action = Object.entries(actions).find(([known]) => known === name)?.[1];
  if (action === undefined) throw new Refused(`there is no action ${name}`);
  const parsed = action.schema.safeParse(input ?? {});
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ message, path }) => `${path.join('.') || 'input'}: ${message}`);
    throw new Refused(`${name}: ${lines.join('; ')}`);
  }
  // The table's schemas and functions belong together entry by entry, which a union of entries cannot say.
  const run = action.run as (api: Api, input: unknown) => unknown;
  return run(api, parsed.data);
}

/** The controls as functions. `perform` does what an action's name and input say, here or over HTTP. */
export function createControl(perform: (name: string, input: unknown) => Promise<unknown>): GithubControl {
  const entries = Object.keys(actions).map((name) => [name, (input: unknown) => perform(name, input)]);
  return Object.fromEntries(entries) as GithubControl;
}
