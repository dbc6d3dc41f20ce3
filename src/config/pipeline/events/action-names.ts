import { emitterEventNames } from '@octokit/webhooks';

const actions = new Map<string, string[]>();
for (const each of emitterEventNames) {
  const [event, action] = splitOnce(each);
  const known = actions.get(event) ?? [];
  actions.set(event, action === undefined ? known : [...known, action]);
}

/** Names of the events that GitHub sends, such as `pull_request`. */
export const githubEventNames: readonly string[] = [...actions.keys()];

/** The actions that GitHub gives an event, such as `opened` of `pull_request`. */
export function actionsOf(event: string): readonly string[] {
  return actions.get(event) ?? [];
}

function splitOnce(name: string): [string, string | undefined] {
  const at = name.indexOf('.');
  return at === -1 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}
