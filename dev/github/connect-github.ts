import type { GithubControl } from './control/actions.ts';
import { createControl } from './control/create-control.ts';
import { createWaitForCheckRun, type WaitForCheckRun } from './control/wait-for-check-run.ts';

export type ConnectedGithub = GithubControl & { url: string; host: string; waitForCheckRun: WaitForCheckRun };

function writeRegExp(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? value.source : value;
}

async function post(url: string, name: string, input: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/__dev/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input ?? {}, writeRegExp),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GitHub stand-in, ${name}: ${answer.status} ${text}`);
  const value: unknown = JSON.parse(text);
  return value ?? undefined;
}

/** The controls of a stand-in that runs as another process, at the URL that it printed. */
export function connectGithub(url: string): ConnectedGithub {
  const control = createControl((name, input) => post(url, name, input));
  return { ...control, url, host: new URL(url).host, waitForCheckRun: createWaitForCheckRun(control) };
}
